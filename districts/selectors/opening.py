"""Whether people answer a channel now."""

from datetime import datetime

from django.conf import settings

from districts.models import ChannelHours
from districts.policies.opening import Span
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
    lines = list(
        ChannelHours.objects.filter(channel=channel, skill__in={"", skill}).values_list(
            "skill", "weekday", "starts", "ends"
        )
    )
    own = [line for line in lines if line[0] == skill] or lines
    if not own:
        return Opening(is_open=True, closes_at=None, opens_at=None)
    year = now.astimezone(SEOUL).year
    holidays = calendar(district_code=CITY_HALL, years=range(year - 1, year + 2)).holidays
    return opening_of(
        spans=[Span(weekday, starts, ends) for _skill, weekday, starts, ends in own],
        is_holiday=lambda day: day in holidays,
        now=now,
    )
