"""Who is away, and who does their work."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from complaints.models import Absence
from complaints.types.absences import AbsenceLine
from korean.dates import seoul_time

PEOPLE = ("official", "substitute")


def substitute_of(*, official: User, on: date) -> User | None:
    """Return who does the work of `official` on this day; None while they are there. One query.

    A substitute who is away too is followed no further: somebody must look, and that is the head of the department.
    """
    found = absences_on(on).filter(official=official).select_related("substitute").first()
    return None if found is None else found.substitute


def absence_of(*, official_id: UUID, on: date) -> AbsenceLine | None:
    """Return the absence of somebody on this day; None while they are there. One query."""
    found = absences_on(on).filter(official=official_id).select_related("official", "substitute").first()
    return None if found is None else absence_line(found)


def stood_in_for(*, user: User, now: datetime) -> QuerySet[Absence, UUID]:
    """Return whose work `user` does today, for a condition in another query."""
    return absences_on(seoul_time(now).date()).filter(substitute=user).values_list("official_id", flat=True)


def absences_ahead(*, officials: Collection[UUID], now: datetime) -> list[AbsenceLine]:
    """Return the absences of these people that have not ended, the next first. One query."""
    found = Absence.objects.filter(official__in=officials, ends_on__gte=seoul_time(now).date())
    return [absence_line(row) for row in found.select_related("official", "substitute").order_by("starts_on", "id")]


def absences_on(on: date) -> QuerySet[Absence]:
    """Return the absences of a day."""
    return Absence.objects.filter(starts_on__lte=on, ends_on__gte=on)


def absence_line(row: Absence) -> AbsenceLine:
    """Return an absence, with its people loaded, as one line."""
    return AbsenceLine(
        id=row.pk,
        official_id=row.official_id,
        official_name=str(row.official),
        substitute_name=str(row.substitute),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
