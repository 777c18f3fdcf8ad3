"""The rows of hand-offs: every one is written when it is made, and settled by what becomes of it."""

from datetime import datetime

from accounts.models import User
from complaints.models import Complaint, Transfer
from complaints.policies.transfer import LIMIT_HOURS
from complaints.types import TransferKind, TransferOutcome
from districts.policies.working_time import Calendar, add_working_hours


def hand_off(
    *,
    complaint: Complaint,
    kind: TransferKind,
    from_department: str | None,
    calendar: Calendar,
    user: User | None,
    now: datetime,
    reason: str = "",
    agency: str = "",
) -> Transfer:
    """Write down that the locked `complaint`, with its department and hop count set, was handed there.

    `agency` is the name of an agency outside the city; the department then stays empty and nothing is awaited.
    """
    return Transfer.objects.create(
        complaint=complaint,
        hop=complaint.hop_count,
        kind=kind,
        from_department_id=from_department,
        to_department_id=None if agency else complaint.department_id,
        agency=agency,
        reason=reason,
        limit_hours=LIMIT_HOURS[kind],
        due_at=add_working_hours(now, LIMIT_HOURS[kind], calendar),
        user=user,
        at=now,
        outcome=TransferOutcome.ENDED if agency else TransferOutcome.PENDING,
        decided_at=now if agency else None,
    )


def end_hand_off(*, complaint: Complaint, outcome: TransferOutcome, now: datetime, answer: str = "") -> None:
    """Write down how the newest hand-off of `complaint` ended, also one that was accepted before."""
    Transfer.objects.filter(complaint=complaint, hop=complaint.hop_count).update(
        outcome=outcome, decided_at=now, answer=answer
    )


def settle_pending(*, complaint: Complaint, outcome: TransferOutcome, now: datetime) -> None:
    """Settle the hand-off that is waited for, if one is, without asking which."""
    Transfer.objects.filter(complaint=complaint, outcome=TransferOutcome.PENDING).update(
        outcome=outcome, decided_at=now
    )


def settle(*, complaint: Complaint, outcome: TransferOutcome, now: datetime) -> Transfer | None:
    """Settle the hand-off of `complaint` that is waited for, and return it; None when none is."""
    transfer = Transfer.objects.filter(complaint=complaint, outcome=TransferOutcome.PENDING).first()
    if transfer is None:
        return None
    transfer.outcome, transfer.decided_at = outcome, now
    transfer.save(update_fields=["outcome", "decided_at"])
    return transfer
