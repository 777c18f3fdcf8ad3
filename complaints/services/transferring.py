"""A complaint changes hands (민원처리법 §16, 시행령 §13): every hand-off has its own clock and is counted.

All raise ComplaintNotFound, StaleVersion, NotPossible, NotAllowed and InvalidFields.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint, Transfer
from complaints.policies.transfer import BOUNCES_TO_REFEREE, TO_OTHER_AGENCY, kind_between
from complaints.policies.transitions import InvalidFields
from complaints.services.clock import calendar_of
from complaints.services.handoffs import end_hand_off, hand_off, settle_pending
from complaints.services.intake import with_place
from complaints.services.recording import change, lock, tell_citizen, tell_screens
from complaints.services.text import cleaned, too_long
from complaints.types import Action, Party, State, TransferKind, TransferOutcome
from districts import selectors as districts
from districts.types import DepartmentInfo
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Purpose

LONGEST_REASON = 2_000
LONGEST_AGENCY = 100


def bounce(*, complaint_id: UUID, user: User, version: int, reason: str, now: datetime) -> Complaint:
    """Say that the complaint is not this department's: it goes back to be assigned.

    The second time inside one agency it goes to the 민원심사관, who decides (시행령 §38).
    """
    text = _checked(reason)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        return _give_back(complaint, user, text, now)


def assign(
    *, complaint_id: UUID, user: User, version: int, department_code: str, reason: str, now: datetime
) -> Complaint:
    """Give a returned complaint to the right department; one that was referred, only the auditor may give away."""
    return _move(complaint_id, Action.ASSIGN, user, version, department_code, reason, now)


def transfer(
    *, complaint_id: UUID, user: User, version: int, department_code: str, reason: str, now: datetime
) -> Complaint:
    """Hand the complaint to another department: of this district, of another one, or of city hall; tell the citizen.

    To the department that has it already nothing changes, and its officer keeps it. Back to a department that had it
    before counts as a return: the second one goes to the 민원심사관.
    """
    return _move(complaint_id, Action.TRANSFER, user, version, department_code, reason, now)


def transfer_out(*, complaint_id: UUID, user: User, version: int, agency: str, reason: str, now: datetime) -> Complaint:
    """Hand the complaint to an agency outside the city, which becomes responsible for it; tell the citizen (§16)."""
    text, name = _checked(reason), cleaned(agency)
    errors = too_long({"agency": (name, LONGEST_AGENCY)})
    if errors:
        raise InvalidFields(errors=errors)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        change(
            complaint=complaint,
            action=Action.TRANSFER_OUT,
            by=user,
            now=now,
            text=text,
            data={"agency": name},
            given={"agency": name, "reason": text},
            hop_count=complaint.hop_count + 1,
            completed_at=now,
            hand_over_at=None,
            next_escalation_at=None,
            next_progress_at=None,
        )
        settle_pending(complaint=complaint, outcome=TransferOutcome.ENDED, now=now)
        hand_off(
            complaint=complaint,
            kind=TransferKind.AGENCY,
            from_department=complaint.department_id,
            calendar=calendar_of(complaint.district_id, since=now, now=now),
            user=user,
            now=now,
            reason=text,
            agency=name,
        )
        tell_citizen(complaint=complaint, purpose=Purpose.TRANSFER, now=now, details={"receiver": name, "reason": text})
        tell_screens(complaint=complaint, action=Action.TRANSFER_OUT, now=now)
    return complaint


def move_locked(
    *,
    complaint: Complaint,
    action: Action,
    by: User | Party,
    receiver: DepartmentInfo,
    kind: TransferKind,
    reason: str,
    now: datetime,
) -> Complaint:
    """Hand the locked `complaint` to `receiver` and return it as it is there; tell everybody."""
    sender, sender_district = complaint.department_id, complaint.district_id
    returned = action == Action.TRANSFER and _had_it(complaint, receiver.code)
    moves = kind in TO_OTHER_AGENCY
    stays = kind == TransferKind.CITY_HALL
    change(
        complaint=complaint,
        action=action,
        by=by,
        now=now,
        text=reason,
        data={"from": complaint.department.name, "to": receiver.name},
        given={"department_code": receiver.code, "reason": reason},
        department_id=receiver.code,
        district_id=receiver.district_code if moves and not stays else sender_district,
        official=None,
        received_at=None,
        handed_over_at=now,
        hop_count=complaint.hop_count + 1,
        bounce_count=0 if moves else complaint.bounce_count + returned,
    )
    settle_pending(complaint=complaint, outcome=TransferOutcome.FORWARDED, now=now)
    hand_off(
        complaint=complaint,
        kind=kind,
        from_department=sender,
        calendar=calendar_of(complaint.district_id, since=now, now=now),
        user=by if isinstance(by, User) else None,
        now=now,
        reason=reason,
    )
    complaint = with_place(complaint, on=seoul_time(now).date())
    tell_citizen(complaint=complaint, purpose=Purpose.HANDED_OVER, now=now)
    tell_screens(complaint=complaint, action=action, now=now, departments=(sender,), districts=(sender_district,))
    return complaint


def _move(
    complaint_id: UUID, action: Action, user: User, version: int, department_code: str, reason: str, now: datetime
) -> Complaint:
    text = _checked(reason)
    receiver = districts.department(code=department_code)
    if receiver is None:
        raise InvalidFields(errors={"department_code": [_("없는 부서입니다.")]})
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        if action == Action.TRANSFER and complaint.department_id == department_code:
            return complaint
        if action == Action.TRANSFER and _comes_back_again(complaint, department_code):
            return _give_back(complaint, user, text, now)
        kind = kind_between(from_district=_agency_of(complaint), to_district=receiver.district_code)
        if action == Action.ASSIGN and kind == TransferKind.DEPARTMENT:
            kind = TransferKind.ASSIGNMENT
        return move_locked(
            complaint=complaint, action=action, by=user, receiver=receiver, kind=kind, reason=text, now=now
        )


def _give_back(complaint: Complaint, user: User, text: str, now: datetime) -> Complaint:
    change(
        complaint=complaint,
        action=Action.BOUNCE,
        by=user,
        now=now,
        text=text,
        data={"department": complaint.department.name},
        given={"reason": text},
        bounce_count=complaint.bounce_count + 1,
        official=None,
        received_at=None,
    )
    end_hand_off(complaint=complaint, outcome=TransferOutcome.BOUNCED, now=now, answer=text)
    tell_screens(complaint=complaint, action=Action.BOUNCE, now=now)
    if complaint.bounce_count >= BOUNCES_TO_REFEREE:
        change(complaint=complaint, action=Action.REFER, by=Party.SYSTEM, now=now)
        tell_screens(complaint=complaint, action=Action.REFER, now=now)
    return complaint


def _agency_of(complaint: Complaint) -> str:
    """Return the agency that has the complaint now: the district of its department, which may be city hall."""
    return complaint.department.district_id


def _comes_back_again(complaint: Complaint, department_code: str) -> bool:
    """Tell whether handing it to the department would be the return with which the 민원심사관 decides."""
    return (
        complaint.state in (State.HANDED_OVER, State.RECEIVED)
        and complaint.bounce_count + 1 >= BOUNCES_TO_REFEREE
        and _had_it(complaint, department_code)
    )


def _had_it(complaint: Complaint, department_code: str) -> bool:
    earlier = Transfer.objects.filter(complaint=complaint, from_department=department_code)
    return complaint.hop_count > 1 and earlier.exists()


def _checked(reason: str) -> str:
    text = cleaned(reason)
    errors = too_long({"reason": (text, LONGEST_REASON)})
    if errors:
        raise InvalidFields(errors=errors)
    return text
