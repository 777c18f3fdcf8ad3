"""When a channel is answered by people: spans of a week, some past midnight, with lunch between two of them. Pure."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from districts.policies.working_time import SEOUL
from districts.types import HOLIDAY, Opening

DAYS_AHEAD = 31
"""How far the next opening is looked for; after that nobody is told a time."""


class Span(NamedTuple):
    """People answer on `weekday` (0 Monday … 6 Sunday, `HOLIDAY`) from `starts` to `ends`.

    A span that ends at or before it starts goes on into the next day: 22:00–06:00 is a night, 00:00–00:00 a whole day.
    """

    weekday: int
    starts: time
    ends: time


def opening(*, spans: Iterable[Span], is_holiday: Callable[[date], bool], now: datetime) -> Opening:
    """Return whether people answer at `now`, until when, and when next.

    Without any span they always answer. A holiday has the spans of `HOLIDAY` instead of its weekday's; a night that
    began the day before goes on into it. Spans that touch are one: a round-the-clock channel never closes.
    """
    known = list(spans)
    if not known:
        return Opening(is_open=True, closes_at=None, opens_at=None)
    today = now.astimezone(SEOUL).date()
    times = _openings(known, is_holiday=is_holiday, today=today, days=DAYS_AHEAD)
    present = next(((starts, ends) for starts, ends in times if starts <= now < ends), None)
    known_until = datetime.combine(today + timedelta(days=DAYS_AHEAD), time(), tzinfo=SEOUL)
    return Opening(
        is_open=present is not None,
        closes_at=present[1] if present and present[1] <= known_until else None,
        opens_at=next((starts for starts, _ends in times if starts > now), None),
    )


def steps(
    *, spans: Iterable[Span], is_holiday: Callable[[date], bool], step: timedelta, days: int, now: datetime
) -> list[datetime]:
    """Return the times from `now` on, within `days` days, at which people answer for a whole `step`, step by step from
    each opening. Without any span every step of the day is one."""
    today = now.astimezone(SEOUL).date()
    known = list(spans) or [Span(weekday, time(), time()) for weekday in range(HOLIDAY + 1)]
    found = []
    for starts, ends in _openings(known, is_holiday=is_holiday, today=today, days=days):
        count = (ends - starts) // step
        found += [at for at in (starts + number * step for number in range(count)) if now <= at < now + timedelta(days)]
    return found


def _openings(
    spans: Iterable[Span], *, is_holiday: Callable[[date], bool], today: date, days: int
) -> list[tuple[datetime, datetime]]:
    by_day: dict[int, list[Span]] = {}
    for span in spans:
        by_day.setdefault(span.weekday, []).append(span)
    return _joined(
        _times(span, day)
        for day in (today + timedelta(days=offset) for offset in range(-1, days + 1))
        for span in by_day.get(HOLIDAY if is_holiday(day) else day.weekday(), [])
    )


def _times(span: Span, day: date) -> tuple[datetime, datetime]:
    last = day if span.starts < span.ends else day + timedelta(days=1)
    return datetime.combine(day, span.starts, tzinfo=SEOUL), datetime.combine(last, span.ends, tzinfo=SEOUL)


def _joined(times: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for starts, ends in sorted(times):
        if joined and starts <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((starts, ends))
    return joined
