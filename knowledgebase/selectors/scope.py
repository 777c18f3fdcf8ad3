"""The districts' names, by which a question or an article tells its scope."""

from districts import selectors as districts
from districts.types import CITY_HALL


def district_codes_by_name() -> dict[str, str]:
    """Return the code of each district by its name; city hall is no district here. One SQL query."""
    return {district.name: district.code for district in districts.all_districts() if district.code != CITY_HALL}
