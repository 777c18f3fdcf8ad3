"""Who had a complaint when, and whose help is asked for."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from complaints.models import Complaint, CooperationTask, Transfer
from complaints.types import CooperationLine, CooperationState, TransferKind, TransferLine, TransferOutcome

PAGE_SIZE = 50
TASK_RELATED = ("complaint", "department", "asked_by", "answered_by")


def transfers_of(complaint: Complaint) -> tuple[TransferLine, ...]:
    """Return the hand-offs of a complaint, oldest first. One query."""
    rows = Transfer.objects.filter(complaint=complaint).select_related("from_department", "to_department")
    return tuple(
        TransferLine(
            hop=row.hop,
            kind=TransferKind(row.kind),
            from_name=row.from_department.name if row.from_department else "",
            to_name=row.to_department.name if row.to_department else row.agency,
            reason=row.reason,
            due_at=row.due_at,
            at=row.at,
            outcome=TransferOutcome(row.outcome),
            decided_at=row.decided_at,
            answer=row.answer,
        )
        for row in rows.order_by("hop")
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
