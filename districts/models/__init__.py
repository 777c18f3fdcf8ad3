"""The city as rows: areas, departments and calendars."""

from districts.models.areas import City, District, Dong, DongRelation, OutsidePlace, Place, PostalCodeRange, Road
from districts.models.calendars import Holiday, OfficeHours
from districts.models.departments import Department, Official, Responsibility, Topic
from districts.models.opening import ChannelHours

__all__ = [
    "ChannelHours",
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
