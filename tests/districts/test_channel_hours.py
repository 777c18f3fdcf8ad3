"""When people answer a channel: days, nights, lunch and holidays."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from districts import selectors
from districts.models import ChannelHours
from districts.policies.opening import Span, opening, steps
from districts.policies.working_time import SEOUL
from districts.types import HOLIDAY, Opening

WEEKDAYS_WITH_LUNCH = [
    Span(weekday, starts, ends) for weekday in range(5) for starts, ends in ((time(9), time(12)), (time(13), time(18)))
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def ask(spans: list[Span], text: str, *, holidays: frozenset[date] = frozenset()) -> Opening:
    return opening(spans=spans, is_holiday=lambda day: day in holidays, now=at(text))


@pytest.mark.parametrize(
    ("now", "is_open", "opens_at", "closes_at"),
    [
        ("2026-11-23 08:59", False, "2026-11-23 09:00", None),
        ("2026-11-23 09:00", True, "2026-11-23 13:00", "2026-11-23 12:00"),
        ("2026-11-23 12:00", False, "2026-11-23 13:00", None),
        ("2026-11-23 17:59", True, "2026-11-24 09:00", "2026-11-23 18:00"),
        ("2026-11-27 18:00", False, "2026-11-30 09:00", None),
    ],
)
def test_an_office_week_with_lunch(now: str, is_open: bool, opens_at: str, closes_at: str | None) -> None:
    found = ask(WEEKDAYS_WITH_LUNCH, now)
    assert found == Opening(is_open=is_open, opens_at=at(opens_at), closes_at=at(closes_at) if closes_at else None)


def test_a_holiday_has_hours_of_its_own_or_none() -> None:
    christmas = frozenset({date(2026, 12, 25)})
    assert ask(WEEKDAYS_WITH_LUNCH, "2026-12-25 10:00", holidays=christmas).opens_at == at("2026-12-28 09:00")
    with_duty = [*WEEKDAYS_WITH_LUNCH, Span(HOLIDAY, time(10), time(11))]
    assert ask(with_duty, "2026-12-25 10:00", holidays=christmas).closes_at == at("2026-12-25 11:00")


def test_a_night_goes_on_into_the_next_day_also_into_a_holiday() -> None:
    fridays_night = [Span(4, time(22), time(6))]
    assert ask(fridays_night, "2026-11-28 05:59").is_open
    assert not ask(fridays_night, "2026-11-28 06:00").is_open
    assert ask(fridays_night, "2026-11-28 05:59", holidays=frozenset({date(2026, 11, 28)})).is_open


def test_round_the_clock_has_no_gap_at_midnight_and_never_closes() -> None:
    always = [Span(weekday, time(), time()) for weekday in range(8)]
    for now in ("2026-11-28 23:59:59.999999", "2026-11-29 00:00"):
        assert ask(always, now) == Opening(is_open=True, closes_at=None, opens_at=None)
    assert ask([], "2026-11-28 23:59") == Opening(is_open=True, closes_at=None, opens_at=None)


clock = st.times().map(lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0))
spans_of_a_week = st.lists(st.builds(Span, st.integers(0, 6), clock, clock), min_size=1, max_size=8)


@given(spans_of_a_week, st.integers(0, 60 * 24 * 1000))
def test_the_next_opening_is_open_and_nothing_before_it_is(spans: list[Span], minutes: int) -> None:
    now = at("2026-01-01 00:00") + timedelta(minutes=minutes)

    def is_open(when: datetime) -> bool:
        return opening(spans=spans, is_holiday=lambda _day: False, now=when).is_open

    found = opening(spans=spans, is_holiday=lambda _day: False, now=now)
    if not found.is_open:
        assert found.opens_at is not None
        assert is_open(found.opens_at)
        assert not is_open(now + (found.opens_at - now) / 2)
        assert not is_open(found.opens_at - timedelta(microseconds=1))
    elif found.closes_at is not None:
        assert is_open(found.closes_at - timedelta(microseconds=1))
        assert not is_open(found.closes_at)


@pytest.mark.django_db
@override_settings(ALWAYS_ANSWERED=False)
def test_a_language_may_have_hours_of_its_own() -> None:
    ChannelHours.objects.create(channel="WEB", skill="vi", weekday=0, starts=time(9), ends=time(18))
    sunday = at("2026-11-22 10:00")
    assert selectors.opening(channel="WEB", now=sunday).is_open
    assert selectors.opening(channel="WEB", skill="ko", now=sunday).is_open
    assert selectors.opening(channel="WEB", skill="vi", now=sunday).opens_at == at("2026-11-23 09:00")


def test_steps_are_whole_and_within_the_hours() -> None:
    spans = [Span(0, time(9), time(10, 15)), Span(1, time(23, 30), time(0, 30))]
    found = steps(
        spans=spans, is_holiday=lambda _day: False, step=timedelta(minutes=30), days=7, now=at("2026-11-23 09:10")
    )
    assert found == [at("2026-11-23 09:30"), at("2026-11-24 23:30"), at("2026-11-25 00:00"), at("2026-11-30 09:00")]
