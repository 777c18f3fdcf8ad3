"""The department's work: an official takes a complaint, plans it, completes it.

All three take the `version` the official saw; when somebody else was faster they raise StaleVersion with what happened.
All raise ComplaintNotFound, NotPossible, NotAllowed and InvalidFields.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import has_scope
from complaints.models import Complaint, Transfer
from complaints.policies import deadline
from complaints.policies.explanation import OTHER_AGENCY
from complaints.policies.transfer import TO_OTHER_AGENCY
from complaints.policies.transitions import IN_HAND, InvalidFields
from complaints.selectors.rules import rules_of
from complaints.services.alarms import settle_due
from complaints.services.clock import read_clock, start_clock
from complaints.services.handoffs import settle
from complaints.services.recording import change, lock, note, tell_citizen, tell_screens
from complaints.services.surveying import survey_at
from complaints.services.text import cleaned, too_long
from complaints.types import Action, ClosingReason, Party, State, TransferOutcome
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Purpose

LONGEST_TEXT = 10_000
LONGEST_REASON = 200
NOTICES_OF_ANSWERS = {State.COMPLETED: Purpose.RESULT, State.REFUSED: Purpose.REFUSAL}


def receive(*, complaint_id: UUID, user: User, version: int, now: datetime) -> Complaint:
    """Make `user` the official in charge of the complaint.

    After a transfer from another agency its clock starts again here, where the district counts so (`DistrictRules`);
    the acceptance by the first agency stays in the history.
    """
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        transfer = settle(complaint=complaint, outcome=TransferOutcome.ACCEPTED, now=now)
        again = _restarted(complaint, transfer, now)
        change(complaint=complaint, action=Action.RECEIVE, by=user, now=now, official=user, received_at=now, **again)
        tell_screens(complaint=complaint, action=Action.RECEIVE, now=now)
    return complaint


def reassign(*, complaint_id: UUID, user: User, version: int, official: User, now: datetime) -> Complaint:
    """Make `official`, who works for the same department, the one in charge (absence, workload)."""
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        if not has_scope(user_id=official.pk, department_code=complaint.department_id):
            raise InvalidFields(errors={"official": [_("이 부서의 담당자가 아닙니다.")]})
        before = complaint.official_id
        change(complaint=complaint, action=Action.REASSIGN, by=user, now=now, text=str(official), official=official)
        tell_screens(complaint=complaint, action=Action.REASSIGN, now=now, users=(before,) if before else ())
    return complaint


def report_progress(*, complaint_id: UUID, user: User, version: int, now: datetime) -> Complaint:
    """Tell the citizen how far it is, because they asked (시행령 §23②)."""
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        _report(complaint, user, now)
    return complaint


def report_progress_due(*, limit: int, now: datetime) -> int:
    """Tell up to `limit` citizens whose complaint is not finished thirty days after its acceptance, and every thirty
    days, how far it is (시행령 §23①). Returns how many alarms were settled (`settle_due`)."""
    return settle_due(
        alarm="next_progress_at", settle=lambda complaint: _report_or_wait(complaint, now), limit=limit, now=now
    )


def _report_or_wait(complaint: Complaint, now: datetime) -> None:
    if complaint.state not in IN_HAND:
        complaint.next_progress_at = _next_progress_at(complaint, now)
        complaint.save(update_fields=["next_progress_at"])
    elif _sees_progress(complaint):
        _omit(complaint, now)
    else:
        _report(complaint, Party.SYSTEM, now)


def _report(complaint: Complaint, by: User | Party, now: datetime) -> None:
    next_at = _next_progress_at(complaint, now)
    change(complaint=complaint, action=Action.REPORT_PROGRESS, by=by, now=now, next_progress_at=next_at)
    tell_citizen(complaint=complaint, purpose=Purpose.PROGRESS, now=now)
    tell_screens(complaint=complaint, action=Action.REPORT_PROGRESS, now=now)


def _sees_progress(complaint: Complaint) -> bool:
    """Tell whether everyone who filed it was told, before, where progress is shown, and the district leaves the notice
    out then (시행령 §23③)."""
    told = complaint.public_status_disclosed_at is not None
    if not told or not rules_of(district_code=complaint.district_id).omits_disclosed_progress:
        return False
    return not complaint.merged.filter(public_status_disclosed_at__isnull=True).exists()


def _omit(complaint: Complaint, now: datetime) -> None:
    complaint.next_progress_at = _next_progress_at(complaint, now)
    note(
        complaint=complaint,
        action=Action.REPORT_PROGRESS,
        by=Party.SYSTEM,
        now=now,
        text=_("진행 확인 페이지를 안내받은 민원인이어서 통지를 생략했습니다(민원처리법 시행령 제23조제3항)."),
        fields=["next_progress_at"],
    )


def _next_progress_at(complaint: Complaint, now: datetime) -> datetime:
    accepted_at, _due_at = complaint.clock()
    return deadline.next_progress_at(accepted_at=accepted_at, now=now)


def _restarted(complaint: Complaint, transfer: Transfer | None, now: datetime) -> dict[str, Any]:
    """Return the fields of a clock that starts again because another agency has accepted the complaint."""
    if transfer is None or transfer.kind not in TO_OTHER_AGENCY:
        return {}
    agency = complaint.department.district_id
    if not rules_of(district_code=agency).restarts_at_other_agency:
        return {}
    earlier = read_clock(complaint=complaint, now=now)
    again = start_clock(complaint=complaint, now=now, reason=OTHER_AGENCY, earlier=earlier)
    return again | {"accepted_at": now, "next_progress_at": deadline.next_progress_at(accepted_at=now, now=now)}


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
            survey_at=survey_at(complaint=complaint, now=now),
            next_escalation_at=None,
            next_progress_at=None,
        )
        tell_citizen(complaint=complaint, purpose=Purpose.RESULT, now=now)
        tell_screens(complaint=complaint, action=Action.COMPLETE, now=now)
    return complaint


def correct(*, complaint_id: UUID, user: User, version: int, result: str, reason: str, now: datetime) -> Complaint:
    """Mend an obvious slip in the answer (오기 정정, 행정절차법 §25), and send the citizen the answer as it is now.

    What stood there before stays in the history, with the reason. Another answer is no correction: that is a further
    answer the citizen asks for.
    """
    text, why = cleaned(result), cleaned(reason)
    errors = too_long({"result": (text, LONGEST_TEXT), "reason": (why, LONGEST_REASON)})
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        if text and text == complaint.result:
            errors["result"] = [_("고친 것이 없습니다.")]
        if errors:
            raise InvalidFields(errors=errors)
        before = complaint.result
        change(
            complaint=complaint,
            action=Action.CORRECT,
            by=user,
            now=now,
            text=why,
            data={"before": before, "after": text},
            given={"reason": why},
            result=text,
        )
        purpose = NOTICES_OF_ANSWERS.get(State(complaint.state), Purpose.CLOSING)
        tell_citizen(complaint=complaint, purpose=purpose, now=now)
        tell_screens(complaint=complaint, action=Action.CORRECT, now=now)
    return complaint
