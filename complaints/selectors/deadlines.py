"""The clock of a complaint as it was written down."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from complaints.models import Complaint, DeadlineEvent
from complaints.policies.deadline import Change
from complaints.types import DeadlineKind, PeriodUnit

FIELDS = ("kind", "at", "amount", "unit", "reason", "starts_on", "ends_on")


def clock_rows() -> ArraySubquery:
    """Return an annotation of complaints with everything that happened to their clocks, for `read_changes`."""
    events = DeadlineEvent.objects.filter(complaint=OuterRef("pk")).order_by("sequence")
    return ArraySubquery(events.values(row=JSONObject(**{name: name for name in FIELDS})))


def read_changes(rows: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Return what `clock_rows` has read, as the pure rules know it."""
    return tuple(
        Change(
            kind=DeadlineKind(row["kind"]),
            at=datetime.fromisoformat(row["at"]),
            amount=row["amount"],
            unit=PeriodUnit(row["unit"]),
            reason=row["reason"],
            starts_on=_day(row["starts_on"]),
            ends_on=_day(row["ends_on"]),
        )
        for row in rows
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def changes_of(complaint: Complaint) -> tuple[Change, ...]:
    """Return everything that happened to the clock of `complaint`, oldest first. One query."""
    return tuple(map(as_change, DeadlineEvent.objects.filter(complaint=complaint).order_by("sequence")))


def as_change(event: DeadlineEvent) -> Change:
    """Return a row as the pure rules know it."""
    return Change(
        kind=DeadlineKind(event.kind),
        at=event.at,
        amount=event.amount,
        unit=PeriodUnit(event.unit),
        reason=event.reason,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )


def by_complaint(complaints: Iterable[Complaint]) -> dict[object, list[Change]]:
    """Return the clocks of several complaints by their ids. One query."""
    found: dict[object, list[Change]] = {complaint.pk: [] for complaint in complaints}
    for event in DeadlineEvent.objects.filter(complaint__in=list(found)).order_by("complaint_id", "sequence"):
        found[event.complaint_id].append(as_change(event))
    return found
