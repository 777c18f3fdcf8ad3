"""Objections: of one complaint, and those a department has to decide."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from complaints.models import Complaint, Objection
from complaints.selectors.lines import line, with_names
from complaints.types import ComplaintLine
from complaints.types.objections import ObjectionLine, ObjectionOutcome

SHOWN = 50


def objection_of(*, complaint_id: UUID, now: datetime) -> ObjectionLine | None:
    """Return the objection to the refusal of a complaint, which the caller may see; None when there is none."""
    found = Objection.objects.filter(complaint=complaint_id).first()
    return None if found is None else _line(found, now)


def objections_open(*, user: User, now: datetime) -> list[tuple[ComplaintLine, ObjectionLine]]:
    """Return the objections `user` may see that are not decided, the one due first on top. Two queries."""
    visible = Complaint.objects.visible_to(user)
    rows = list(Objection.objects.filter(outcome="", complaint__in=visible).order_by("due_at", "id")[:SHOWN])
    lines = {
        row.pk: line(row, now=now) for row in with_names(visible.filter(pk__in=[row.complaint_id for row in rows]))
    }
    return [(lines[row.complaint_id], _line(row, now)) for row in rows]


def _line(row: Objection, now: datetime) -> ObjectionLine:
    return ObjectionLine(
        id=row.pk,
        text=row.text,
        filed_at=row.filed_at,
        due_at=row.due_at,
        extension_reason=row.extension_reason,
        outcome=row.outcome,
        outcome_label=str(ObjectionOutcome(row.outcome).label) if row.outcome else "",
        answer=row.answer,
        decided_at=row.decided_at,
        overdue=not row.outcome and row.due_at < now,
    )
