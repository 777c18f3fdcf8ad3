"""How many agents a coming day needs, from how the same weekday went before."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, Sum

from accounts.models import User
from accounts.selectors import access_of
from districts import selectors as districts
from districts.types import CITY_HALL
from korean.dates import SEOUL, seoul_time
from reporting.metrics import SHORT_ABANDON_SECONDS, handling_time, patience_seconds
from reporting.models import Interval
from reporting.policies.staffing import Load, agents_needed, outcome
from reporting.types import Flow, Forecast, ForecastLine, Goal

WEEKS_BACK = 8
STRETCH = timedelta(minutes=30)
ENOUGH = 20
"""From so many contacts on, the handling time of a half-hour is its own; else it is that of the whole day."""
COLUMNS = ("offered", "answered", "abandoned", "handled", "wait", "abandoned_wait", "talk", "wrap_up")


def forecast(*, user: User, day: date, goal: Goal) -> Forecast:
    """Return for each half-hour of a day how many contacts are expected and how many agents reach the goal.

    Expected is the mean of the same half-hour on the same weekdays of the eight weeks before that were holidays or not
    as this day is and on which anything came; the model is Erlang A. One query for the numbers.
    """
    past = _like_days(day)
    codes = access_of(user=user).district_codes
    chosen = Interval.objects.filter(_on_any(past), channel=goal.channel)
    if codes is not None:
        chosen = chosen.filter(district__in=codes)
    if goal.district:
        chosen = chosen.filter(district=goal.district)
    flows: dict[time, Flow] = defaultdict(Flow)
    seen = set()
    rows: Any = chosen.values("starts_at").annotate(**{f"sum_{name}": Sum(name) for name in COLUMNS})
    for row in rows:
        local = seoul_time(row["starts_at"])
        seen.add(local.date())
        half = time(local.hour, local.minute // 30 * 30)
        flows[half] += Flow(**{name: row[f"sum_{name}"] for name in COLUMNS})
    whole = Flow.total(flows.values())
    usual = handling_time(whole)
    lines = tuple(_line(day, half, flows[half], days=len(seen), whole=whole, goal=goal) for half in sorted(flows))
    return Forecast(
        day=day,
        goal=goal,
        days=tuple(sorted(seen)),
        handling_seconds=usual,
        patience_seconds=patience_seconds(whole) if whole.abandoned else None,
        lines=lines if usual else (),
    )


def _line(day: date, half: time, flow: Flow, *, days: int, whole: Flow, goal: Goal) -> ForecastLine:
    expected = flow.offered / days
    own = handling_time(flow) if flow.handled >= ENOUGH else None
    load = Load(
        calls_per_second=expected / STRETCH.total_seconds(),
        handling_seconds=(own or handling_time(whole) or 0.0) / goal.at_once,
        patience_seconds=patience_seconds(whole),
    )
    within = {"within_seconds": goal.within_seconds, "soon_seconds": float(SHORT_ABANDON_SECONDS)}
    needed = agents_needed(load, service_level=goal.service_level, **within) if load.handling_seconds else 0
    got = outcome(load, agents=needed, **within) if needed else None
    return ForecastLine(
        starts_at=datetime.combine(day, half, SEOUL),
        expected=expected,
        handling_seconds=load.handling_seconds * goal.at_once,
        agents=needed,
        on_duty=goal.on_duty(needed),
        service_level=got.service_level if got else None,
        occupancy=got.occupancy if got else None,
    )


def _like_days(day: date) -> list[date]:
    before = [day - timedelta(weeks=week) for week in range(1, WEEKS_BACK + 1)]
    calendar = districts.calendar(district_code=CITY_HALL, years={each.year for each in (day, *before)})
    return [each for each in before if calendar.is_working_day(each) == calendar.is_working_day(day)]


def _on_any(days: list[date]) -> Q:
    found = Q(pk__in=[])
    for day in days:
        since = datetime.combine(day, time(), SEOUL)
        found |= Q(starts_at__gte=since, starts_at__lt=since + timedelta(days=1))
    return found
