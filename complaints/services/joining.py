"""Complaints that belong together: the same content again, and duplicates of several filers (민원처리법 §23, §6⑦).

All raise ComplaintNotFound, StaleVersion, NotPossible, NotAllowed and InvalidFields.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint
from complaints.policies.transitions import AT_DEPARTMENT, CLOSED, InvalidFields, NotAllowed, NotPossible
from complaints.selectors.departments import audit_department
from complaints.services.closing import ENDED
from complaints.services.handoffs import settle_pending
from complaints.services.recording import change, lock, note, tell_screens
from complaints.services.transferring import move_locked
from complaints.types import Action, Kind, Party, TransferKind, TransferOutcome
from feed.services import unit_of_work

MAY_LINK = frozenset({Role.AGENT, Role.SUPERVISOR, Role.OFFICIAL, Role.HEAD, Role.AUDITOR})


def link_repeated(*, complaint_id: UUID, user: User, version: int, earlier_id: UUID, now: datetime) -> Complaint:
    """Say that the complaint has the same content as an earlier one of the same citizen: a person's judgement.

    A second 고충민원 of the same content goes to the audit department (시행령 §17②).
    """
    with unit_of_work():
        if user.role not in MAY_LINK:
            raise NotAllowed
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        if complaint.state in CLOSED:
            raise NotPossible(_("끝난 민원은 연결할 수 없습니다."))
        earlier = Complaint.objects.visible_to(user).filter(pk=earlier_id).first()
        if (
            earlier is None
            or earlier.pk == complaint.pk
            or earlier.citizen_id != complaint.citizen_id
            or earlier.filed_at > complaint.filed_at
            or earlier.repeat_of_id == complaint.pk
        ):
            raise InvalidFields(errors={"earlier_id": [_("같은 민원인이 먼저 낸 민원을 골라 주세요.")]})
        complaint.repeat_of_id = earlier.repeat_of_id or earlier.pk
        complaint.version += 1
        note(
            complaint=complaint,
            action=Action.LINK_REPEATED,
            by=user,
            now=now,
            text=earlier.number,
            data={"earlier": str(earlier.pk)},
            fields=["repeat_of"],
        )
        tell_screens(complaint=complaint, action=Action.LINK_REPEATED, now=now)
        if complaint.kind == earlier.kind == Kind.GRIEVANCE:
            complaint = _to_audit(complaint, now)
    return complaint


def merge(*, complaint_id: UUID, user: User, version: int, lead_id: UUID, now: datetime) -> Complaint:
    """Let the complaint be handled together with `lead_id`, which answers for both (§6⑦).

    Its filer keeps their number, their page and their notices: everything told about the lead is told them too. What
    was merged into it before follows. Both must be open.
    """
    with unit_of_work():
        locked = {
            found.pk: found
            for found in (
                Complaint.objects.visible_to(user)
                .select_for_update(of=("self",))
                .filter(pk__in=[complaint_id, lead_id])
                .order_by("id")
            )
        }
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        lead = locked.get(lead_id)
        if lead is None or lead.pk == complaint.pk or lead.state in CLOSED or lead.accepted_at is None:
            raise InvalidFields(errors={"merged_into": [_("접수되어 처리 중인 다른 민원을 골라 주세요.")]})
        change(
            complaint=complaint,
            action=Action.MERGE,
            by=user,
            now=now,
            text=lead.number,
            data={"lead": str(lead.pk)},
            merged_into=lead,
            completed_at=now,
            hand_over_at=None,
            **ENDED,
        )
        settle_pending(complaint=complaint, outcome=TransferOutcome.ENDED, now=now)
        complaint.merged.update(merged_into=lead)
        lead.filer_count += complaint.filer_count
        lead.version += 1
        note(
            complaint=lead,
            action=Action.MERGE,
            by=user,
            now=now,
            text=complaint.number,
            data={"merged": str(complaint.pk)},
            fields=["filer_count"],
        )
        tell_screens(complaint=complaint, action=Action.MERGE, now=now)
        tell_screens(complaint=lead, action=Action.MERGE, now=now)
    return complaint


def _to_audit(complaint: Complaint, now: datetime) -> Complaint:
    receiver = audit_department(district_code=complaint.district_id)
    if receiver is None or receiver.code == complaint.department_id or complaint.state not in AT_DEPARTMENT:
        return complaint
    return move_locked(
        complaint=complaint,
        action=Action.TRANSFER,
        by=Party.SYSTEM,
        receiver=receiver,
        kind=TransferKind.AUDIT,
        reason=_("같은 내용의 고충민원이 다시 신청되어 감사부서에서 조사합니다(민원처리법 시행령 제17조제2항)."),
        now=now,
    )
