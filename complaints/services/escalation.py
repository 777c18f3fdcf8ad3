"""Reminders before the due date and demands after it (민원처리법 시행령 §28②), made by the clock."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from accounts.models import User
from accounts.selectors import holders_of
from accounts.types import Role
from complaints.models import Complaint, ComplaintEvent, Escalation
from complaints.policies.escalation import Step, due_at_of, next_step
from complaints.services.recording import tell_screens
from complaints.types import Action, Party
from districts.policies.working_time import Calendar
from districts.selectors import calendar
from feed.services import unit_of_work
from korean.dates import seoul_time

RETRY_AFTER = timedelta(minutes=1)
logger = logging.getLogger(__name__)


def escalate_due(*, limit: int, now: datetime) -> int:
    """Take up to `limit` complaints whose next step is due one step up the ladder; return how many it were.

    Each complaint is its own transaction: one whose step fails is logged, tried again a minute later, and holds up
    nobody. A step is made once per complaint and level however often and in however many workers this runs: the row is
    locked, and (complaint, level) is unique. Where nobody holds the role that a step is for, the step is written down
    as such and the next one is due at once.
    """
    due = Complaint.objects.filter(next_escalation_at__lte=now).order_by("next_escalation_at", "id")
    find_holders, find_calendar = cache(_holders), cache(_calendar)
    taken = 0
    for complaint_id in list(due.values_list("id", flat=True)[:limit]):
        try:
            taken += _escalate(complaint_id, find_holders=find_holders, find_calendar=find_calendar, now=now)
        except Exception:
            logger.exception("complaint %s was not escalated", complaint_id)
            due.filter(pk=complaint_id).update(next_escalation_at=now + RETRY_AFTER)
    return taken


def _escalate(
    complaint_id: UUID,
    *,
    find_holders: Callable[[Role, str, str], list[User]],
    find_calendar: Callable[[str, int], Calendar],
    now: datetime,
) -> bool:
    with unit_of_work():
        complaint = (
            Complaint.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("official")
            .filter(pk=complaint_id, next_escalation_at__lte=now)
            .first()
        )
        if complaint is None:
            return False
        step = next_step(level=complaint.escalation_level)
        if step is None:
            complaint.next_escalation_at = None
            complaint.save(update_fields=["next_escalation_at"])
            return False
        receivers = _receivers(complaint, step, find_holders(step.to_role, *_place(complaint, step)))
        complaint.escalation_level = step.level
        complaint.event_count += 1
        complaint.next_escalation_at = _next(
            complaint, find_calendar(complaint.district_id, seoul_time(now).year), heard=bool(receivers), now=now
        )
        complaint.save(update_fields=["escalation_level", "event_count", "next_escalation_at"])
        Escalation.objects.create(
            complaint=complaint,
            level=step.level,
            to_role=step.to_role,
            receivers=[str(receiver) for receiver in receivers],
            at=now,
        )
        _event(complaint, step, receivers, now).save(force_insert=True)
        tell_screens(
            complaint=complaint, action=Action.ESCALATE, now=now, users=tuple(receiver.id for receiver in receivers)
        )
    return True


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
        party=Party.SYSTEM,
        data=data,
        at=now,
    )
