"""Reminders before the due date and demands after it (민원처리법 시행령 §28②), made by the clock."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from accounts.models import User
from accounts.selectors import holders_of
from accounts.types import Role
from complaints.models import Complaint, ComplaintEvent, Escalation
from complaints.policies.escalation import Step, due_at_of, next_step
from complaints.services.recording import tell_screens
from complaints.types import Action
from districts.policies.working_time import Calendar
from districts.selectors import calendar
from feed.services import unit_of_work
from korean.dates import seoul_time


def escalate_due(*, limit: int, now: datetime) -> int:
    """Take up to `limit` complaints whose next step is due one step up the ladder; return how many it were.

    One transaction, a bounded number of queries. A step is made once per complaint and level however often and in
    however many workers this runs: the rows are locked, and (complaint, level) is unique. Where nobody holds the role
    that a step is for, the step is written down as such and the next one is due at once.
    """
    with unit_of_work():
        due = list(
            Complaint.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("official")
            .filter(next_escalation_at__lte=now)
            .order_by("next_escalation_at", "id")[:limit]
        )
        find_holders = cache(_holders)
        find_calendar = cache(_calendar)
        taken = []
        for complaint in due:
            step = next_step(level=complaint.escalation_level)
            if step is None:
                complaint.next_escalation_at = None
                continue
            receivers = _receivers(complaint, step, find_holders(step.to_role, *_place(complaint, step)))
            complaint.escalation_level = step.level
            complaint.event_count += 1
            complaint.next_escalation_at = _next(
                complaint, find_calendar(complaint.district_id, seoul_time(now).year), heard=bool(receivers), now=now
            )
            taken.append((complaint, step, receivers))
        Escalation.objects.bulk_create(
            [
                Escalation(
                    complaint=complaint,
                    level=step.level,
                    to_role=step.to_role,
                    receivers=[str(receiver) for receiver in receivers],
                    at=now,
                )
                for complaint, step, receivers in taken
            ],
            ignore_conflicts=True,
        )
        ComplaintEvent.objects.bulk_create(
            [_event(complaint, step, receivers, now) for complaint, step, receivers in taken]
        )
        Complaint.objects.bulk_update(due, ["escalation_level", "event_count", "next_escalation_at"])
        for complaint, _step, receivers in taken:
            tell_screens(
                complaint=complaint,
                action=Action.ESCALATE,
                now=now,
                users=tuple(receiver.id for receiver in receivers),
            )
    return len(taken)


def _place(complaint: Complaint, step: Step) -> tuple[str, str]:
    """Return the district and the department whose holders of the role are told."""
    return complaint.district_id, "" if step.to_role == Role.SUPERVISOR else complaint.department_id


def _holders(role: Role, district_code: str, department_code: str) -> list[User]:
    return holders_of(role=role, district_code=district_code, department_code=department_code)


def _receivers(complaint: Complaint, step: Step, holders: list[User]) -> list[User]:
    if step.to_role == Role.OFFICIAL and complaint.official:
        return [complaint.official]
    return holders


def _calendar(district_code: str, year: int) -> Calendar:
    return calendar(district_code=district_code, years=range(year - 1, year + 2))


def _next(complaint: Complaint, district_calendar: Calendar, *, heard: bool, now: datetime) -> datetime | None:
    accepted_at, due_at = complaint.clock()
    following = due_at_of(
        level=complaint.escalation_level + 1, accepted_at=accepted_at, due_at=due_at, calendar=district_calendar
    )
    return now if following and not heard else following


def _event(complaint: Complaint, step: Step, receivers: list[User], now: datetime) -> ComplaintEvent:
    data: Mapping[str, object] = {
        "level": step.level,
        "to_role": step.to_role,
        "receivers": [str(receiver) for receiver in receivers],
    }
    return ComplaintEvent(
        complaint=complaint,
        sequence=complaint.event_count,
        version=complaint.version,
        action=Action.ESCALATE,
        from_state=complaint.state,
        to_state=complaint.state,
        data=data,
        at=now,
    )
