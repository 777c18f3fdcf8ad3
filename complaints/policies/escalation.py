"""Who hears of a complaint that is about to be, or is, late (민원처리법 시행령 §28②: 독촉 at once when overdue)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.types import Role
from districts.policies.working_time import Calendar, add_working_hours
from korean.dates import seoul_time

DEMAND_LEVEL = 2
"""The rung whose message is a document: the 독촉장 to the head of the department."""


@dataclass(frozen=True)
class Step:
    """One rung of the ladder and the role that is told."""

    level: int
    to_role: Role


@dataclass(frozen=True)
class LeadTimes:
    """When a district is told: working days before the due date, working hours after it."""

    remind_days_before: int = 1
    supervisor_after_hours: int = 8
    auditor_after_hours: int = 24


LADDER = (Step(1, Role.OFFICIAL), Step(2, Role.HEAD), Step(3, Role.SUPERVISOR), Step(4, Role.AUDITOR))
USUAL = LeadTimes()
EARLIEST = LeadTimes(remind_days_before=5, supervisor_after_hours=1, auditor_after_hours=1)
"""The earliest a district may choose: by then it is looked at, and put off until the district's own time."""


def next_step(*, level: int) -> Step | None:
    """Return the rung after `level` (0: nothing has happened yet); None after the last one."""
    return LADDER[level] if level < len(LADDER) else None


def due_at_of(
    *, level: int, accepted_at: datetime, due_at: datetime, calendar: Calendar, lead: LeadTimes = USUAL
) -> datetime | None:
    """Return when the rung `level` is due; None for a rung that does not exist.

    The official is reminded when the working day `lead.remind_days_before` before the last one opens, but not before
    the complaint is accepted; the head of the department gets the demand at the due date; the supervisor and the
    민원심사관 follow after `lead`'s working hours.
    """
    if level == 1:
        return max(accepted_at, min(due_at, _opening_before(due_at, lead.remind_days_before, calendar)))
    if level == 2:
        return due_at
    if level == 3:
        return add_working_hours(due_at, lead.supervisor_after_hours, calendar)
    if level == 4:
        return add_working_hours(due_at, lead.auditor_after_hours, calendar)
    return None


def _opening_before(due_at: datetime, days: int, calendar: Calendar) -> datetime:
    """Return when the working day opens that lies `days` working days before the one of `due_at`."""
    day = seoul_time(due_at).date()
    while not calendar.spans(day):
        day -= timedelta(days=1)
    for _ in range(days):
        day -= timedelta(days=1)
        while not calendar.spans(day):
            day -= timedelta(days=1)
    opens, _closes = calendar.spans(day)[0]
    return opens
