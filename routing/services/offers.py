"""Make an offer, and end it: accepted, declined, expired or withdrawn."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from feed.services import unit_of_work
from routing.models import Offer, Queue, QueueEntry, Seat
from routing.policies.presence import stale_before
from routing.services import events, locks
from routing.services.errors import OfferGone, OfferNotFound, OfferTaken
from routing.types import AcceptedOffer, EntryState, Intent, OfferState, WorkKind

ACTIVE_FIELD = {WorkKind.VOICE: "voice_active", WorkKind.TEXT: "text_active"}
CAPACITY_FIELD = {WorkKind.VOICE: "voice_capacity", WorkKind.TEXT: "text_capacity"}


def accept_offer(*, offer_id: UUID, user_id: UUID, now: datetime) -> AcceptedOffer:
    """Give the contact to the agent it was offered to; pressing twice returns the same again.

    Raises OfferTaken (409, who has it) when the contact is with or offered to somebody else, OfferGone (410) when the
    offer has ended, OfferNotFound (404).
    """
    with unit_of_work():
        offer, entry = _locked(offer_id)
        if offer.seat.user_id != user_id:
            raise _taken(offer.seat)
        accepted = Offer.objects.filter(pk=offer.pk, state=OfferState.OFFERED, expires_at__gt=now).update(
            state=OfferState.ACCEPTED, decided_at=now
        )
        if accepted:
            entry.state = EntryState.ASSIGNED
            entry.explanation = {"code": "ACCEPTED"}
            entry.save(update_fields=["state", "explanation"])
            events.offer_changed("offer.ended", offer=offer, entry=entry, seat=offer.seat, now=now)
        elif entry.seat is not None and entry.seat_id != offer.seat_id:
            raise _taken(entry.seat)
        elif entry.state != EntryState.ASSIGNED:
            raise OfferGone
        return AcceptedOffer(contact_ref=entry.contact_ref, entry_id=entry.pk, seat_id=offer.seat_id)


def decline_offer(*, offer_id: UUID, user_id: UUID, reason: str, now: datetime) -> None:
    """Return the contact to its place in the queue; declining twice changes nothing.

    Raises OfferTaken (409) when the offer is another agent's, OfferGone (410) when it has ended otherwise,
    OfferNotFound (404).
    """
    with unit_of_work():
        offer, entry = _locked(offer_id)
        if offer.seat.user_id != user_id:
            raise _taken(offer.seat)
        ended = end_live_offer(entry=entry, offer=offer, state=OfferState.DECLINED, reason=reason, now=now)
        if not ended and not Offer.objects.filter(pk=offer.pk, state=OfferState.DECLINED).exists():
            raise OfferGone


def expire_offers(*, now: datetime) -> int:
    """End the offers that nobody took in time; each contact keeps its place. Returns how many."""
    due = Offer.objects.filter(state=OfferState.OFFERED, expires_at__lte=now)
    return _end_each(due, state=OfferState.EXPIRED, now=now)


def withdraw_unanswerable(*, now: datetime) -> int:
    """Take back the offers of agents who are gone (no heartbeat for 30 seconds) or not ready. Returns how many."""
    absent = Q(seat__last_seen_at__lte=stale_before(now)) | ~Q(seat__intent=Intent.READY)
    return _end_each(Offer.objects.filter(absent, state=OfferState.OFFERED), state=OfferState.WITHDRAWN, now=now)


def make_offer(*, queue: Queue, entry: QueueEntry, seat: Seat, explanation: dict[str, Any], now: datetime) -> Offer:
    """Offer a waiting entry to a seat with room; both are locked by the caller."""
    kind = WorkKind(entry.kind)
    offer = Offer.objects.create(
        entry=entry,
        seat=seat,
        kind=kind,
        offered_at=now,
        expires_at=now + timedelta(seconds=queue.offer_seconds),
        explanation=explanation,
    )
    entry.state, entry.seat, entry.explanation = EntryState.OFFERED, seat, explanation
    entry.save(update_fields=["state", "seat", "explanation"])
    take_room(seat_id=seat.pk, kind=kind)
    events.offer_changed("offer.made", offer=offer, entry=entry, seat=seat, now=now)
    return offer


def end_live_offer(*, entry: QueueEntry, offer: Offer, state: OfferState, reason: str = "", now: datetime) -> bool:
    """End an offer if it is still live, give the seat its room back and let the (locked) entry wait at its place.

    Returns whether it was live. An agent who let it pass goes to the end of the idle line; one who lost it does not.
    """
    ended = Offer.objects.filter(pk=offer.pk, state=OfferState.OFFERED).update(
        state=state, decided_at=now, reason=reason[:200]
    )
    if not ended:
        return False
    give_room_back(
        seat_id=offer.seat_id,
        kind=WorkKind(entry.kind),
        idle_since=now if state in (OfferState.DECLINED, OfferState.EXPIRED) else None,
    )
    entry.state, entry.seat, entry.explanation = EntryState.WAITING, None, {"code": "QUEUED", "behind": False}
    entry.save(update_fields=["state", "seat", "explanation"])
    events.offer_changed("offer.ended", offer=offer, entry=entry, seat=offer.seat, now=now)
    events.wake_dispatcher()
    return True


def withdraw_live_offer(*, entry: QueueEntry, now: datetime) -> None:
    """Take back the live offer of a (locked) entry, if there is one."""
    offer = Offer.objects.select_related("seat").filter(entry=entry, state=OfferState.OFFERED).first()
    if offer is not None:
        end_live_offer(entry=entry, offer=offer, state=OfferState.WITHDRAWN, now=now)


def take_room(*, seat_id: UUID, kind: WorkKind) -> None:
    """Count one more contact of the kind on the seat; the database refuses more than the capacity."""
    Seat.objects.filter(pk=seat_id).update(**{ACTIVE_FIELD[kind]: F(ACTIVE_FIELD[kind]) + 1})


def give_room_back(*, seat_id: UUID, kind: WorkKind, idle_since: datetime | None) -> None:
    """Count one contact of the kind less on the seat; `idle_since` (if given) is when its agent became free."""
    changes: dict[str, Any] = {ACTIVE_FIELD[kind]: F(ACTIVE_FIELD[kind]) - 1}
    if idle_since is not None:
        changes["idle_since"] = idle_since
    Seat.objects.filter(pk=seat_id).update(**changes)


def _locked(offer_id: UUID) -> tuple[Offer, QueueEntry]:
    offer = Offer.objects.select_related("seat__user").filter(pk=offer_id).first()
    if offer is None:
        raise OfferNotFound
    return offer, locks.entry(offer.entry_id)


def _taken(seat: Seat) -> OfferTaken:
    return OfferTaken(holder=seat.user.display_name or seat.user.get_username(), holder_id=str(seat.user_id))


def _end_each(offers: QuerySet[Offer], *, state: OfferState, now: datetime) -> int:
    ended = 0
    for offer in offers.select_related("seat").order_by("expires_at", "id"):
        with unit_of_work():
            entry = locks.entry_if_free(offer.entry_id)
            if entry is not None:
                ended += end_live_offer(entry=entry, offer=offer, state=state, now=now)
    return ended
