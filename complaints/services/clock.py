"""The clock of a complaint: every change is a row, and the due date follows from all of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from complaints.models import Complaint, DeadlineEvent
from complaints.policies import deadline, escalation
from complaints.policies.deadline import Change
from complaints.selectors.deadlines import changes_of
from complaints.selectors.rules import agency_period, rules_of
from complaints.types import DeadlineKind, ExclusionReason, Kind, PeriodUnit
from districts import selectors as districts
from districts.policies.working_time import Calendar, working_days_among
from korean.dates import seoul_time

SUPPLEMENT_ARTICLE = "민원처리법 제22조, 시행령 제20조"


@dataclass
class Clock:
    """What happened to the clock of a locked complaint so far, and the calendar and reading of its district."""

    complaint: Complaint
    changes: tuple[Change, ...]
    calendar: Calendar
    late_acceptance_counts: bool

    def add(self, change: Change, *, article: str) -> dict[str, Any]:
        """Write `change` down; return the fields of the complaint that follow from it: due date, next reminder."""
        self.changes = (*self.changes, change)
        due_at = self.due_at()
        DeadlineEvent.objects.create(
            complaint=self.complaint,
            sequence=len(self.changes),
            kind=change.kind,
            amount=change.amount,
            unit=change.unit,
            article=article,
            reason=change.reason,
            starts_on=change.starts_on,
            ends_on=change.ends_on,
            due_at=due_at,
            at=change.at,
        )
        return {"due_at": due_at, "next_escalation_at": self.next_escalation_at(due_at)}

    def due_at(self) -> datetime:
        """Return the due date after everything that happened."""
        return deadline.due_at(
            changes=self.changes, calendar=self.calendar, late_acceptance_counts=self.late_acceptance_counts
        )

    def next_escalation_at(self, due_at: datetime) -> datetime | None:
        """Return when to look at the next step of the ladder, whatever the district's lead times; steps made already
        are not made again."""
        return escalation.due_at_of(
            level=self.complaint.escalation_level + 1,
            accepted_at=deadline.started(self.changes).at,
            due_at=due_at,
            calendar=self.calendar,
            lead=escalation.EARLIEST,
        )

    def exclude(
        self, first: date, last: date, *, reason: ExclusionReason, at: datetime, article: str
    ) -> dict[str, Any]:
        """Leave the days from `first` to `last` out; return the fields that follow."""
        kind = DeadlineKind.RESUME if reason == ExclusionReason.SUPPLEMENT else DeadlineKind.EXCLUDE
        amount = working_days_among(deadline.days_between(first, last), self.calendar)
        return self.add(
            Change(kind=kind, at=at, amount=amount, reason=reason, starts_on=first, ends_on=last), article=article
        )

    def paused_on(self) -> date | None:
        """Return the first day of the pause that still lasts; None when the clock runs."""
        ended = {change.starts_on for change in self.changes if change.kind == DeadlineKind.RESUME}
        pauses = [change.starts_on for change in self.changes if change.kind == DeadlineKind.PAUSE]
        return next((day for day in reversed(pauses) if day not in ended), None)


def read_clock(*, complaint: Complaint, now: datetime) -> Clock:
    """Return the clock of the locked `complaint`."""
    changes = changes_of(complaint)
    calendar = calendar_of(complaint.district_id, since=changes[0].at, now=now)
    return Clock(complaint, changes, calendar, _reading(complaint, deadline.started(changes).at, calendar))


def start_clock(
    *, complaint: Complaint, now: datetime, reason: str = "", earlier: Clock | None = None
) -> dict[str, Any]:
    """Start the clock of an accepted complaint, or start it again (`earlier`: what happened before).

    Returns the fields of the complaint that follow. Raises PeriodUnknown.
    """
    calendar = calendar_of(complaint.district_id, since=now, now=now)
    agency = agency_period(
        kind=complaint.kind,
        district_code=complaint.district_id,
        topic_code=complaint.topic_id,
        item=complaint.item,
    )
    period = deadline.period_of(kind=Kind(complaint.kind), agency=agency)
    clock = Clock(complaint, earlier.changes if earlier else (), calendar, _reading(complaint, now, calendar))
    kind = DeadlineKind.RESTART if earlier else DeadlineKind.START
    return clock.add(Change(kind, now, period.amount, period.unit, reason=reason), article=period.article)


def calendar_of(district_code: str, *, since: datetime, now: datetime) -> Calendar:
    """Return the calendar of a district for a clock that runs from `since`."""
    years = range(seoul_time(since).year - 1, seoul_time(now).year + 3)
    return districts.calendar(district_code=district_code, years=years)


def pause(clock: Clock, *, now: datetime) -> dict[str, Any]:
    """Stop the clock from today on, until the citizen answers; nobody is reminded meanwhile."""
    if clock.paused_on() is not None:
        return {"next_escalation_at": None}
    today = seoul_time(now).date()
    change = Change(DeadlineKind.PAUSE, now, unit=PeriodUnit.DAYS, reason=ExclusionReason.SUPPLEMENT, starts_on=today)
    return clock.add(change, article=SUPPLEMENT_ARTICLE) | {"next_escalation_at": None}


def resume(clock: Clock, *, now: datetime) -> dict[str, Any]:
    """Let the clock run on; the day it was stopped and today are both left out (시행령 §20)."""
    first = clock.paused_on()
    if first is None:
        return {}
    return clock.exclude(
        first, seoul_time(now).date(), reason=ExclusionReason.SUPPLEMENT, at=now, article=SUPPLEMENT_ARTICLE
    )


def _reading(complaint: Complaint, begun_at: datetime, calendar: Calendar) -> bool:
    """Return how the district reads a late acceptance. Asked only where it was late: it makes no difference else."""
    spans = calendar.spans(seoul_time(begun_at).date())
    if not spans or begun_at < spans[-1][1]:
        return True
    return rules_of(district_code=complaint.district_id).late_acceptance_counts
