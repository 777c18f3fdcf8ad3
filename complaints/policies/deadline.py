"""The due date of a complaint as a pure function of what happened to its clock (민원처리법 §17–22, 시행령 §14–25).

Five days or less are counted in working hours from the moment of acceptance, six days or more in working days with the
first one counted, weeks, months and years by the calendar; `districts.policies.working_time` does the counting.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy

from complaints.types import DeadlineKind, Kind, PeriodUnit
from districts.policies.working_time import (
    HOURS_OF_A_DAY,
    LONGEST_IN_HOURS,
    Calendar,
    add_months,
    add_weeks,
    add_whole_days,
    add_working_hours,
)
from feed.errors import DomainError
from korean.dates import seoul_time

ACCEPTANCE_HOURS = 8
"""Working hours to accept what a citizen filed electronically (민원처리법 시행령 §6⑧)."""
PROGRESS_EVERY = timedelta(days=30)
"""How often a citizen is told why their complaint is not finished (시행령 §23)."""
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """A length of time as the law writes it, and where it is written."""

    amount: int
    unit: PeriodUnit
    article: str


@dataclass(frozen=True)
class Deadline:
    """A due date and the period that led to it."""

    period: Period
    due_at: datetime


@dataclass(frozen=True)
class Change:
    """One thing that happened to a clock (a `DeadlineEvent`).

    `starts_on` and `ends_on` are the first and last day that do not count, both included (시행령 §20): the day a
    supplement was asked for and the day it came back are both among them. A pause has no last day yet.
    """

    kind: DeadlineKind
    at: datetime
    amount: int = 0
    unit: PeriodUnit = PeriodUnit.DAYS
    reason: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


STARTS = (DeadlineKind.START, DeadlineKind.RESTART)
PERIODS: Mapping[Kind, Period] = {
    Kind.INQUIRY_LAW: Period(14, PeriodUnit.DAYS, "민원처리법 시행령 제14조제1호"),
    Kind.INQUIRY_OTHER: Period(7, PeriodUnit.DAYS, "민원처리법 시행령 제14조제2호"),
    Kind.PROPOSAL: Period(14, PeriodUnit.DAYS, "민원처리법 시행령 제15조"),
    Kind.GRIEVANCE: Period(7, PeriodUnit.DAYS, "민원처리법 시행령 제17조제1항"),
    # The city's own period for what cannot be dealt with at once (§16③); districts may set theirs (`PeriodRule`).
    Kind.SIMPLE: Period(7, PeriodUnit.DAYS, "민원처리법 시행령 제16조제3항"),
}
AT_ONCE = Period(3, PeriodUnit.WORKING_HOURS, "민원처리법 시행령 제19조")
"""What 즉시 means: within three working hours."""


class PeriodUnknown(DomainError):
    """A statutory complaint has the period published for its item (민원처리법 §17, §36): a contact does not tell it."""

    code = "period_unknown"
    status = 422
    message = gettext_lazy(
        "법정민원은 처리기간과 구비서류가 민원마다 정해져 있어 상담으로 접수할 수 없습니다. "
        "담당 부서 창구나 정부24를 안내해 주세요."
    )


def period_of(*, kind: Kind, agency: Period | None = None) -> Period:
    """Return the period of `kind`; `agency` is the one that the agency has set itself, where the law leaves it to it.

    Raises PeriodUnknown for a 법정민원 whose item has no published period.
    """
    if agency is not None and kind in (Kind.SIMPLE, Kind.STATUTORY):
        return agency
    if kind not in PERIODS:
        raise PeriodUnknown
    return PERIODS[kind]


def start(
    *,
    kind: Kind,
    accepted_at: datetime,
    calendar: Calendar,
    agency: Period | None = None,
    late_acceptance_counts: bool = True,
) -> Deadline:
    """Return the deadline of a complaint of `kind` accepted at `accepted_at`. Raises PeriodUnknown."""
    period = period_of(kind=kind, agency=agency)
    started = Change(DeadlineKind.START, accepted_at, period.amount, period.unit)
    due = due_at(changes=[started], calendar=calendar, late_acceptance_counts=late_acceptance_counts)
    return Deadline(period=period, due_at=due)


def due_at(*, changes: Iterable[Change], calendar: Calendar, late_acceptance_counts: bool = True) -> datetime:
    """Return when a complaint is due after all `changes` of its clock, in whatever order they are given.

    The last (re)start counts with its period and the extensions since; days that do not count are left out wherever
    they lie. While a pause lasts, only its first day is left out: the rest follows when the citizen has answered.
    `late_acceptance_counts`: whether a day on which it was accepted after the office had closed is the first day of
    a period of six days or more. Raises ValueError when there is no start.
    """
    happened = tuple(changes)
    begun = started(happened)
    amount = begun.amount + sum(extension.amount for extension in _since(begun, happened, DeadlineKind.EXTEND))
    at = begun.at
    if not late_acceptance_counts and _after_closing(at, calendar) and not in_hours(begun):
        at = seoul_time(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return _end(at, begun, amount, calendar, excluded_days(happened))


def started(changes: Iterable[Change]) -> Change:
    """Return the (re)start that counts: the last one. Raises ValueError when there is none."""
    starts = [change for change in changes if change.kind in STARTS]
    if not starts:
        raise ValueError("the clock was never started")
    return max(starts, key=lambda change: (change.at, change.kind == DeadlineKind.RESTART, change.amount))


def in_hours(begun: Change) -> bool:
    """Whether the period ends at a time of day (민원처리법 §19①)."""
    short = begun.unit == PeriodUnit.DAYS and begun.amount <= LONGEST_IN_HOURS
    return short or begun.unit == PeriodUnit.WORKING_HOURS


def excluded_days(changes: Iterable[Change]) -> frozenset[date]:
    """Return the days that do not count, each once however many reasons there are for it."""
    found = set[date]()
    for change in changes:
        if change.starts_on is not None:
            found |= days_between(change.starts_on, change.ends_on or change.starts_on)
    return frozenset(found)


def days_between(first: date, last: date) -> frozenset[date]:
    """Return all days from `first` to `last`, both included."""
    return frozenset(first + timedelta(days=count) for count in range((last - first).days + 1))


def accept_by(*, filed_at: datetime, calendar: Calendar) -> datetime:
    """Return by when something filed electronically must be accepted (시행령 §6⑧)."""
    return add_working_hours(filed_at, ACCEPTANCE_HOURS, calendar)


def next_progress_at(*, accepted_at: datetime, now: datetime) -> datetime:
    """Return when the citizen is next told how far it is: every thirty days after the acceptance (시행령 §23)."""
    return accepted_at + PROGRESS_EVERY * (max(now - accepted_at, timedelta()) // PROGRESS_EVERY + 1)


def _since(begun: Change, changes: Iterable[Change], kind: DeadlineKind) -> list[Change]:
    return [change for change in changes if change.kind == kind and change.at >= begun.at]


def _after_closing(at: datetime, calendar: Calendar) -> bool:
    spans = calendar.spans(seoul_time(at).date())
    return bool(spans) and at >= spans[-1][1]


def _end(at: datetime, begun: Change, amount: int, calendar: Calendar, excluded: Set[date]) -> datetime:
    match begun.unit:
        case PeriodUnit.WORKING_HOURS:
            return add_working_hours(at, amount, calendar.closed_on(excluded))
        case PeriodUnit.DAYS if in_hours(begun):
            return add_working_hours(at, amount * HOURS_OF_A_DAY, calendar.closed_on(excluded))
        case PeriodUnit.DAYS:
            return add_whole_days(at, amount, calendar, excluded)
        case PeriodUnit.WEEKS:
            return add_weeks(at, amount, calendar, excluded)
        case PeriodUnit.MONTHS:
            return add_months(at, amount, calendar, excluded)
        case PeriodUnit.YEARS:
            return add_months(at, amount * MONTHS_OF_A_YEAR, calendar, excluded)
