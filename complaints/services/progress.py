"""The department's work: an official takes a complaint, plans it, completes it.

All three take the `version` the official saw; when somebody else was faster they raise StaleVersion with what happened.
All raise ComplaintNotFound, NotPossible, NotAllowed and InvalidFields.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint
from complaints.policies.transitions import InvalidFields
from complaints.services.handoffs import settle
from complaints.services.recording import change, lock, tell_citizen, tell_screens
from complaints.services.text import cleaned, too_long
from complaints.types import Action, ClosingReason, TransferOutcome
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Purpose

LONGEST_TEXT = 10_000


def receive(*, complaint_id: UUID, user: User, version: int, now: datetime) -> Complaint:
    """Make `user` the official in charge of the complaint."""
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        change(complaint=complaint, action=Action.RECEIVE, by=user, now=now, official=user, received_at=now)
        settle(complaint=complaint, outcome=TransferOutcome.ACCEPTED, now=now)
        tell_screens(complaint=complaint, action=Action.RECEIVE, now=now)
    return complaint


def plan(
    *, complaint_id: UUID, user: User, version: int, plan: str, planned_for: date | None, now: datetime
) -> Complaint:
    """Write down what will be done and by which day (today or later, in Seoul), and tell the citizen."""
    text = cleaned(plan)
    errors = too_long({"plan": (text, LONGEST_TEXT)})
    if planned_for and planned_for < seoul_time(now).date():
        errors["planned_for"] = [_("처리 예정일은 오늘이나 그 이후여야 합니다.")]
    if errors:
        raise InvalidFields(errors=errors)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        change(
            complaint=complaint,
            action=Action.PLAN,
            by=user,
            now=now,
            text=text,
            plan=text,
            planned_for=planned_for,
        )
        tell_citizen(complaint=complaint, purpose=Purpose.PLAN, now=now)
        tell_screens(complaint=complaint, action=Action.PLAN, now=now)
    return complaint


def complete(
    *, complaint_id: UUID, user: User, version: int, result: str, closing_reason: str, now: datetime
) -> Complaint:
    """Close the complaint with its result and the reason (a `ClosingReason`), and tell the citizen (민원처리법 §27)."""
    text = cleaned(result)
    errors = too_long({"result": (text, LONGEST_TEXT)})
    if closing_reason and closing_reason not in ClosingReason.values:
        errors["closing_reason"] = [_("종결 사유를 목록에서 골라 주세요.")]
    if errors:
        raise InvalidFields(errors=errors)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        change(
            complaint=complaint,
            action=Action.COMPLETE,
            by=user,
            now=now,
            text=text,
            result=text,
            closing_reason=closing_reason,
            completed_at=now,
            next_escalation_at=None,
            next_progress_at=None,
        )
        tell_citizen(complaint=complaint, purpose=Purpose.RESULT, now=now)
        tell_screens(complaint=complaint, action=Action.COMPLETE, now=now)
    return complaint
