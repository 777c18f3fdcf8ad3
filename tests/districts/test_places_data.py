"""The curated places: many, each in a district that has the dong it names, none shadowing a surer name."""

from collections import Counter, defaultdict

from districts.services.files import DATA, PLACES, CityFiles

FILES = CityFiles(DATA / "seoul")
LINES = FILES.curated_places()
DISTRICTS = {row["name"]: row["code"] for row in FILES.districts()}


def dongs_of_districts() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in FILES.dongs():
        found[row["name"]].add(row["district_id"])
    return found


def test_enough_places_of_every_kind() -> None:
    count = Counter(line["file"] for line in LINES)
    assert len(LINES) >= 2_500
    assert count["places/apartments.csv"] >= 600
    assert set(count) == set(PLACES)


def test_a_place_lies_in_a_district_that_has_its_dong() -> None:
    dongs = dongs_of_districts()
    checked = [line for line in LINES if line["dong"]]
    wrong = [
        (line["name"], line["districts"], line["dong"])
        for line in checked
        if not dongs[line["dong"]] & {DISTRICTS[name] for name in line["districts"].split("|")}
    ]
    assert len(checked) > 300
    assert not wrong


def test_a_place_that_begins_with_a_dong_lies_in_its_district() -> None:
    """역삼동 학원가 must not stand under 서초구: a slip of the line it was written in."""
    dongs = dongs_of_districts()
    wrong = []
    for line in LINES:
        for name in (line["name"], *line["aliases"].split("|")):
            dong = next((name[:length] for length in (5, 4, 3) if name[:length] in dongs), "")
            if dong.endswith("동") and name != dong:
                codes = {DISTRICTS[district] for district in line["districts"].split("|")}
                if not dongs[dong] & codes:
                    wrong.append((name, line["districts"], dong))
    assert not wrong


def test_every_line_says_where_it_comes_from() -> None:
    rows = [row for row in FILES.places() if row["kind"] != "STATION"]
    assert all(row["source"] for row in rows)
    assert {row["district_id"] for row in rows} == set(DISTRICTS.values())


def test_no_place_takes_the_name_of_a_dong_a_district_or_a_road() -> None:
    taken = {row["name"] for row in FILES.dongs()} | set(DISTRICTS)
    names = {row["name"] for row in FILES.places() if row["kind"] not in ("STATION", "AREA")}
    assert not names & taken
