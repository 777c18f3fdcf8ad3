"""The clock of a complaint as it was written down."""

from collections.abc import Iterable

from complaints.models import Complaint, DeadlineEvent
from complaints.policies.deadline import Change
from complaints.types import DeadlineKind, PeriodUnit


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
