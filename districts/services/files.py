"""Read a city's data files into rows. See districts/data/README.md for what stands in them."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, time
from pathlib import Path
from typing import Any

from districts.services.synchronise import Row
from districts.types import HOLIDAY, PlaceKind

DATA = Path(__file__).resolve().parent.parent / "data"

STATIONS = "stations.csv"
OUTSIDE = ("outside_places.csv", "outside_landmarks.csv")
PLACES = {
    "places/apartments.csv": PlaceKind.APARTMENT,
    "places/areas.csv": PlaceKind.AREA,
    "places/crossings.csv": PlaceKind.CROSSING,
    "places/facilities.csv": PlaceKind.FACILITY,
    "places/hospitals.csv": PlaceKind.HOSPITAL,
    "places/landmarks.csv": PlaceKind.LANDMARK,
    "places/markets.csv": PlaceKind.MARKET,
    "places/nature.csv": PlaceKind.NATURE,
    "places/offices.csv": PlaceKind.OFFICE,
    "places/schools.csv": PlaceKind.SCHOOL,
    "places/shops.csv": PlaceKind.SHOP,
}
DAYS = {"weekdays": range(5), "saturday": [5], "sunday": [6], "holidays": [HOLIDAY]}
SOURCES = {"K": "일반 지식(2026-11)", "I": "초판 장소 목록(2026-11)", "S": "역 좌표 공개 자료"}


class CityFiles:
    """The data files of one city in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def digest(self, names: Iterable[str]) -> str:
        """A fingerprint of the named files' contents."""
        total = hashlib.sha256()
        for name in names:
            total.update((self.folder / name).read_bytes())
        return total.hexdigest()

    def city(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "city.json").read_text(encoding="utf-8"))
        return found

    def districts(self) -> list[Row]:
        shapes = json.loads((self.folder / "boundaries.geojson").read_text(encoding="utf-8"))
        boundaries = {feature["id"]: feature["geometry"] for feature in shapes["features"]}
        return [
            {
                **{
                    column: row[column]
                    for column in ("code", "name", "name_en", "office_address", "zip", "main_phone", "duty_phone")
                },
                "latitude": float(row["latitude"]),
                "longitude": float(row["longitude"]),
                "boundary": boundaries.get(row["code"]),
                "phone_verified_at": optional(date.fromisoformat, row["phone_verified_at"]),
                "source": row["source"],
            }
            for row in self._rows("districts.csv")
        ]

    def dongs(self) -> list[Row]:
        return [
            {
                "code": row["code"],
                "name": row["name"],
                "kind": row["kind"],
                "district_id": row["district"],
                "abolished_on": optional(date.fromisoformat, row["abolished_on"]),
                "latitude": optional(float, row["latitude"]),
                "longitude": optional(float, row["longitude"]),
            }
            for row in self._rows("dongs.csv")
        ]

    def dong_relations(self) -> list[Row]:
        return [
            {"kind": row["kind"], "from_dong_id": row["from_dong"], "to_dong_id": row["to_dong"]}
            for row in self._rows("dong_relations.csv")
        ]

    def postal_codes(self) -> list[Row]:
        return [
            {"first": row["first"], "last": row["last"], "district_id": row["district"]}
            for row in self._rows("postal_codes.csv")
        ]

    def roads(self) -> list[Row]:
        return [
            {
                "name": row["name"],
                "district_id": row["district"],
                "side": row["side"],
                "first_number": int(row["first_number"]),
                "last_number": int(row["last_number"]),
                "elsewhere": int(row["elsewhere"]),
            }
            for row in self._rows("roads.csv")
        ]

    def places(self) -> list[Row]:
        """Stations with their distances; curated places once for each way of saying them and each district."""
        rows: dict[tuple[str, str, str], Row] = {}
        for row in self._rows(STATIONS):
            rows[row["name"], row["kind"], row["district"]] = {
                "name": row["name"],
                "kind": row["kind"],
                "district_id": row["district"],
                "distance": int(row["distance"]),
                "latitude": optional(float, row["latitude"]),
                "longitude": optional(float, row["longitude"]),
                "source": SOURCES["S"],
            }
        codes = {row["name"]: row["code"] for row in self._rows("districts.csv")}
        for file, kind in PLACES.items():
            for row in self._rows(file):
                for name in (row["name"], *filter(None, row["aliases"].split("|"))):
                    for district in row["districts"].split("|"):
                        rows[name, kind.value, codes[district]] = {
                            "name": name,
                            "kind": kind.value,
                            "district_id": codes[district],
                            "distance": 0,
                            "latitude": None,
                            "longitude": None,
                            "source": SOURCES[row["source"]],
                        }
        return list(rows.values())

    def curated_places(self) -> list[dict[str, str]]:
        """Return the lines of `places/` as they are written, each with its `file`."""
        return [{**row, "file": file} for file in PLACES for row in self._rows(file)]

    def outside_places(self) -> list[Row]:
        return [dict(row) for name in OUTSIDE for row in self._rows(name)]

    def departments(self) -> list[Row]:
        return [
            {
                "code": row["code"],
                "name": row["name"],
                "district_id": row["district"],
                "kind": row["kind"],
                "is_main_desk": row["is_main_desk"] == "1",
                "valid_from": optional(date.fromisoformat, row["valid_from"]),
                "valid_until": optional(date.fromisoformat, row["valid_until"]),
                "successor_id": row["successor"] or None,
                "source": row["source"],
            }
            for row in self._rows("departments.csv")
        ]

    def department_phones(self) -> dict[str, str]:
        return {row["code"]: row["phone"] for row in self._rows("departments.csv") if row["phone"]}

    def topics(self) -> list[Row]:
        return [{**row, "synonyms": row["synonyms"].split("|")} for row in self._rows("topics.csv")]

    def responsibilities(self) -> list[Row]:
        return [
            {
                "district_id": row["district"],
                "topic_id": row["topic"],
                "department_id": row["department"],
                "wording": row["wording"],
                "basis": row["basis"],
                "review": row["review"],
            }
            for row in self._rows("responsibilities.csv")
        ]

    def office_hours(self) -> list[Row]:
        clock = ("opens", "closes", "lunch_starts", "lunch_ends")
        return [
            {"district_id": row["district"], **{column: time.fromisoformat(row[column]) for column in clock}}
            for row in self._rows("office_hours.csv")
        ]

    def holidays(self) -> list[Row]:
        return [
            {
                "day": date.fromisoformat(row["day"]),
                "district_id": row["district"] or None,
                "name": row["name"],
                "effect": row["effect"],
            }
            for row in self._rows("holidays.csv")
        ]

    def channel_hours(self) -> list[Row]:
        return [
            {
                "channel": row["channel"],
                "skill": row["skill"],
                "weekday": weekday,
                "starts": time.fromisoformat(row["starts"]),
                "ends": time.fromisoformat(row["ends"]),
            }
            for row in self._rows("channel_hours.csv")
            for weekday in DAYS[row["days"]]
        ]

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def optional(convert: Callable[[str], Any], value: str) -> Any:
    return convert(value) if value else None
