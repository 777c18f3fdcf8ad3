"""The worked examples of 민원처리법 제19조, one by one, and what holds for all of them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from districts.policies.working_time import (
    SEOUL,
    Calendar,
    CalendarExhausted,
    add_days,
    add_months,
    add_weeks,
    add_working_hours,
    is_open,
    working_hours_between,
)
from districts.selectors.calendars import statutory_holidays

CALENDAR = Calendar(holidays=statutory_holidays(2026) | statutory_holidays(2027))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23 10:00", 3, "2026-11-23 14:00"),
        ("2026-11-23 16:30", 3, "2026-11-24 10:30"),
        ("2026-11-27 17:00", 3, "2026-11-30 11:00"),
        ("2026-11-28 02:10", 3, "2026-11-30 12:00"),
        ("2026-11-23 12:20", 3, "2026-11-23 16:00"),
        ("2026-11-23 17:30", 1, "2026-11-24 09:30"),
        ("2026-11-27 16:00", 3, "2026-11-30 10:00"),
        ("2026-11-27 16:00", 8, "2026-11-30 16:00"),
        ("2026-11-22 20:00", 8, "2026-11-23 18:00"),
        ("2026-11-25 10:15", 8, "2026-11-26 10:15"),
    ],
)
def test_hours(start: str, hours: int, due: str) -> None:
    assert add_working_hours(at(start), hours, CALENDAR) == at(due)


@pytest.mark.parametrize(
    ("accepted", "days", "due"),
    [
        ("2026-11-23 14:00", 3, "2026-11-26 14:00"),
        ("2026-09-23 11:00", 3, "2026-09-30 11:00"),
        ("2026-11-27 17:00", 5, "2026-12-04 17:00"),
        ("2026-11-27 18:30", 1, "2026-11-30 18:00"),
    ],
)
def test_up_to_five_days_end_at_an_hour(accepted: str, days: int, due: str) -> None:
    assert add_days(at(accepted), days, CALENDAR) == at(due)


@pytest.mark.parametrize(
    ("accepted", "days", "due"),
    [
        ("2026-09-23 10:00", 7, "2026-10-06"),
        ("2026-11-23 10:00", 7, "2026-12-01"),
        ("2026-11-28 10:00", 7, "2026-12-08"),
        ("2026-11-23 10:00", 14, "2026-12-10"),
        ("2026-12-16 10:00", 14, "2027-01-06"),
        ("2026-11-23 10:00", 7 + 7, "2026-12-10"),
        ("2026-11-23 10:00", 7 + 7 + 7, "2026-12-21"),
    ],
)
def test_from_six_days_on_the_last_day_counts_to_its_end(accepted: str, days: int, due: str) -> None:
    assert add_days(at(accepted), days, CALENDAR) == at(f"{due} 23:59:59")


def test_supplement_days_do_not_count_sent_and_returned_included() -> None:
    supplement = frozenset({date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)})
    assert add_days(at("2026-11-23 10:00"), 7, CALENDAR, supplement) == at("2026-12-04 23:59:59")


@pytest.mark.parametrize(
    ("accepted", "months", "due"),
    [("2026-03-10 10:00", 1, "2026-04-09"), ("2027-01-31 10:00", 1, "2027-03-02")],
)
def test_months(accepted: str, months: int, due: str) -> None:
    assert add_months(at(accepted), months, CALENDAR) == at(f"{due} 23:59:59")


def test_weeks() -> None:
    assert add_weeks(at("2026-11-24 10:00"), 2, CALENDAR) == at("2026-12-07 23:59:59")


def test_new_public_holidays_of_2026_are_known() -> None:
    assert {date(2026, 5, 1), date(2026, 7, 17), date(2026, 10, 5), date(2026, 6, 3)} <= statutory_holidays(2026)


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 12:30", False),
        ("2026-11-23 18:00", False),
        ("2026-12-25 10:00", False),
    ],
)
def test_opening(moment: str, open_now: bool) -> None:
    assert is_open(at(moment), CALENDAR) is open_now


def test_other_zones_mean_the_same_instant() -> None:
    utc = at("2026-11-23 10:00").astimezone(ZoneInfo("UTC"))
    assert add_working_hours(utc, 3, CALENDAR) == at("2026-11-23 14:00")


def test_an_office_without_a_lunch_break_works_through() -> None:
    calendar = Calendar(lunch_starts=time(12), lunch_ends=time(12))
    assert add_working_hours(at("2026-11-23 11:00"), 3, calendar) == at("2026-11-23 14:00")


def test_no_days_is_not_a_period() -> None:
    with pytest.raises(ValueError, match="0 days"):
        add_days(at("2026-11-23 10:00"), 0, CALENDAR)


def test_a_calendar_that_never_opens_is_told() -> None:
    first = date(2026, 1, 1)
    closed = Calendar(holidays=frozenset(first + timedelta(days=n) for n in range(5000)))
    with pytest.raises(CalendarExhausted):
        add_working_hours(at("2026-01-05 10:00"), 1, closed)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 9, 30), timezones=st.just(SEOUL))  # noqa: DTZ001
hours = st.integers(0, 200)


@given(moments, hours)
@settings(max_examples=60, deadline=None)
def test_added_hours_can_be_measured_again(start: datetime, count: int) -> None:
    due = add_working_hours(start, count, CALENDAR)
    assert due >= start or count == 0
    assert working_hours_between(start, due, CALENDAR) == pytest.approx(count)


@given(moments, hours, hours)
@settings(max_examples=60, deadline=None)
def test_hours_add_up(start: datetime, first: int, second: int) -> None:
    at_once = add_working_hours(start, first + second, CALENDAR)
    in_two = add_working_hours(add_working_hours(start, first, CALENDAR), second, CALENDAR)
    assert working_hours_between(in_two, at_once, CALENDAR) == 0
    assert working_hours_between(at_once, in_two, CALENDAR) == 0


@given(moments, st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_a_period_ends_on_a_working_day_and_a_longer_one_not_earlier(start: datetime, days: int) -> None:
    due = add_days(start, days, CALENDAR)
    assert CALENDAR.is_working_day(due.date())
    assert add_days(start, days + 1, CALENDAR) >= due


@given(moments, st.integers(6, 60))
@settings(max_examples=60, deadline=None)
def test_days_are_counted_with_the_first_one(start: datetime, days: int) -> None:
    due = add_days(start, days, CALENDAR)
    span = (due.date() - start.date()).days + 1
    counted = [start.date() + timedelta(days=n) for n in range(span)]
    assert sum(CALENDAR.is_working_day(day) for day in counted) == days


@given(moments, st.integers(1, 24))
@settings(max_examples=60, deadline=None)
def test_months_end_on_a_working_day_before_or_at_the_corresponding_day(start: datetime, months: int) -> None:
    calendar = Calendar(holidays=CALENDAR.holidays | statutory_holidays(2028) | statutory_holidays(2029))
    due = add_months(start, months, calendar)
    assert calendar.is_working_day(due.date())
    assert due > start
