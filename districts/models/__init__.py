"""The city as rows: areas, departments and calendars."""

from districts.models.areas import City, District, Dong, DongRelation, OutsidePlace, Place, PostalCodeRange, Road
from districts.models.calendars import Holiday, OfficeHours
from districts.models.departments import Department, Official, Responsibility, Topic

__all__ = [
    "City",
    "Department",
    "District",
    "Dong",
    "DongRelation",
    "Holiday",
    "OfficeHours",
    "Official",
    "OutsidePlace",
    "Place",
    "PostalCodeRange",
    "Responsibility",
    "Road",
    "Topic",
]
