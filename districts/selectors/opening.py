"""Whether people answer a channel now."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings

from districts.models import ChannelHours
from districts.policies.opening import Span, steps
from districts.policies.opening import opening as opening_of
from districts.policies.working_time import SEOUL
from districts.selectors.calendars import calendar
from districts.types import CITY_HALL, Opening


def opening(*, channel: str, skill: str = "", now: datetime) -> Opening:
    """Return whether people answer `channel` (with `skill`, where that has hours of its own), until when, when next.

    Holidays are those of city hall's calendar. With `settings.ALWAYS_ANSWERED` (the demonstration) people always do.
    One query where nothing is limited, else two.
    """
    if settings.ALWAYS_ANSWERED:
        return Opening(is_open=True, closes_at=None, opens_at=None)
    spans = _spans(channel, skill)
    if not spans:
        return Opening(is_open=True, closes_at=None, opens_at=None)
    return opening_of(spans=spans, is_holiday=_holidays(now), now=now)


def open_times(*, channel: str, step: timedelta, days: int, now: datetime) -> list[datetime]:
    """Return the times within the next `days` days at which people answer `channel` for a whole `step`, as its hours
    are written down (round the clock where there are none). Two queries."""
    return steps(spans=_spans(channel, ""), is_holiday=_holidays(now), step=step, days=days, now=now)


def _spans(channel: str, skill: str) -> list[Span]:
    hours = ChannelHours.objects.filter(channel=channel, skill__in={"", skill})
    lines = list(hours.values_list("skill", "weekday", "starts", "ends"))
    own = [line for line in lines if line[0] == skill] or lines
    return [Span(weekday, starts, ends) for _skill, weekday, starts, ends in own]


def _holidays(now: datetime) -> Callable[[date], bool]:
    year = now.astimezone(SEOUL).year
    holidays = calendar(district_code=CITY_HALL, years=range(year - 1, year + 2)).holidays
    return lambda day: day in holidays
