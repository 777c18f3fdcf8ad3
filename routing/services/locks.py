"""Locks, always taken in this order: queue, entries, seats, and last the streams of the feed."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from routing.models import QueueEntry, Seat
from routing.types import EntryState


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


def entry_of(contact_ref: UUID) -> QueueEntry | None:
    """Lock the entry of a contact, None when it was never queued."""
    return QueueEntry.objects.select_for_update().filter(contact_ref=contact_ref).first()


def waiting_entries(entry_ids: Iterable[UUID], *, queue_code: str) -> dict[UUID, QueueEntry]:
    """Lock those of the entries that still wait in the queue, in the order of their ids."""
    waiting = QueueEntry.objects.filter(pk__in=list(entry_ids), queue_id=queue_code, state=EntryState.WAITING)
    return {entry.pk: entry for entry in waiting.order_by("pk").select_for_update()}


def entries(entry_ids: Iterable[UUID], *, state: EntryState, skip_locked: bool = False) -> dict[UUID, QueueEntry]:
    """Lock those of the entries that are in a state, in the order of their ids; `skip_locked`: not those in use."""
    found = QueueEntry.objects.filter(pk__in=list(entry_ids), state=state).order_by("pk")
    return {entry.pk: entry for entry in found.select_for_update(skip_locked=skip_locked)}


def seat_of(user_id: UUID) -> Seat | None:
    """Lock the seat of a user."""
    return Seat.objects.select_for_update().filter(user_id=user_id).first()


def seats(seat_ids: Iterable[UUID]) -> dict[UUID, Seat]:
    """Lock seats in the order of their ids."""
    return {seat.pk: seat for seat in Seat.objects.select_for_update().filter(pk__in=list(seat_ids)).order_by("pk")}
