"""Endings other than completion: refusal, withdrawal, exception, repeated (민원처리법 §21–23, §27).

All raise ComplaintNotFound, StaleVersion, NotPossible, NotAllowed and InvalidFields.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint
from complaints.policies.repetition import DELIVERED_BEFORE_CLOSING, closing_refusals
from complaints.policies.transitions import InvalidFields
from complaints.selectors.repetition import chain_of, delivered_results
from complaints.services.clock import read_clock, resume
from complaints.services.handoffs import settle_pending
from complaints.services.recording import change, lock, lock_for_citizen, tell_citizen, tell_screens
from complaints.services.supplement import supplement_is_late
from complaints.services.text import cleaned, too_long
from complaints.types import Action, ExceptionGround, Kind, Party, State, TransferOutcome
from feed.services import unit_of_work
from messaging.selectors import messages_for
from messaging.types import OutboundState, Purpose

LONGEST_TEXT = 10_000
ENDED: dict[str, Any] = {"next_escalation_at": None, "next_progress_at": None, "supplement_due_on": None}


def refuse(*, complaint_id: UUID, user: User, version: int, result: str, remedy: str, now: datetime) -> Complaint:
    """Refuse what the complaint asks for, with the reason and how to object (§27②), and tell the citizen.

    Also gives a complaint back whose supplement was asked for twice in vain (§22, 시행령 §25).
    """
    texts = _checked(result=result, remedy=remedy)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        errors = supplement_is_late(complaint, now=now)
        if errors:
            raise InvalidFields(errors=errors)
        _end(complaint, Action.REFUSE, user, now, text=texts["result"], **texts)
        tell_citizen(complaint=complaint, purpose=Purpose.REFUSAL, now=now)
    return complaint


def close_exception(
    *, complaint_id: UUID, user: User, version: int, exception_ground: str, result: str, now: datetime
) -> Complaint:
    """Close what need not be processed (§21, `ExceptionGround`), and tell the citizen why. Not a 법정민원."""
    texts = _checked(result=result)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        errors: dict[str, list[str]] = {}
        if exception_ground and exception_ground not in ExceptionGround.values:
            errors["exception_ground"] = [_("예외 사유를 목록에서 골라 주세요.")]
        if complaint.kind == Kind.STATUTORY:
            errors["exception_ground"] = [_("법정민원은 처리의 예외를 적용할 수 없습니다.")]
        if errors:
            raise InvalidFields(errors=errors)
        _end(
            complaint,
            Action.CLOSE_EXCEPTION,
            user,
            now,
            text=texts["result"],
            exception_ground=exception_ground,
            **texts,
        )
        tell_citizen(complaint=complaint, purpose=Purpose.CLOSING, now=now)
    return complaint


def close_repeated(
    *, complaint_id: UUID, user: User, version: int, result: str, now: datetime, committee_record: str = ""
) -> Complaint:
    """Close a complaint of the same content as at least two before, whose results were delivered (§23①).

    One of many people needs the record of the 민원조정위원회 (시행령 §26). Not a 법정민원.
    """
    texts, record = _checked(result=result), cleaned(committee_record)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        earlier = chain_of(complaint)
        errors = closing_refusals(
            kind=Kind(complaint.kind),
            earlier=len(earlier),
            delivered=delivered_results(earlier),
            joint=complaint.is_joint,
            committee_record=record,
        )
        if errors:
            raise InvalidFields(errors=errors)
        data = {"committee_record": record, "delivered": DELIVERED_BEFORE_CLOSING}
        _end(complaint, Action.CLOSE_REPEATED, user, now, text=texts["result"], data=data, **texts)
        tell_citizen(complaint=complaint, purpose=Purpose.CLOSING, now=now)
    return complaint


def withdraw(
    *, complaint_id: UUID, user: User | None, now: datetime, reason: str = "", version: int | None = None
) -> Complaint:
    """Withdraw the complaint for its citizen (§22②); `user` None is the citizen, whose token the caller has checked.

    The department may, when both requests for a supplement could not be delivered (deemed withdrawn, 시행령 §25).
    """
    texts = _checked(reason=reason)
    with unit_of_work():
        if user is None:
            complaint = lock_for_citizen(complaint_id=complaint_id)
        else:
            complaint = lock(complaint_id=complaint_id, user=user, version=version)
            if user.role in ("OFFICIAL", "HEAD") and complaint.state == State.SUPPLEMENT_REQUESTED:
                _check_undeliverable(complaint)
        _end(complaint, Action.WITHDRAW, user or Party.CITIZEN, now, text=texts["reason"], hand_over_at=None)
    return complaint


def _end(
    complaint: Complaint, action: Action, by: User | Party, now: datetime, *, text: str, data: Any = None, **values: Any
) -> None:
    if complaint.state == State.SUPPLEMENT_REQUESTED:
        values = resume(read_clock(complaint=complaint, now=now), now=now) | values
    change(
        complaint=complaint,
        action=action,
        by=by,
        now=now,
        text=text,
        data=data,
        **(values | ENDED | {"completed_at": now}),
    )
    settle_pending(complaint=complaint, outcome=TransferOutcome.ENDED, now=now)
    tell_screens(complaint=complaint, action=action, now=now)


def _check_undeliverable(complaint: Complaint) -> None:
    requests = [
        message
        for message in messages_for(references=[f"complaint:{complaint.pk}"])
        if message.purpose == Purpose.SUPPLEMENT
    ]
    failed = sum(message.state == OutboundState.FAILED for message in requests)
    if failed < 2:
        raise InvalidFields(
            errors={"reason": [_("보완 요구가 두 번 모두 전달되지 않은 때에만 취하로 볼 수 있습니다.")]}
        )


def _checked(**texts: str) -> dict[str, str]:
    typed = {name: cleaned(text) for name, text in texts.items()}
    errors = too_long({name: (text, LONGEST_TEXT) for name, text in typed.items()})
    if errors:
        raise InvalidFields(errors=errors)
    return typed
