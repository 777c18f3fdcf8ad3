"""The worked examples of the law, one by one; what holds for every clock; and a slow, obviously right oracle."""

import calendar as months
import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.types import Role
from complaints.policies import deadline, escalation
from complaints.policies.deadline import Change, Period, PeriodUnknown
from complaints.policies.explanation import OTHER_AGENCY, REOPENED, explanation
from complaints.types import DeadlineKind, ExclusionReason, Kind, PeriodUnit
from districts.policies.working_time import END_OF_DAY, Calendar, is_open
from districts.selectors.calendars import statutory_holidays
from korean.dates import seoul_time
from tests.complaints.conftest import MONDAY, SEOUL

CALENDAR = Calendar(holidays=frozenset().union(*(statutory_holidays(year) for year in range(2023, 2033))))
HOURS, DAYS, WEEKS, MONTHS, YEARS = PeriodUnit
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
units = st.sampled_from([(HOURS, 3), (HOURS, 8), (DAYS, 1), (DAYS, 5), (DAYS, 6), (DAYS, 7), (DAYS, 14), (MONTHS, 1)])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def end(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), END_OF_DAY, SEOUL)


def begun(text: str, amount: int, unit: PeriodUnit = DAYS) -> Change:
    return Change(DeadlineKind.START, at(text), amount, unit)


def supplemented(first: str, last: str, working_days: int = 0) -> Change:
    return Change(
        DeadlineKind.RESUME,
        at(f"{last} 10:00"),
        working_days,
        reason=ExclusionReason.SUPPLEMENT,
        starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last),
    )


def extended(text: str, amount: int, unit: PeriodUnit = DAYS) -> Change:
    return Change(DeadlineKind.EXTEND, at(text), amount, unit)


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
    assert (period.amount, period.unit) == (days, DAYS)
    assert period.article == f"민원처리법 시행령 {article}"


def test_agencies_set_the_periods_the_law_leaves_to_them_and_no_other() -> None:
    own = Period(30, DAYS, "도로점용 허가")
    assert deadline.period_of(kind=Kind.STATUTORY, agency=own) == own
    assert deadline.period_of(kind=Kind.SIMPLE, agency=deadline.AT_ONCE).unit == HOURS
    assert deadline.period_of(kind=Kind.PROPOSAL, agency=own).amount == 14
    with pytest.raises(PeriodUnknown) as error:
        deadline.period_of(kind=Kind.STATUTORY)
    assert error.value.status == 422


WORKED_EXAMPLES = [
    ([begun("2026-11-23 10:00", 3, HOURS)], at("2026-11-23 14:00")),
    ([begun("2026-11-23 16:30", 3, HOURS)], at("2026-11-24 10:30")),
    ([begun("2026-11-27 17:00", 3, HOURS)], at("2026-11-30 11:00")),
    ([begun("2026-11-28 02:10", 3, HOURS)], at("2026-11-30 12:00")),
    ([begun("2026-11-23 12:20", 3, HOURS)], at("2026-11-23 16:00")),
    ([begun("2026-11-23 14:00", 3)], at("2026-11-26 14:00")),
    ([begun("2026-09-23 11:00", 3)], at("2026-09-30 11:00")),
    ([begun("2026-11-27 17:00", 5)], at("2026-12-04 17:00")),
    ([begun("2026-11-27 18:30", 1)], at("2026-11-30 18:00")),
    ([begun("2026-09-23 10:00", 7)], end("2026-10-06")),
    ([begun("2026-11-23 10:00", 7)], end("2026-12-01")),
    ([begun("2026-11-28 10:00", 7)], end("2026-12-08")),
    ([begun("2026-11-23 10:00", 14)], end("2026-12-10")),
    ([begun("2026-12-16 10:00", 14)], end("2027-01-06")),
    ([begun("2026-11-23 10:00", 7), supplemented("2026-11-25", "2026-11-27")], end("2026-12-04")),
    ([begun("2026-11-23 10:00", 7), extended("2026-11-30 10:00", 7)], end("2026-12-10")),
    (
        [begun("2026-11-23 10:00", 7), extended("2026-11-30 10:00", 7), extended("2026-12-07 10:00", 7)],
        end("2026-12-21"),
    ),
    ([begun("2026-03-10 10:00", 1, MONTHS)], end("2026-04-09")),
    ([begun("2027-01-31 10:00", 1, MONTHS)], end("2027-03-02")),
    ([begun("2026-11-24 10:00", 2, WEEKS)], end("2026-12-07")),
    ([begun("2024-02-29 10:00", 1, YEARS)], end("2025-02-28")),
    ([begun("2026-11-23 10:00", 3, HOURS), extended("2026-11-23 11:00", 3, HOURS)], at("2026-11-23 17:00")),
    ([begun("2026-11-23 14:00", 3), extended("2026-11-25 11:00", 3)], at("2026-12-01 14:00")),
    ([begun("2026-11-24 10:00", 2, WEEKS), supplemented("2026-11-26", "2026-11-27")], end("2026-12-09")),
]


@pytest.mark.parametrize(("changes", "due"), WORKED_EXAMPLES)
def test_worked_examples(changes: list[Change], due: datetime) -> None:
    assert deadline.due_at(changes=changes, calendar=CALENDAR) == due
    assert deadline.due_at(changes=reversed(changes), calendar=CALENDAR) == due


def test_the_clock_stands_while_the_citizen_is_asked_and_counts_again_from_a_restart() -> None:
    start = begun("2026-11-23 10:00", 7)
    pause = Change(DeadlineKind.PAUSE, at("2026-11-25 10:00"), starts_on=date(2026, 11, 25))
    assert deadline.due_at(changes=[start, pause], calendar=CALENDAR) == end("2026-12-02")
    answered = [start, pause, supplemented("2026-11-25", "2026-11-27")]
    assert deadline.due_at(changes=answered, calendar=CALENDAR) == end("2026-12-04")
    again = Change(DeadlineKind.RESTART, at("2026-12-07 10:00"), 7, DAYS, reason=REOPENED)
    later = [*answered, extended("2026-11-30 10:00", 7), again]
    assert deadline.due_at(changes=later, calendar=CALENDAR) == end("2026-12-15")
    with pytest.raises(ValueError, match="never started"):
        deadline.due_at(changes=[pause], calendar=CALENDAR)


def test_a_district_may_not_count_the_day_of_a_late_acceptance() -> None:
    late = [begun("2026-11-23 18:30", 7)]
    assert deadline.due_at(changes=late, calendar=CALENDAR) == end("2026-12-01")
    assert deadline.due_at(changes=late, calendar=CALENDAR, late_acceptance_counts=False) == end("2026-12-02")
    in_time = [begun("2026-11-23 17:59", 7)]
    assert deadline.due_at(changes=in_time, calendar=CALENDAR, late_acceptance_counts=False) == end("2026-12-01")


def test_a_new_holiday_moves_the_due_date() -> None:
    declared = Calendar(holidays=CALENDAR.holidays | {date(2026, 11, 30)})
    assert deadline.due_at(changes=[begun("2026-11-23 10:00", 7)], calendar=declared) == end("2026-12-02")


def test_acceptance_within_eight_hours_and_progress_every_thirty_days() -> None:
    assert deadline.accept_by(filed_at=at("2026-11-22 20:00"), calendar=CALENDAR) == at("2026-11-23 18:00")
    first = deadline.next_progress_at(accepted_at=MONDAY, now=MONDAY)
    assert first == MONDAY + timedelta(days=30)
    assert deadline.next_progress_at(accepted_at=MONDAY, now=first) == MONDAY + timedelta(days=60)


@pytest.mark.parametrize(
    ("changes", "korean", "english"),
    [
        (
            [begun("2026-11-23 10:00", 7), supplemented("2026-11-25", "2026-11-27", 3)],
            "접수 11. 23. + 7일, 보완 3일 제외 → 12. 4.",
            "Accepted 11/23 + 7 days, 3 days left out (supplement) → 12/4",
        ),
        (
            [begun("2026-11-23 10:00", 7), extended("2026-11-30 10:00", 7)],
            "접수 11. 23. + 7일, 연장 7일 → 12. 10.",
            "Accepted 11/23 + 7 days, extended by 7 days → 12/10",
        ),
        (
            [begun("2026-11-23 14:00", 3)],
            "접수 11. 23. 14:00 + 3일 → 11. 26. 14:00",
            "Accepted 11/23 14:00 + 3 days → 11/26 14:00",
        ),
        (
            [
                begun("2026-11-23 10:00", 7),
                Change(DeadlineKind.PAUSE, at("2026-11-25 10:00"), starts_on=date(2026, 11, 25)),
            ],
            "접수 11. 23. + 7일, 보완 기다림(11. 25.부터) → 12. 2.",
            "Accepted 11/23 + 7 days, waiting for a supplement since 11/25 → 12/2",
        ),
        (
            [
                begun("2026-11-16 10:00", 7),
                Change(DeadlineKind.RESTART, at("2026-11-23 10:00"), 7, DAYS, reason=OTHER_AGENCY),
                Change(DeadlineKind.RECALCULATE, at("2026-11-24 10:00")),
            ],
            "이송받은 기관 접수 11. 23. + 7일, 새 공휴일 반영 → 12. 1.",
            "Accepted by the agency it was transferred to 11/23 + 7 days, a new public holiday counted → 12/1",
        ),
    ],
)
def test_one_sentence_explains_the_due_date(changes: list[Change], korean: str, english: str) -> None:
    due = deadline.due_at(changes=changes, calendar=CALENDAR)
    assert explanation(changes=changes, due_at=due) == korean
    with override("en"):
        assert explanation(changes=changes, due_at=due) == english


@st.composite
def clocks(draw: st.DrawFn) -> list[Change]:
    """A started clock with days left out, and extensions in its own unit."""
    accepted_at = draw(moments)
    unit, amount = draw(units)
    changes = [Change(DeadlineKind.START, accepted_at, amount, unit)]
    for _number in range(draw(st.integers(0, 3))):
        first = seoul_time(accepted_at).date() + timedelta(days=draw(st.integers(-2, 25)))
        last = first + timedelta(days=draw(st.integers(0, 8)))
        happened = accepted_at + timedelta(days=draw(st.integers(0, 30)))
        changes.append(Change(DeadlineKind.EXCLUDE, happened, starts_on=first, ends_on=last))
    for _number in range(draw(st.integers(0, 2))):
        happened = accepted_at + timedelta(hours=draw(st.integers(0, 99)))
        changes.append(Change(DeadlineKind.EXTEND, happened, draw(st.integers(1, amount)), unit))
    return changes


@given(clocks(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_due_is_working_time_after_acceptance_whatever_the_order(changes: list[Change], chance: random.Random) -> None:
    due = deadline.due_at(changes=changes, calendar=CALENDAR)
    open_days = CALENDAR.closed_on(deadline.excluded_days(changes))
    assert due > changes[0].at
    assert open_days.is_working_day(seoul_time(due).date())
    assert due == end(seoul_time(due).date().isoformat()) or is_open(due - timedelta(minutes=1), open_days)
    shuffled = list(changes)
    chance.shuffle(shuffled)
    assert deadline.due_at(changes=shuffled, calendar=CALENDAR) == due


@given(clocks(), st.integers(1, 5), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_longer_periods_more_exclusions_and_holidays_never_end_earlier(
    changes: list[Change], more: int, day: int
) -> None:
    due = deadline.due_at(changes=changes, calendar=CALENDAR)
    start, first = changes[0], seoul_time(changes[0].at).date()
    if not (start.unit == DAYS and start.amount <= 5):
        longer = Change(start.kind, start.at, start.amount + more, start.unit)
        assert deadline.due_at(changes=[longer, *changes[1:]], calendar=CALENDAR) >= due
    away = first + timedelta(days=day)
    excluded = Change(DeadlineKind.EXCLUDE, start.at, starts_on=away, ends_on=away)
    assert deadline.due_at(changes=[*changes, excluded], calendar=CALENDAR) >= due
    assert deadline.due_at(changes=changes, calendar=CALENDAR.closed_on({away})) >= due


@given(moments)
@settings(max_examples=60, deadline=None)
def test_from_one_day_to_sixty_each_period_ends_no_earlier_than_the_one_before(accepted_at: datetime) -> None:
    dues = [
        deadline.due_at(changes=[Change(DeadlineKind.START, accepted_at, days, DAYS)], calendar=CALENDAR)
        for days in range(1, 60)
    ]
    assert dues == sorted(dues)


def oracle(accepted_at: datetime, amount: int, unit: PeriodUnit, excluded: frozenset[date]) -> datetime:
    """Walk minute by minute (hours) or day by day, as one would with a wall calendar and a pencil."""

    def counts(day: date) -> bool:
        return day.weekday() < 5 and day not in CALENDAR.holidays and day not in excluded

    moment = seoul_time(accepted_at)
    if unit == HOURS or (unit == DAYS and amount <= 5):
        minutes = amount * 60 * (1 if unit == HOURS else 8)
        while minutes:
            if not counts(moment.date()) or moment.time() >= time(18):
                moment = datetime.combine(moment.date() + timedelta(days=1), time(9), SEOUL)
                continue
            if moment.time() < time(9):
                moment = moment.replace(hour=9, minute=0)
            working = moment.hour != 12
            moment += timedelta(minutes=1)
            minutes -= working
        return moment
    day = moment.date()
    if unit == DAYS:
        counted = counts(day)
        while counted < amount:
            day += timedelta(days=1)
            counted += counts(day)
        return datetime.combine(day, END_OF_DAY, SEOUL)
    last = _corresponding(day, amount, unit)
    left = sum(day <= gone <= last for gone in excluded)
    while left or not counts(last):
        last += timedelta(days=1)
        left -= left > 0 and last not in excluded
    return datetime.combine(last, END_OF_DAY, SEOUL)


def _corresponding(day: date, amount: int, unit: PeriodUnit) -> date:
    if unit == WEEKS:
        return day + timedelta(days=7 * amount - 1)
    year, month = day.year, day.month
    for _month in range(amount):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    length = months.monthrange(year, month)[1]
    return date(year, month, length) if day.day > length else date(year, month, day.day) - timedelta(days=1)


def test_ten_thousand_random_clocks_agree_with_the_oracle() -> None:
    chance = random.Random(20261121)
    begin, span = datetime(2024, 1, 1, tzinfo=SEOUL), 7 * 365 * 24 * 60
    for _case in range(10_000):
        unit = chance.choices((HOURS, DAYS, WEEKS, MONTHS), (1, 7, 1, 1))[0]
        longest = {HOURS: 8, DAYS: 5, WEEKS: 4, MONTHS: 3}[unit]
        long = unit == DAYS and chance.random() < 0.96  # walking five days minute by minute takes its time
        amount = chance.randint(6, 30) if long else chance.randint(1, longest)
        accepted_at = begin + timedelta(minutes=chance.randrange(span))
        changes = [Change(DeadlineKind.START, accepted_at, amount, unit)]
        if chance.random() < 0.3:
            first = accepted_at.date() + timedelta(days=chance.randint(0, 10))
            last = first + timedelta(days=chance.randint(0, 6))
            changes.append(Change(DeadlineKind.EXCLUDE, accepted_at, starts_on=first, ends_on=last))
        excluded = deadline.excluded_days(changes)
        due = deadline.due_at(changes=changes, calendar=CALENDAR)
        assert due == oracle(accepted_at, amount, unit, excluded), changes


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
    steps = [escalation.next_step(level=level) for level in range(5)]
    told = [Role.OFFICIAL, Role.HEAD, Role.SUPERVISOR, Role.AUDITOR, None]
    assert [step and step.to_role for step in steps] == told
    assert escalation.due_at_of(level=5, accepted_at=MONDAY, due_at=MONDAY, calendar=CALENDAR) is None


def test_reminder_comes_when_the_working_day_before_opens() -> None:
    due_at = datetime(2026, 12, 7, 23, 59, 59, tzinfo=SEOUL)  # a Monday
    reminder = escalation.due_at_of(level=1, accepted_at=MONDAY, due_at=due_at, calendar=CALENDAR)
    assert reminder == datetime(2026, 12, 4, 9, tzinfo=SEOUL)
