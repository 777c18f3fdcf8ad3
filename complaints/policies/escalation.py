"""Who hears of a complaint that is about to be, or is, late (민원처리법 시행령 §28②: 독촉 at once when overdue)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.types import Role
from districts.policies.working_time import Calendar, add_working_hours
from korean.dates import seoul_time

HOURS_BEFORE_SUPERVISOR = 8


@dataclass(frozen=True)
class Step:
    """One rung of the ladder and the role that is told."""

    level: int
    to_role: Role


LADDER = (Step(1, Role.OFFICIAL), Step(2, Role.HEAD), Step(3, Role.SUPERVISOR))


def next_step(*, level: int) -> Step | None:
    """Return the rung after `level` (0: nothing has happened yet); None after the last one."""
    return LADDER[level] if level < len(LADDER) else None


def due_at_of(*, level: int, accepted_at: datetime, due_at: datetime, calendar: Calendar) -> datetime | None:
    """Return when the rung `level` is due; None for a rung that does not exist.

    The official is reminded when the working day before the last one opens, but not before the complaint is accepted;
    the head of the department gets the demand at the due date; the supervisor eight working hours later.
    """
    if level == 1:
        return max(accepted_at, _opening_of_the_day_before(due_at, calendar))
    if level == 2:
        return due_at
    if level == 3:
        return add_working_hours(due_at, HOURS_BEFORE_SUPERVISOR, calendar)
    return None


def _opening_of_the_day_before(due_at: datetime, calendar: Calendar) -> datetime:
    day = seoul_time(due_at).date() - timedelta(days=1)
    while not calendar.spans(day):
        day -= timedelta(days=1)
    opens, _ = calendar.spans(day)[0]
    return opens
