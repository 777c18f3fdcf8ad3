"""Put contacts into the queues, move them, and take them out. The caller tells the screens."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from districts import selectors as districts
from districts.types import CITY_HALL
from feed.services import unit_of_work
from routing.models import Offer, Queue, QueueEntry, Seat
from routing.services import events, locks
from routing.services.errors import NoSeat, NotQueued, SeatFull, UnknownQueue
from routing.services.offers import (
    ACTIVE_FIELD,
    CAPACITY_FIELD,
    give_room_back,
    take_room,
    withdraw_live_offer,
)
from routing.types import EntryState, OfferState, WorkKind

OVER = (EntryState.ENDED, EntryState.ABANDONED)


def ensure_queues() -> int:
    """Make the queue of every district office and of the city hall that has none yet. Returns how many were made."""
    known = set(Queue.objects.values_list("code", flat=True))
    missing = [info for info in districts.all_districts() if info.code not in known]
    Queue.objects.bulk_create(
        [Queue(code=info.code, name=info.name, district_id=info.code) for info in missing], ignore_conflicts=True
    )
    return len(missing)


def enqueue(*, contact_ref: UUID, district_code: str | None, kind: WorkKind, priority: int = 0, now: datetime) -> UUID:
    """Let a contact wait in the queue of a district (None: the city hall's) and return its entry's id.

    A contact that waits or is being answered already keeps its place; one that left comes in anew. Raises UnknownQueue.
    """
    with unit_of_work():
        queue = _queue(district_code)
        entry = locks.entry_of(contact_ref)
        if entry is None:
            entry, made = _made(contact_ref=contact_ref, queue=queue, kind=kind, priority=priority, now=now)
            if not made:
                return entry.pk
        elif entry.state in OVER:
            entry.queue, entry.kind, entry.priority = queue, kind, priority
            entry.enqueued_at, entry.ended_at = now, None
            _wait(entry)
        else:
            return entry.pk
        events.wake_dispatcher()
        return entry.pk


def enqueue_again(
    *, contact_ref: UUID, district_code: str | None, kind: WorkKind, priority: int = 0, now: datetime
) -> None:
    """Let a contact that somebody had in hand wait again, with the time since which it waits and whatever agent freed.

    Its priority rises to `priority` but never sinks; one never queued waits from now on. Raises UnknownQueue.
    """
    with unit_of_work():
        queue = _queue(district_code)
        entry = locks.entry_of(contact_ref)
        if entry is None:
            entry, _ = _made(contact_ref=contact_ref, queue=queue, kind=kind, priority=priority, now=now)
        _free_the_seat(entry, now)
        entry.queue, entry.priority, entry.ended_at = queue, max(entry.priority, priority), None
        _wait(entry)
        events.wake_dispatcher()


def raise_priority(*, contact_ref: UUID, priority: int, now: datetime) -> None:
    """Let a contact that waits or is being offered go before those of a lower priority; a live offer is made anew.

    It keeps the time since which it waits. For one that does not wait nothing changes.
    """
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state in OVER or entry.state == EntryState.ASSIGNED:
            return
        withdraw_live_offer(entry=entry, now=now)
        entry.priority = max(entry.priority, priority)
        entry.save(update_fields=["priority"])
        events.wake_dispatcher()


def move(*, contact_ref: UUID, district_code: str | None, now: datetime) -> None:
    """Let the contact wait in another district's queue; it keeps the time since which it waits.

    A live offer is withdrawn, an agent who has it is released. Raises NotQueued, UnknownQueue.
    """
    with unit_of_work():
        queue = _queue(district_code)
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state in OVER:
            raise NotQueued
        _free_the_seat(entry, now)
        entry.queue = queue
        _wait(entry)
        events.wake_dispatcher()


def leave_queue(*, contact_ref: UUID, abandoned: bool, now: datetime) -> None:
    """Take a contact that waits (or is being offered) out of its queue; one that an agent has stays as it is."""
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state in OVER or entry.state == EntryState.ASSIGNED:
            return
        withdraw_live_offer(entry=entry, now=now)
        _end(entry, abandoned=abandoned, now=now)


def release(*, contact_ref: UUID, now: datetime) -> None:
    """Free the agent of a finished contact; again, or for one that waits, nothing changes."""
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state != EntryState.ASSIGNED:
            return
        _free_the_seat(entry, now)
        _end(entry, abandoned=False, now=now)


def assign_directly(
    *,
    contact_ref: UUID,
    user_id: UUID,
    district_code: str | None = None,
    kind: WorkKind = WorkKind.TEXT,
    now: datetime,
) -> None:
    """Give a contact to one agent without an offer; one never queued is entered under `district_code` and `kind`.

    Raises NoSeat, SeatFull (409), UnknownQueue.
    """
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None:
            queue = _queue(district_code)
            entry, _ = _made(contact_ref=contact_ref, queue=queue, kind=kind, priority=0, now=now)
        seat_id = Seat.objects.filter(user_id=user_id).values_list("pk", flat=True).first()
        if seat_id is None:
            raise NoSeat
        if entry.state == EntryState.ASSIGNED and entry.seat_id == seat_id:
            return
        seat = locks.seats({seat_id, entry.seat_id or seat_id})[seat_id]
        _free_the_seat(entry, now)
        seat.refresh_from_db()
        work = WorkKind(entry.kind)
        if getattr(seat, ACTIVE_FIELD[work]) >= getattr(seat, CAPACITY_FIELD[work]):
            raise SeatFull
        take_room(seat_id=seat.pk, kind=work)
        entry.state, entry.seat, entry.explanation, entry.ended_at = EntryState.ASSIGNED, seat, {"code": "DIRECT"}, None
        entry.save()
        offer = Offer.objects.create(
            entry=entry,
            seat=seat,
            kind=work,
            state=OfferState.ACCEPTED,
            offered_at=now,
            expires_at=now,
            decided_at=now,
            explanation=entry.explanation,
        )
        events.offer_changed("offer.ended", offer=offer, entry=entry, seat=seat, now=now)


def _queue(district_code: str | None) -> Queue:
    code = district_code or CITY_HALL
    queue = Queue.objects.filter(code=code).first()
    if queue is None:
        ensure_queues()
        queue = Queue.objects.filter(code=code).first()
    if queue is None:
        raise UnknownQueue(district_code=code)
    return queue


def _made(*, contact_ref: UUID, queue: Queue, kind: WorkKind, priority: int, now: datetime) -> tuple[QueueEntry, bool]:
    """Make the entry, or find the one that another process made at the same moment."""
    try:
        with transaction.atomic():
            entry = QueueEntry.objects.create(
                contact_ref=contact_ref,
                queue=queue,
                kind=kind,
                priority=priority,
                enqueued_at=now,
                explanation={"code": "QUEUED", "behind": False},
            )
            return entry, True
    except IntegrityError:
        return QueueEntry.objects.select_for_update().get(contact_ref=contact_ref), False


def _wait(entry: QueueEntry) -> None:
    entry.state, entry.seat, entry.explanation = EntryState.WAITING, None, {"code": "QUEUED", "behind": False}
    entry.save()


def _end(entry: QueueEntry, *, abandoned: bool, now: datetime) -> None:
    entry.state = EntryState.ABANDONED if abandoned else EntryState.ENDED
    entry.seat, entry.ended_at = None, now
    entry.explanation = {"code": "ABANDONED" if abandoned else "LEFT"}
    entry.save()


def _free_the_seat(entry: QueueEntry, now: datetime) -> None:
    """End the hold of a seat on a (locked) entry, whether offered or assigned."""
    if entry.state == EntryState.OFFERED:
        withdraw_live_offer(entry=entry, now=now)
    elif entry.state == EntryState.ASSIGNED and entry.seat is not None:
        give_room_back(seat_id=entry.seat.pk, kind=WorkKind(entry.kind), idle_since=now)
        events.seat_changed(seat=entry.seat, now=now)
        events.wake_dispatcher()
        entry.state, entry.seat = EntryState.WAITING, None
