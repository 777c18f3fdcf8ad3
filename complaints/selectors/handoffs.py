"""Who had a complaint when, and whose help is asked for."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from complaints.models import Complaint, CooperationTask, Transfer
from complaints.types import CooperationLine, CooperationState, TransferKind, TransferLine, TransferOutcome

PAGE_SIZE = 50
TRANSFER_COLUMNS = (
    *("hop", "kind", "from_department__name", "to_department__name", "agency"),
    *("reason", "due_at", "at", "outcome", "decided_at", "answer"),
)
TASK_RELATED = ("complaint", "department", "asked_by", "answered_by")


def transfers_of(complaint: Complaint) -> tuple[TransferLine, ...]:
    """Return the hand-offs of a complaint, oldest first. One query."""
    rows = Transfer.objects.filter(complaint=complaint).order_by("hop").values_list(*TRANSFER_COLUMNS)
    return tuple(
        TransferLine(
            hop=hop,
            kind=TransferKind(kind),
            from_name=from_name or "",
            to_name=to_name or agency,
            reason=reason,
            due_at=due_at,
            at=at,
            outcome=TransferOutcome(outcome),
            decided_at=decided_at,
            answer=answer,
        )
        for hop, kind, from_name, to_name, agency, reason, due_at, at, outcome, decided_at, answer in rows
    )


def cooperation_of(*, complaint_id: UUID, user: User, now: datetime) -> tuple[CooperationLine, ...]:
    """Return whom the department in charge of a complaint has asked for help, oldest first; nobody for one that `user`
    may not see. One query."""
    visible = Complaint.objects.visible_to(user).values("id")
    rows = CooperationTask.objects.filter(complaint=complaint_id, complaint__in=visible).select_related(*TASK_RELATED)
    return tuple(_line(row, now) for row in rows.order_by("asked_at", "id"))


def cooperation_asked(*, user: User, now: datetime, limit: int = PAGE_SIZE) -> tuple[CooperationLine, ...]:
    """Return the open questions that other departments ask the departments of `user`, the one due first on top."""
    rows = CooperationTask.objects.asked_of(user).filter(state=CooperationState.OPEN).select_related(*TASK_RELATED)
    return tuple(_line(row, now) for row in rows.order_by("reply_by", "id")[:limit])


def _line(task: CooperationTask, now: datetime) -> CooperationLine:
    return CooperationLine(
        id=task.id,
        complaint_id=task.complaint_id,
        complaint_number=task.complaint.number,
        department_code=task.department_id,
        department_name=task.department.name,
        asked_by=str(task.asked_by),
        question=task.question,
        reply_by=task.reply_by,
        original_reply_by=task.original_reply_by,
        state=CooperationState(task.state),
        answer=task.answer,
        answered_by=str(task.answered_by or ""),
        answered_at=task.answered_at,
        overdue=task.state == CooperationState.OPEN and task.reply_by < now,
        version=task.version,
        extension_reason=task.extension_reason,
    )
