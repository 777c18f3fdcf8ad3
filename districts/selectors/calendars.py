"""The working calendar of an office."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

import holidays
from django.db.models import Q

from districts.models import Holiday, OfficeHours
from districts.policies.working_time import Calendar
from districts.types import HolidayEffect


@lru_cache(maxsize=64)
def statutory_holidays(year: int) -> frozenset[date]:
    """Public-office holidays of one year (관공서의 공휴일에 관한 규정 제2조·제3조), substitute days included."""
    return frozenset(holidays.country_holidays("KR", years=year))


def calendar(*, district_code: str, years: Iterable[int]) -> Calendar:
    """Return the working calendar of a district for the given calendar years; see `calendars`. Two queries."""
    return calendars(district_codes=[district_code], years=years)[district_code]


def calendars(*, district_codes: Iterable[str], years: Iterable[int]) -> dict[str, Calendar]:
    """Return the working calendars of some districts for the given calendar years, by district code. Two queries.

    Statutory holidays, plus and minus the days entered for every district or for this one; the district's own line
    wins over the one for all. Days outside `years` count as working days unless they are weekends.
    """
    wanted, codes = set(years), set(district_codes)
    statutory = frozenset[date]().union(*(statutory_holidays(year) for year in wanted))
    changes = list(
        Holiday.objects.filter(Q(district__isnull=True) | Q(district_id__in=codes), day__year__in=wanted).values_list(
            "day", "effect", "district_id"
        )
    )
    hours = {row.district_id: row for row in OfficeHours.objects.filter(district_id__in=codes)}
    return {code: _calendar(statutory, changes, code, hours.get(code)) for code in codes}


def _calendar(
    statutory: frozenset[date], changes: Sequence[tuple[date, str, str | None]], code: str, hours: OfficeHours | None
) -> Calendar:
    effects = {day: effect for day, effect, district in changes if district is None}
    effects |= {day: effect for day, effect, district in changes if district == code}
    closed = statutory | {day for day, effect in effects.items() if effect == HolidayEffect.CLOSED}
    closed -= {day for day, effect in effects.items() if effect == HolidayEffect.OPEN}
    if hours is None:
        return Calendar(holidays=closed)
    return Calendar(
        holidays=closed,
        opens=hours.opens,
        closes=hours.closes,
        lunch_starts=hours.lunch_starts,
        lunch_ends=hours.lunch_ends,
    )
