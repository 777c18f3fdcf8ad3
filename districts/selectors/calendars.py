"""The working calendar of an office."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import holidays
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from districts.models import District, Holiday, OfficeHours
from districts.policies.working_time import Calendar
from districts.types import HolidayEffect


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
    wanted, codes = set(years), set(district_codes)
    statutory = frozenset[date]().union(*(statutory_holidays(year) for year in wanted))
    changes = Holiday.objects.filter(
        Q(district__isnull=True) | Q(district=OuterRef("pk")), day__year__in=wanted
    ).values(change=JSONObject(day="day", effect="effect", own=Q(district__isnull=False)))
    offices = (
        District.objects.filter(code__in=codes)
        .select_related("office_hours")
        .only("code", "office_hours")
        .annotate(changes=ArraySubquery(changes))
    )
    found = {
        office.code: _calendar(statutory, office.changes, getattr(office, "office_hours", None)) for office in offices
    }
    return {code: found.get(code, Calendar(holidays=statutory)) for code in codes}


def _calendar(statutory: frozenset[date], changes: Sequence[Mapping[str, Any]], hours: OfficeHours | None) -> Calendar:
    effects = {
        date.fromisoformat(change["day"]): change["effect"]
        for change in sorted(changes, key=lambda change: change["own"])
    }
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
