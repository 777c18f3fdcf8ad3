"""How much each piece of evidence of the district counts, from 0 to 1, in one table.

A name in the words counts by its kind: districts and dongs are facts, stations and places are hints, stems are guesses.
What is known besides the words counts only where these leave the district open, except for the citizen's own answer.
"""

from enum import StrEnum


class NameKind(StrEnum):
    """How a name points to a place, the surest first."""

    DISTRICT = "district"
    DONG = "dong"
    POSTAL_CODE = "postal_code"
    PHONE = "phone"
    ROAD = "road"
    APARTMENT = "apartment"
    PLACE = "place"
    STATION = "station"
    AREA = "area"
    INSTITUTION = "institution"
    SCHOOL = "school"
    LOCAL_SCHOOL = "local_school"
    LATIN = "latin"
    DISTRICT_STEM = "district_stem"
    STATION_STEM = "station_stem"
    DONG_STEM = "dong_stem"
    CITY_ROAD = "city_road"
    OUTSIDE = "outside"
    OUTSIDE_STEM = "outside_stem"


WEIGHTS: dict[NameKind, float] = {
    NameKind.DISTRICT: 1.0,
    NameKind.DONG: 0.98,
    NameKind.POSTAL_CODE: 0.97,
    NameKind.ROAD: 0.95,
    NameKind.CITY_ROAD: 0.95,
    NameKind.APARTMENT: 0.92,
    NameKind.PLACE: 0.92,
    NameKind.STATION: 0.9,
    NameKind.OUTSIDE: 0.9,
    NameKind.PHONE: 0.85,
    NameKind.AREA: 0.85,
    NameKind.INSTITUTION: 0.85,
    NameKind.SCHOOL: 0.9,
    NameKind.LATIN: 0.8,
    NameKind.LOCAL_SCHOOL: 0.78,
    NameKind.DISTRICT_STEM: 0.8,
    NameKind.OUTSIDE_STEM: 0.8,
    NameKind.STATION_STEM: 0.75,
    NameKind.DONG_STEM: 0.7,
}

CHOSEN_BY_CITIZEN = 0.99
CITY_MATTER = 0.9
ONLY_DISTRICT = 0.95
COORDINATES = 0.8
NUMBER_DIALLED = 0.7
EARLIER_CONTACT = 0.6
