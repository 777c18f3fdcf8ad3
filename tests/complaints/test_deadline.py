from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.types import Role
from complaints.policies import deadline, escalation
from complaints.policies.deadline import PeriodUnknown
from complaints.types import Kind, PeriodUnit
from districts.policies.working_time import Calendar, is_open
from korean.dates import seoul_time
from tests.complaints.conftest import MONDAY, SEOUL

CALENDAR = Calendar(holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("kind", "days", "article"),
    [
        (Kind.INQUIRY_LAW, 14, "제14조제1호"),
        (Kind.INQUIRY_OTHER, 7, "제14조제2호"),
        (Kind.PROPOSAL, 14, "제15조"),
        (Kind.GRIEVANCE, 7, "제17조제1항"),
        (Kind.SIMPLE, 7, "제16조제3항"),
    ],
)
def test_period_of_each_kind(kind: Kind, days: int, article: str) -> None:
    period = deadline.period_of(kind=kind)
    assert (period.amount, period.unit) == (days, PeriodUnit.DAYS)
    assert period.article == f"민원처리법 시행령 {article}"


def test_every_kind_has_a_period_but_the_statutory_one() -> None:
    assert set(deadline.PERIODS) == set(Kind) - {Kind.STATUTORY}
    with pytest.raises(PeriodUnknown) as error:
        deadline.period_of(kind=Kind.STATUTORY)
    assert error.value.status == 422


@pytest.mark.parametrize(
    ("kind", "accepted", "due", "sentence"),
    [
        (Kind.SIMPLE, (2026, 11, 23, 10), date(2026, 12, 1), "접수 11. 23. + 7일 → 12. 1."),
        (Kind.SIMPLE, (2026, 11, 28, 10), date(2026, 12, 8), "접수 11. 28. + 7일 → 12. 8."),
        (Kind.INQUIRY_LAW, (2026, 11, 23, 10), date(2026, 12, 10), "접수 11. 23. + 14일 → 12. 10."),
        (Kind.PROPOSAL, (2026, 12, 16, 17), date(2027, 1, 6), "접수 12. 16. + 14일 → 1. 6."),
    ],
)
def test_due_date_and_its_explanation(
    kind: Kind, accepted: tuple[int, int, int, int], due: date, sentence: str
) -> None:
    accepted_at = datetime(*accepted, tzinfo=SEOUL)
    clock = deadline.start(kind=kind, accepted_at=accepted_at, calendar=CALENDAR)
    assert seoul_time(clock.due_at).date() == due
    explained = deadline.explanation(
        accepted_at=accepted_at, amount=clock.period.amount, unit=clock.period.unit, due_at=clock.due_at
    )
    assert explained == sentence


def test_explanation_of_short_periods_tells_the_time() -> None:
    at = datetime(2026, 11, 23, 14, tzinfo=SEOUL)
    hours = deadline.explanation(
        accepted_at=at, amount=3, unit=PeriodUnit.WORKING_HOURS, due_at=at + timedelta(hours=3)
    )
    assert hours == "접수 11. 23. 14:00 + 3근무시간 → 11. 23. 17:00"
    days = deadline.explanation(accepted_at=at, amount=3, unit=PeriodUnit.DAYS, due_at=at + timedelta(days=3))
    assert days == "접수 11. 23. 14:00 + 3일 → 11. 26. 14:00"


@given(moments, st.sampled_from(sorted(deadline.PERIODS)))
def test_ladder_goes_up_in_time_and_stays_within_reason(accepted_at: datetime, kind: Kind) -> None:
    clock = deadline.start(kind=kind, accepted_at=accepted_at, calendar=CALENDAR)
    reminder, demand, supervisor = (
        escalation.due_at_of(level=level, accepted_at=accepted_at, due_at=clock.due_at, calendar=CALENDAR)
        for level in (1, 2, 3)
    )
    assert reminder
    assert demand
    assert supervisor
    assert accepted_at <= reminder < demand < supervisor
    assert demand == clock.due_at
    assert reminder == accepted_at or is_open(reminder, CALENDAR)
    assert CALENDAR.is_working_day(seoul_time(supervisor).date())


def test_ladder_names_the_official_the_head_and_the_supervisor() -> None:
    steps = [escalation.next_step(level=level) for level in range(4)]
    assert [step and step.to_role for step in steps] == [Role.OFFICIAL, Role.HEAD, Role.SUPERVISOR, None]
    assert escalation.due_at_of(level=4, accepted_at=MONDAY, due_at=MONDAY, calendar=CALENDAR) is None


def test_reminder_comes_when_the_working_day_before_opens() -> None:
    due_at = datetime(2026, 12, 7, 23, 59, 59, tzinfo=SEOUL)  # a Monday
    reminder = escalation.due_at_of(level=1, accepted_at=MONDAY, due_at=due_at, calendar=CALENDAR)
    assert reminder == datetime(2026, 12, 4, 9, tzinfo=SEOUL)
