"""Reminders before the due date and demands after it (민원처리법 시행령 §28②), made by the clock."""

import logging
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache
from uuid import UUID

from complaints.models import Complaint, Escalation
from complaints.policies.escalation import DEMAND_LEVEL, LeadTimes, Step, due_at_of, next_step
from complaints.selectors.rules import lead_times, rules_of
from complaints.services import demand_letters
from complaints.services.alarms import RETRY_AFTER
from complaints.services.receivers import FindReceivers, receivers_of
from complaints.services.recording import note, tell_screens
from complaints.types import Action, Party
from districts.policies.working_time import Calendar
from districts.selectors import calendar
from feed.services import unit_of_work
from korean.dates import seoul_time

FindDue = Callable[[Complaint], datetime | None]
logger = logging.getLogger(__name__)


class _Outcome(Enum):
    """What became of a complaint whose alarm went off."""

    TOLD = "told"
    PUT_OFF = "put off"
    LEFT_ALONE = "left alone"


def escalate_due(*, limit: int, now: datetime) -> int:
    """Tell the people of up to `limit` complaints whose next step is due; return how many complaints it were.

    Each complaint is its own transaction: one whose step fails is logged, tried again a minute later, and holds up
    nobody. A step is made once per complaint and level however often and in however many workers this runs: the row is
    locked, and (complaint, level) is unique. Where nobody holds the role that a step is for, the step is written down
    as such and the next one follows at once. The alarm of a complaint goes off at the earliest that a district may
    choose, and is put off until the time its district did choose, as its rules are now.
    """
    due = Complaint.objects.filter(next_escalation_at__lte=now).order_by("next_escalation_at", "id")
    find_receivers, find_due = receivers_of(now=now), _next_step_due(now)
    told, looking = 0, True
    while looking and told < limit:
        looking = False
        for complaint_id in list(due.values_list("id", flat=True)[: limit - told]):
            try:
                outcome = _escalate(complaint_id, find_receivers, find_due, now)
            except Exception:
                logger.exception("complaint %s was not escalated", complaint_id)
                due.filter(pk=complaint_id).update(next_escalation_at=now + RETRY_AFTER)
                continue
            told += outcome is _Outcome.TOLD
            looking |= outcome is _Outcome.PUT_OFF
    return told


def _escalate(complaint_id: UUID, find_receivers: FindReceivers, find_due: FindDue, now: datetime) -> _Outcome:
    with unit_of_work():
        complaint = (
            Complaint.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("official", "district", "department")
            .filter(pk=complaint_id, next_escalation_at__lte=now)
            .first()
        )
        if complaint is None:
            return _Outcome.LEFT_ALONE
        due_at = find_due(complaint)
        if due_at is None or due_at > now:
            complaint.next_escalation_at = due_at
            complaint.save(update_fields=["next_escalation_at"])
            return _Outcome.PUT_OFF
        heard = False
        while not heard and (step := next_step(level=complaint.escalation_level)):
            complaint.escalation_level = step.level
            complaint.next_escalation_at = find_due(complaint)
            heard = _tell(complaint, step, find_receivers, now)
    return _Outcome.TOLD


def _tell(complaint: Complaint, step: Step, find_receivers: FindReceivers, now: datetime) -> bool:
    """Write the step down and show it on the screens of whoever it is for; tell whether there is anybody."""
    receivers = find_receivers(complaint, step.to_role)
    names = [str(receiver) for receiver in receivers]
    escalation = Escalation.objects.create(
        complaint=complaint, level=step.level, to_role=step.to_role, receivers=names, at=now
    )
    if step.level == DEMAND_LEVEL:
        demand_letters.issue(escalation=escalation, complaint=complaint, receivers=receivers, now=now)
    note(
        complaint=complaint,
        action=Action.ESCALATE,
        by=Party.SYSTEM,
        now=now,
        data={"level": step.level, "to_role": step.to_role, "receivers": names},
        fields=["escalation_level", "next_escalation_at"],
    )
    tell_screens(
        complaint=complaint, action=Action.ESCALATE, now=now, users=tuple(receiver.id for receiver in receivers)
    )
    return bool(receivers)


def _next_step_due(now: datetime) -> FindDue:
    """Return a function from a complaint to when its next step is due in its district; each is looked up once."""
    year = seoul_time(now).year

    @cache
    def district(code: str) -> tuple[Calendar, LeadTimes]:
        return calendar(district_code=code, years=range(year - 1, year + 2)), lead_times(rules_of(district_code=code))

    def find(complaint: Complaint) -> datetime | None:
        accepted_at, due_at = complaint.clock()
        working, lead = district(complaint.district_id)
        return due_at_of(
            level=complaint.escalation_level + 1, accepted_at=accepted_at, due_at=due_at, calendar=working, lead=lead
        )

    return find
