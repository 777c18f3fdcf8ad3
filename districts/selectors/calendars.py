"""The working calendar of an office."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import holidays
from django.db import connection

from districts.policies.working_time import Calendar
from districts.types import HolidayEffect

# Every change of a complaint asks for a calendar: to build this statement anew took longer than to answer it.
WORKING_TIME = """
SELECT district.code, hours.opens, hours.closes, hours.lunch_starts, hours.lunch_ends, changed.day, changed.effect
FROM districts_district district
LEFT JOIN districts_officehours hours ON hours.district_id = district.code
LEFT JOIN districts_holiday changed ON coalesce(changed.district_id, district.code) = district.code
    AND extract(year FROM changed.day) = ANY (%(years)s)
WHERE district.code = ANY (%(codes)s)
ORDER BY district.code, changed.district_id NULLS FIRST
"""


@lru_cache(maxsize=64)
def statutory_holidays(year: int) -> frozenset[date]:
    """Public-office holidays of one year (관공서의 공휴일에 관한 규정 제2조·제3조), substitute days included."""
    return frozenset(holidays.country_holidays("KR", years=year))


def calendar(*, district_code: str, years: Iterable[int]) -> Calendar:
    """Return the working calendar of a district for the given calendar years; see `calendars`. One query."""
    return calendars(district_codes=[district_code], years=years)[district_code]


def calendars(*, district_codes: Iterable[str], years: Iterable[int]) -> dict[str, Calendar]:
    """Return the working calendars of some districts for the given calendar years, by district code. One query.

    Statutory holidays, plus and minus the days entered for every district or for this one; the district's own line
    wins over the one for all. Days outside `years` count as working days unless they are weekends.
    """
    wanted, codes = sorted(set(years)), set(district_codes)
    statutory = frozenset[date]().union(*(statutory_holidays(year) for year in wanted))
    found = dict.fromkeys(codes, Calendar(holidays=statutory))
    with connection.cursor() as cursor:
        cursor.execute(WORKING_TIME, {"codes": list(codes), "years": wanted})
        for code, rows in groupby(cursor.fetchall(), key=itemgetter(0)):
            found[code] = _calendar(statutory, list(rows))
    return found


def _calendar(statutory: frozenset[date], rows: Sequence[tuple[Any, ...]]) -> Calendar:
    """Return the calendar that the rows of one district tell: its hours in each, and a day that differs."""
    _code, opens, closes, lunch_starts, lunch_ends, _day, _effect = rows[0]
    effects = {day: effect for *_hours, day, effect in rows if day is not None}
    closed = statutory | {day for day, effect in effects.items() if effect == HolidayEffect.CLOSED}
    closed -= {day for day, effect in effects.items() if effect == HolidayEffect.OPEN}
    if opens is None:
        return Calendar(holidays=closed)
    return Calendar(holidays=closed, opens=opens, closes=closes, lunch_starts=lunch_starts, lunch_ends=lunch_ends)
