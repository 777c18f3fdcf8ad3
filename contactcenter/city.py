"""What the product has to know of its city before there is a database: `districts/data/<city>/city.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "districts" / "data"


@dataclass(frozen=True)
class CityProfile:
    """The city that is served, and what citizens know its contact centre as.

    `hall` is the code of the office above the districts: city hall, or the province of a city with one office.
    `service` signs notices (서울 120), `service_en` those not in Korean; `sender` is the number they come from;
    `zones` name the districts that the same agents of the demonstration serve. `ends_rooms`: a KakaoTalk room is ended
    with the conversation in it, so that what is written to the citizen later goes by Alimtalk; else the room stays open
    for it.
    """

    code: str
    hall: str
    name: str
    short_name: str
    service: str
    service_en: str
    call_number: str
    sender: str
    zones: Mapping[str, tuple[str, ...]]
    ends_rooms: bool

    def service_in(self, language: str) -> str:
        """Return what the contact centre calls itself in a language: its English name in all but Korean."""
        return self.service if language == "ko" else self.service_en


def city_profile(name: str) -> CityProfile:
    """Read the profile of a city by the name of its folder. Raises ValueError when there is no such city."""
    file = DATA / name / "city.json"
    if not file.is_file():
        raise ValueError(f"there is no city {name!r}: {', '.join(cities())}")
    facts = json.loads(file.read_text(encoding="utf-8"))
    return CityProfile(
        code=facts["code"],
        hall=facts["hall"],
        name=facts["name"],
        short_name=facts["short_name"],
        service=facts["service"],
        service_en=facts["service_en"],
        call_number=facts["call_number"],
        sender=facts["sender"],
        zones={zone: tuple(names) for zone, names in facts["zones"].items()},
        ends_rooms=facts["ends_rooms"],
    )


def cities() -> list[str]:
    """Return the names of the cities that have data, in order."""
    return sorted(file.parent.name for file in DATA.glob("*/city.json"))
