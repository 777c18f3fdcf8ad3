"""The data files themselves: complete, consistent, and saying only what they can."""

import csv
import json
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from districts.services.files import DATA, CityFiles

FILES = CityFiles(DATA / "seoul")
DISTRICTS = {row["code"]: row for row in FILES.districts()}
DISTRICT_CODES = set(DISTRICTS) - {"11000"}
MEGABYTES = 2**20


def inside(shape: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Even-odd rule over all rings of a Polygon or MultiPolygon."""
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    crossings = 0
    for ring in (ring for polygon in polygons for ring in polygon):
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def test_city_hall_and_25_districts_with_numbers_to_call() -> None:
    assert len(DISTRICT_CODES) == 25
    for row in DISTRICTS.values():
        assert re.fullmatch(r"\+82\d{8,10}|120", row["main_phone"]), row
        assert row["source"]
        assert row["phone_verified_at"] is None  # nobody has called them yet


@pytest.mark.parametrize("code", sorted(DISTRICT_CODES))
def test_each_office_stands_inside_its_own_polygon_only(code: str) -> None:
    point = (DISTRICTS[code]["longitude"], DISTRICTS[code]["latitude"])
    holders = [other for other in DISTRICT_CODES if inside(DISTRICTS[other]["boundary"], *point)]
    assert holders == [code]


def test_polygons_are_small_enough_for_a_page() -> None:
    assert (DATA / "seoul" / "boundaries.geojson").stat().st_size < 60_000


def test_legal_dongs_lie_in_their_district() -> None:
    legal = [row for row in FILES.dongs() if row["kind"] == "LEGAL"]
    outside = [
        row["name"]
        for row in legal
        if not inside(DISTRICTS[row["district_id"]]["boundary"], row["longitude"], row["latitude"])
    ]
    assert len(outside) <= 2, outside  # a centre of a bent area may fall beyond the simplified border


def test_427_administrative_and_467_legal_dongs() -> None:
    dongs = FILES.dongs()
    count = Counter((row["kind"], row["abolished_on"] is None) for row in dongs)
    assert count["ADMINISTRATIVE", True] == 427
    assert count["LEGAL", True] == 467
    assert count["ADMINISTRATIVE", False] > 200
    assert len({row["code"] for row in dongs}) == len(dongs)


def test_the_name_that_exists_three_times() -> None:
    districts = {row["district_id"] for row in FILES.dongs() if row["name"] == "신사동" and row["abolished_on"] is None}
    assert districts == {"11380", "11620", "11680"}


def test_no_dangling_codes() -> None:
    dongs = {row["code"]: row for row in FILES.dongs()}
    topics = {row["code"] for row in FILES.topics()}
    departments = {row["code"] for row in FILES.departments()}
    for row in FILES.dong_relations():
        assert row["from_dong_id"] in dongs
        assert row["to_dong_id"] in dongs
    with_district = (FILES.dongs, FILES.roads, FILES.places, FILES.postal_codes, FILES.departments, FILES.office_hours)
    for read in with_district:
        assert {row["district_id"] for row in read()} <= set(DISTRICTS), read
    for row in FILES.responsibilities():
        assert row["topic_id"] in topics
        assert row["department_id"] in departments
        assert row["department_id"].startswith(f"{row['district_id']}-")


def test_every_abolished_dong_leads_to_a_present_one() -> None:
    dongs = {row["code"]: row for row in FILES.dongs()}
    successors = {row["from_dong_id"] for row in FILES.dong_relations() if row["kind"] == "SUCCEEDED_BY"}
    assert successors == {code for code, row in dongs.items() if row["abolished_on"] is not None}
    for row in FILES.dong_relations():
        assert dongs[row["to_dong_id"]]["abolished_on"] is None


def test_every_administrative_dong_serves_a_legal_one_and_every_legal_one_is_served() -> None:
    covers = [row for row in FILES.dong_relations() if row["kind"] == "COVERS"]
    present = [row for row in FILES.dongs() if row["abolished_on"] is None]
    assert {row["from_dong_id"] for row in covers} == {r["code"] for r in present if r["kind"] == "ADMINISTRATIVE"}
    assert {row["to_dong_id"] for row in covers} == {r["code"] for r in present if r["kind"] == "LEGAL"}


def test_54_topics_with_citizens_words() -> None:
    topics = FILES.topics()
    assert len(topics) == 54
    for row in topics:
        assert len(set(row["synonyms"])) == len(row["synonyms"]) >= 8, row["code"]


def test_every_district_topic_has_a_department_in_every_district() -> None:
    found = {(row["district_id"], row["topic_id"]) for row in FILES.responsibilities()}
    for topic in FILES.topics():
        owners = DISTRICT_CODES if topic["level"] == "DISTRICT" else {"11000"}
        missing = {code for code in owners if (code, topic["code"]) not in found}
        assert not missing, (topic["code"], missing)


def test_a_reviewed_line_names_its_basis_and_an_inferred_one_says_so() -> None:
    lines = FILES.responsibilities()
    for row in lines:
        assert ("추정" in row["basis"]) == (row["review"] == "INFERRED"), row
    in_districts = [row for row in lines if row["district_id"] != "11000"]
    reviewed = sum(row["review"] == "REVIEWED" for row in in_districts)
    assert reviewed / len(in_districts) > 0.8
    assert all(row["review"] == "INFERRED" for row in in_districts if row["district_id"] == "11500")


def test_every_office_has_one_main_desk() -> None:
    desks = Counter(row["district_id"] for row in FILES.departments() if row["is_main_desk"])
    assert desks == dict.fromkeys(DISTRICTS, 1)


def test_postal_code_ranges_do_not_overlap() -> None:
    ranges = sorted((row["first"], row["last"]) for row in FILES.postal_codes())
    assert all(last < first for (_first, last), (first, _last) in pairwise(ranges))


def test_a_road_through_four_districts_is_known_by_number() -> None:
    lines = [row for row in FILES.roads() if row["name"] == "통일로"]
    assert {row["district_id"] for row in lines} == {"11110", "11140", "11380", "11410"}
    assert {
        r["district_id"] for r in lines if r["side"] == "EVEN" and r["first_number"] <= 600 <= r["last_number"]
    } == {"11380"}


def test_a_station_on_a_border_names_both_districts() -> None:
    near = {row["district_id"]: row["distance"] for row in FILES.places() if row["name"] == "미아사거리역"}
    assert set(near) == {"11290", "11305"}
    assert min(near.values()) == 0


def test_files_are_small_sorted_and_without_foreign_line_ends() -> None:
    total = 0
    for path in (path for path in (DATA / "seoul").rglob("*") if path.is_file()):
        content = path.read_bytes()
        total += len(content)
        assert b"\r" not in content, path.name
        if path.suffix == ".csv" and path.name not in {"districts.csv", "topics.csv"}:
            lines = list(csv.reader(content.decode("utf-8").splitlines()))[1:]
            assert lines == sorted(lines), path.name
    assert total < 3 * MEGABYTES


def test_geojson_reads() -> None:
    shapes = json.loads((DATA / "seoul" / "boundaries.geojson").read_text(encoding="utf-8"))
    assert {feature["id"] for feature in shapes["features"]} == DISTRICT_CODES
