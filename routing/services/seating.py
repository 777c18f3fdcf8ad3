"""Agents come, go, and say what they intend."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from feed.services import unit_of_work
from routing.models import Offer, Queue, QueueEntry, Seat, SeatQueue
from routing.policies.presence import stale_before
from routing.services import events, locks
from routing.services.errors import NoSeat, SeatFull, UnknownIntent, UnknownQueue
from routing.services.offers import end_live_offer, withdraw_unanswerable
from routing.services.queueing import ensure_queues
from routing.types import Intent, OfferState


def ensure_seat(
    *,
    user_id: UUID,
    queue_rings: Mapping[str, int],
    voice_capacity: int = 1,
    text_capacity: int = 3,
    now: datetime,
) -> UUID:
    """Give a user a seat that serves the queues named, each with its ring (0: asked first); return the seat's id.

    Called again, it sets queues and capacities anew. Raises UnknownQueue, SeatFull when more is in hand than would fit.
    """
    with unit_of_work():
        if set(queue_rings) - _known(queue_rings):
            ensure_queues()
        if unknown := set(queue_rings) - _known(queue_rings):
            raise UnknownQueue(district_code=min(unknown))
        made, _ = Seat.objects.get_or_create(
            user_id=user_id,
            defaults={
                "last_seen_at": now,
                "idle_since": now,
                "voice_capacity": voice_capacity,
                "text_capacity": text_capacity,
            },
        )
        seat = locks.seats([made.pk])[made.pk]
        if seat.voice_active > voice_capacity or seat.text_active > text_capacity:
            raise SeatFull
        seat.voice_capacity, seat.text_capacity = voice_capacity, text_capacity
        seat.save(update_fields=["voice_capacity", "text_capacity"])
        seat.seat_queues.exclude(queue_id__in=list(queue_rings)).delete()
        SeatQueue.objects.bulk_create(
            [SeatQueue(seat=seat, queue_id=code, ring=ring) for code, ring in queue_rings.items()],
            update_conflicts=True,
            unique_fields=["seat", "queue"],
            update_fields=["ring"],
        )
        events.wake_dispatcher()
        return seat.pk


def set_intent(*, user_id: UUID, intent: str, reason: str = "", now: datetime) -> None:
    """Set what the agent intends, from now on; work in hand stays, live offers return to the queue unless READY.

    Raises NoSeat, UnknownIntent (422).
    """
    if intent not in Intent.values:
        raise UnknownIntent
    with unit_of_work():
        if intent != Intent.READY:
            _withdraw_offers(user_id, now)
        seat = _locked_seat(user_id)
        if seat.intent != intent:
            seat.idle_since = now
        seat.intent, seat.intent_reason = intent, reason[:200]
        seat.last_seen_at, seat.gone_at = now, None
        seat.save(update_fields=["intent", "intent_reason", "idle_since", "last_seen_at", "gone_at"])
        events.seat_changed(seat=seat, now=now)
        if intent == Intent.READY:
            events.wake_dispatcher()


def heartbeat(*, user_id: UUID, now: datetime) -> None:
    """Note that the agent's console is alive (sent every 10 seconds). Raises NoSeat."""
    present = Seat.objects.filter(user_id=user_id, last_seen_at__gt=stale_before(now), gone_at=None)
    if present.update(last_seen_at=now):
        return
    with unit_of_work():
        seat = _locked_seat(user_id)
        seat.last_seen_at, seat.gone_at = now, None
        seat.save(update_fields=["last_seen_at", "gone_at"])
        events.seat_changed(seat=seat, now=now)
        events.wake_dispatcher()


def withdraw_stale(*, now: datetime) -> int:
    """Take back the offers of agents who vanished (or are not ready) and note who is gone; contacts in hand stay.

    Returns how many offers were taken back.
    """
    withdrawn = withdraw_unanswerable(now=now)
    vanished = Seat.objects.filter(last_seen_at__lte=stale_before(now), gone_at=None).exclude(intent=Intent.OFFLINE)
    for seat_id in vanished.order_by("pk").values_list("pk", flat=True):
        with unit_of_work():
            seat = vanished.filter(pk=seat_id).select_for_update(skip_locked=True).first()
            if seat is not None:
                seat.gone_at = now
                seat.save(update_fields=["gone_at"])
                events.seat_changed(seat=seat, now=now)
    return withdrawn


def _known(codes: Mapping[str, int]) -> set[str]:
    return set(Queue.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def _locked_seat(user_id: UUID) -> Seat:
    seat = Seat.objects.select_for_update().filter(user_id=user_id).first()
    if seat is None:
        raise NoSeat
    return seat


def _withdraw_offers(user_id: UUID, now: datetime) -> None:
    """Withdraw the live offers of an agent, entries first; one made this very moment is left to `withdraw_stale`."""
    offers = Offer.objects.select_related("seat").filter(seat__user_id=user_id, state=OfferState.OFFERED)
    entries = QueueEntry.objects.select_for_update().filter(offers__in=offers).order_by("pk")
    locked = {entry.pk: entry for entry in entries}
    for offer in offers.filter(entry_id__in=locked):
        end_live_offer(entry=locked[offer.entry_id], offer=offer, state=OfferState.WITHDRAWN, now=now)
