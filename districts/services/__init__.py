"""What may be written to the city's tables besides the admin pages."""

from districts.services.directory import officials_upsert
from districts.services.editions import is_new_edition
from districts.services.load import BadData, LoadReport, load_city
from districts.services.responsibilities import assign_topic
from districts.services.synchronise import TableChange

__all__ = [
    "BadData",
    "LoadReport",
    "TableChange",
    "assign_topic",
    "is_new_edition",
    "load_city",
    "officials_upsert",
]
