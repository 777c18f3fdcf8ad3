"""The working calendar of an office."""

from collections.abc import Iterable
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
    """Return the working calendar of a district for the given calendar years.

    Statutory holidays, plus and minus the days entered for every district or for this one; the district's own line
    wins over the one for all. Two queries. Days outside `years` count as working days unless they are weekends.
    """
    wanted = set(years)
    closed = set().union(*(statutory_holidays(year) for year in wanted))
    changes = (
        Holiday.objects.filter(Q(district__isnull=True) | Q(district_id=district_code), day__year__in=wanted)
        .order_by("district_id")  # PostgreSQL sorts nulls last: lines for all districts come second
        .values_list("day", "effect", "district_id")
    )
    decided: set[date] = set()
    for day, effect, _district in changes:
        if day in decided:
            continue
        decided.add(day)
        if effect == HolidayEffect.CLOSED:
            closed.add(day)
        else:
            closed.discard(day)
    hours = OfficeHours.objects.filter(district_id=district_code).first()
    if hours is None:
        return Calendar(holidays=frozenset(closed))
    return Calendar(
        holidays=frozenset(closed),
        opens=hours.opens,
        closes=hours.closes,
        lunch_starts=hours.lunch_starts,
        lunch_ends=hours.lunch_ends,
    )
