"""Korean official working time: hours that count, days that count, and when a period ends.

Implements 민원처리법 제19조, 같은 법 시행령 제19조·제20조, and 민법 제159조–제161조. Everything is pure: the
calendar is an argument, instants are aware datetimes, results are in Asia/Seoul.
"""

from calendar import monthrange
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
SATURDAY = 5
HOURS_OF_A_DAY = 8
LONGEST_IN_HOURS = 5
"""Periods of at most this many days end at a time of day (민원처리법 제19조제1항)."""
END_OF_DAY = time(23, 59, 59)
HORIZON_DAYS = 3660


class CalendarExhausted(ValueError):
    """No working time was found within ten years: the calendar closes every day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One office's working time. `holidays` are closed dates besides Saturdays and Sundays (공휴일법, 조례)."""

    holidays: Set[date] = field(default_factory=frozenset)
    opens: time = time(9)
    closes: time = time(18)
    lunch_starts: time = time(12)
    lunch_ends: time = time(13)

    def is_working_day(self, day: date) -> bool:
        """Neither Saturday, Sunday nor holiday (민원처리법 제19조)."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """The first working day on or after `day`. Raises CalendarExhausted."""
        for distance in range(HORIZON_DAYS):
            candidate = day + timedelta(days=distance)
            if self.is_working_day(candidate):
                return candidate
        raise CalendarExhausted(day.isoformat())

    def closed_on(self, days: Set[date]) -> "Calendar":
        """The same office, closed on `days` too (보완 and other days that do not count, 시행령 제20조)."""
        return replace(self, holidays=frozenset(self.holidays) | frozenset(days)) if days else self

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working spans of one day, before and after lunch; none on a closed day."""
        if not self.is_working_day(day):
            return ()
        pairs = ((self.opens, self.lunch_starts), (self.lunch_ends, self.closes))
        return tuple(
            (datetime.combine(day, start, SEOUL), datetime.combine(day, end, SEOUL))
            for start, end in pairs
            if start < end
        )

    def spans_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans that end after `at`, the first one cut at `at`. Raises CalendarExhausted at the horizon."""
        first = at.astimezone(SEOUL)
        for distance in range(HORIZON_DAYS):
            for start, end in self.spans(first.date() + timedelta(days=distance)):
                if end > first:
                    yield max(start, first), end
        raise CalendarExhausted(at.isoformat())


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether the office works at this instant (lunch is closed)."""
    return any(start <= at < end for start, end in calendar.spans(at.astimezone(SEOUL).date()))


def add_working_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """The instant when `hours` working hours after `start` are over (시행령 제19조: 즉시 = 3 hours, a day = 8).

    Nights, lunch, Saturdays and holidays do not count. A period that would end in the last instant of a span ends
    there, not at the next opening.
    """
    rest = timedelta(hours=hours)
    for begin, end in calendar.spans_from(start):
        if rest <= end - begin:
            return begin + rest
        rest -= end - begin
    raise CalendarExhausted(start.isoformat())


def working_hours_between(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Working hours from `start` to `end` (0 when `end` is not later)."""
    total = timedelta()
    if end <= start:
        return 0.0
    for begin, finish in calendar.spans_from(start):
        if begin >= end:
            break
        total += min(finish, end) - begin
    return total / timedelta(hours=1)


def add_days(accepted_at: datetime, days: int, calendar: Calendar, excluded: Set[date] = frozenset()) -> datetime:
    """When a period of `days` days is over (민원처리법 제19조).

    Up to five days it is counted in working hours, 8 a day, from the time of acceptance. From six days on it is
    counted in days, the first included, Saturdays, Sundays and holidays not, and ends with the last second of the
    last day (민법 제159조). `excluded` days (보완, 시행령 제20조) do not count either; give them as whole days.
    Raises ValueError when `days` is not positive.
    """
    if days <= LONGEST_IN_HOURS:
        return add_working_hours(accepted_at, _positive(days) * HOURS_OF_A_DAY, calendar.closed_on(excluded))
    return add_whole_days(accepted_at, days, calendar, excluded)


def add_whole_days(accepted_at: datetime, days: int, calendar: Calendar, excluded: Set[date] = frozenset()) -> datetime:
    """When `days` working days are over, the first included, however few they are. Raises ValueError."""
    closed = calendar.closed_on(excluded)
    day = closed.next_working_day(accepted_at.astimezone(SEOUL).date())
    for _ in range(_positive(days) - 1):
        day = closed.next_working_day(day + timedelta(days=1))
    return end_of(day)


def add_weeks(accepted_at: datetime, weeks: int, calendar: Calendar, excluded: Set[date] = frozenset()) -> datetime:
    """When `weeks` weeks are over: the day before the same weekday, moved past closed days (민법 제160조·제161조)."""
    first = accepted_at.astimezone(SEOUL).date()
    return _on_a_working_day(first, first + timedelta(weeks=_positive(weeks), days=-1), calendar, excluded)


def add_months(accepted_at: datetime, months: int, calendar: Calendar, excluded: Set[date] = frozenset()) -> datetime:
    """When `months` months are over: the day before the corresponding day, or the month's end where there is none,
    moved past closed days (민법 제160조제2항·제3항, 제161조). `excluded` days lengthen the period day by day."""
    first = accepted_at.astimezone(SEOUL).date()
    year, month_index = divmod(first.year * 12 + first.month - 1 + _positive(months), 12)
    length = monthrange(year, month_index + 1)[1]
    if first.day > length:
        last = date(year, month_index + 1, length)
    else:
        last = date(year, month_index + 1, first.day) - timedelta(days=1)
    return _on_a_working_day(first, last, calendar, excluded)


def working_days_among(days: Set[date], calendar: Calendar) -> int:
    """How many of `days` are working days."""
    return sum(calendar.is_working_day(day) for day in days)


def end_of(day: date) -> datetime:
    """The last second of a day in Seoul (민법 제159조)."""
    return datetime.combine(day, END_OF_DAY, SEOUL)


def _on_a_working_day(first: date, last: date, calendar: Calendar, excluded: Set[date]) -> datetime:
    """The end of a period counted by the calendar: every excluded day in it adds one that counts."""
    seen = first - timedelta(days=1)
    while missed := sum(seen < day <= last for day in excluded):
        seen, last = last, last + timedelta(days=missed)
    return end_of(calendar.closed_on(excluded).next_working_day(last))


def _positive(amount: int) -> int:
    if amount <= 0:
        raise ValueError(f"{amount} days is not a period")
    return amount
