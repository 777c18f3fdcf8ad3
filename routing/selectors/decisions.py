"""Decisions that were recorded."""

from uuid import UUID

from routing.models import DecisionRecord
from routing.types import Decision


def decision_of(*, subject_ref: UUID) -> Decision | None:
    """Return the latest decision about a subject (as corrected by a person, if it was), None when there is none."""
    record = record_of(subject_ref=subject_ref)
    return None if record is None else Decision.from_json(record.decision)


def record_of(*, subject_ref: UUID) -> DecisionRecord | None:
    """Return the latest record about a subject, None when there is none."""
    return DecisionRecord.objects.filter(subject_ref=subject_ref).order_by("-created_at", "-id").first()
