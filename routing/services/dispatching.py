"""Bring waiting contacts to free agents: one dispatcher a queue, seats shared by all queues."""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When

from feed.services import unit_of_work
from routing.models import Offer, Queue, QueueEntry, Seat, SeatQueue
from routing.policies import explaining
from routing.policies.presence import reached_ring, stale_before
from routing.services import locks
from routing.services.offers import ACTIVE_FIELD, CAPACITY_FIELD, make_offer
from routing.types import EntryState, Intent, OfferState, WorkKind

LARGEST_BATCH = 200
PASSED_STATES = (OfferState.DECLINED, OfferState.EXPIRED)


def dispatch(*, queue_code: str, now: datetime) -> int:
    """Offer the waiting contacts of one queue to free agents, first come first served within each kind of work.

    Each offer is a transaction of its own. Returns how many offers were made; 0 also when another dispatcher is at it.
    """
    queue = Queue.objects.filter(code=queue_code).first()
    if queue is None:
        return 0
    made = 0
    for kind in WorkKind:
        while made < LARGEST_BATCH and _offer_next(queue, kind, now):
            made += 1
    return made


def dispatch_waiting(*, now: datetime) -> int:
    """Dispatch every queue in which somebody waits. Returns how many offers were made."""
    waiting = QueueEntry.objects.filter(state=EntryState.WAITING)
    codes = waiting.order_by("queue_id").values_list("queue_id", flat=True).distinct()
    return sum(dispatch(queue_code=code, now=now) for code in codes)


def _offer_next(queue: Queue, kind: WorkKind, now: datetime) -> bool:
    with unit_of_work():
        if not locks.try_queue(queue.code):
            return False
        entry = locks.first_waiting(queue.code, kind)
        if entry is None:
            return False
        ring = reached_ring(oldest_at=entry.enqueued_at, ring_seconds=queue.ring_seconds, now=now)
        seat, explanation = _choose_seat(entry, kind, ring, now)
        if seat is None and (farther := _reached_ring(queue, kind, now)) > ring:
            # An urgent newcomer stands before contacts for whom more seats have been opened already.
            ring = farther
            seat, explanation = _choose_seat(entry, kind, ring, now)
        if seat is None:
            _explain_waiting(queue, kind, first=entry, ring=ring, now=now)
            return False
        make_offer(queue=queue, entry=entry, seat=seat, explanation=explanation, now=now)
        return True


def _reached_ring(queue: Queue, kind: WorkKind, now: datetime) -> int:
    waiting = QueueEntry.objects.filter(queue=queue, kind=kind, state=EntryState.WAITING)
    oldest_at = waiting.aggregate(oldest_at=Min("enqueued_at"))["oldest_at"] or now
    return reached_ring(oldest_at=oldest_at, ring_seconds=queue.ring_seconds, now=now)


def _choose_seat(entry: QueueEntry, kind: WorkKind, ring: int, now: datetime) -> tuple[Seat | None, dict[str, Any]]:
    """Lock the best free seat: not who just let this contact pass, nearest ring, least in hand, longest idle."""
    free = _free_seats(entry, kind, ring, now)
    seat = free.select_for_update(skip_locked=True, of=("self",)).first()
    if seat is None and free.exists():
        # The last free seat was locked by somebody else for a moment: wait for it and look again.
        seat = free.select_for_update(of=("self",)).first()
    if seat is None:
        return None, {}
    near, again = seat.ring_of_queue, seat.passed  # type: ignore[attr-defined]
    idle_seconds = max(0, int((now - seat.idle_since).total_seconds()))
    active = getattr(seat, ACTIVE_FIELD[kind])
    return seat, explaining.chosen(ring=near, active=active, idle_seconds=idle_seconds, again=again)


def _free_seats(entry: QueueEntry, kind: WorkKind, ring: int, now: datetime) -> QuerySet[Seat]:
    last = Offer.objects.filter(entry=entry).order_by("-offered_at", "-id").values("seat_id", "state").first()
    passed_by = last["seat_id"] if last and last["state"] in PASSED_STATES else None
    active = ACTIVE_FIELD[kind]
    rings = SeatQueue.objects.filter(seat=OuterRef("pk"), queue=entry.queue_id)
    return (
        Seat.objects.filter(
            intent=Intent.READY,
            last_seen_at__gt=stale_before(now),
            **{f"{active}__lt": F(CAPACITY_FIELD[kind])},
        )
        .annotate(
            ring_of_queue=Subquery(rings.values("ring")),
            passed=Case(When(pk=passed_by, then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
        .filter(ring_of_queue__lte=ring)
        .order_by("passed", "ring_of_queue", active, "idle_since", "pk")
    )


def _explain_waiting(queue: Queue, kind: WorkKind, *, first: QueueEntry, ring: int, now: datetime) -> None:
    """Store on each waiting entry why nobody could be asked, where that differs from what is stored."""
    present = Q(ring__lte=ring, seat__intent=Intent.READY, seat__last_seen_at__gt=stale_before(now))
    counts = SeatQueue.objects.filter(queue=queue, **{f"seat__{CAPACITY_FIELD[kind]}__gt": 0}).aggregate(
        seats=Count("id"), in_reach=Count("id", filter=Q(ring__lte=ring)), present=Count("id", filter=present)
    )
    waiting = QueueEntry.objects.filter(queue=queue, kind=kind, state=EntryState.WAITING)
    for line, behind in ((waiting.filter(pk=first.pk), 0), (waiting.exclude(pk=first.pk), 1)):
        explanation = explaining.waiting(**counts, behind=behind)
        changed = line.exclude(explanation=explanation).order_by("pk").select_for_update(skip_locked=True)
        line.filter(pk__in=list(changed.values_list("pk", flat=True))).update(explanation=explanation)
