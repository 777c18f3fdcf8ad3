"""Locks, always taken in this order: queue, entry, seat, and last the streams of the feed."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from routing.models import QueueEntry, Seat
from routing.types import EntryState, WorkKind


def try_queue(code: str) -> bool:
    """Become the only dispatcher of the queue until the transaction ends; False when there is one already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"routing.queue:{code}"])
        return bool(cursor.fetchone()[0])


def try_trials() -> bool:
    """Become the only one to choose the next trial until the transaction ends; False when somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('routing.trials', 0))")
        return bool(cursor.fetchone()[0])


def entry(entry_id: UUID) -> QueueEntry:
    """Lock one entry by its id."""
    return QueueEntry.objects.select_for_update().get(pk=entry_id)


def entry_if_free(entry_id: UUID) -> QueueEntry | None:
    """Lock one entry by its id, or return None when somebody else is at it."""
    return QueueEntry.objects.select_for_update(skip_locked=True).filter(pk=entry_id).first()


def entry_of(contact_ref: UUID) -> QueueEntry | None:
    """Lock the entry of a contact, None when it was never queued."""
    return QueueEntry.objects.select_for_update().filter(contact_ref=contact_ref).first()


def first_waiting(queue_code: str, kind: WorkKind) -> QueueEntry | None:
    """Lock the next entry of a queue: by priority, then by time. Only its one dispatcher asks, so order is kept."""
    line = QueueEntry.objects.filter(queue_id=queue_code, kind=kind, state=EntryState.WAITING)
    ids = line.order_by("-priority", "enqueued_at", "id").values_list("pk", flat=True)
    while (entry_id := ids.first()) is not None:
        locked = line.filter(pk=entry_id).select_for_update().first()
        if locked is not None:
            return locked
    return None


def seats(seat_ids: Iterable[UUID]) -> dict[UUID, Seat]:
    """Lock seats in the order of their ids."""
    return {seat.pk: seat for seat in Seat.objects.select_for_update().filter(pk__in=list(seat_ids)).order_by("pk")}
