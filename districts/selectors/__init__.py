"""What other apps may ask about the city."""

from districts.selectors.areas import (
    UnknownDistrict,
    all_districts,
    district,
    districts_geojson,
    local_name,
)
from districts.selectors.calendars import calendar, calendars
from districts.selectors.departments import (
    department,
    department_in_charge,
    department_names,
    departments_of,
    officials_of,
    topic_holder,
    topics,
)
from districts.selectors.gazetteer import (
    dong_centres,
    gazetteer_rows,
    gazetteer_version,
    places_named,
    responsibilities_of,
)
from districts.selectors.opening import open_times, opening

__all__ = [
    "UnknownDistrict",
    "all_districts",
    "calendar",
    "calendars",
    "department",
    "department_in_charge",
    "department_names",
    "departments_of",
    "district",
    "districts_geojson",
    "dong_centres",
    "gazetteer_rows",
    "gazetteer_version",
    "local_name",
    "officials_of",
    "open_times",
    "opening",
    "places_named",
    "responsibilities_of",
    "topic_holder",
    "topics",
]
