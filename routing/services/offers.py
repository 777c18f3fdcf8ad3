"""Answer an offer, and end it: accepted, declined, expired, withdrawn or taken back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from feed.services import unit_of_work
from routing.models import Offer, QueueEntry, Seat
from routing.policies import explaining
from routing.policies.presence import stale_before
from routing.services import events, locks
from routing.services.counting import Change, count
from routing.services.errors import OfferGone, OfferNotFound, OfferTaken
from routing.services.rows import update_rows
from routing.types import AcceptedOffer, EntryState, Intent, OfferState

ENDED_AT_ONCE = 100
# After these the same agent is not asked next about the same contact.
PASSED_STATES = (OfferState.DECLINED, OfferState.EXPIRED)


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
            entry.state, entry.assigned_at = EntryState.ASSIGNED, now
            entry.explanation = {"code": "ACCEPTED"}
            entry.save(update_fields=["state", "assigned_at", "explanation"])
            count({offer.seat_id: Change(offered=-1)}, now=now, tell=False)
            events.offer_changed("offer.ended", offer=offer, entry=entry, seat=offer.seat, now=now)
        elif entry.seat is not None and entry.seat_id != offer.seat_id:
            raise _taken(entry.seat)
        elif entry.state not in (EntryState.ASSIGNED, EntryState.WRAP_UP):
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
        ended = end_offers([offer], [entry], state=OfferState.DECLINED, reason=reason, now=now)
        if not ended and not Offer.objects.filter(pk=offer.pk, state=OfferState.DECLINED).exists():
            raise OfferGone


def take_back_offer(*, offer_id: UUID, by: UUID, reason: str, now: datetime) -> None:
    """Take a live offer away from an agent (a supervisor's act, kept with `by` and `reason`).

    The contact keeps its place and goes to another agent next. Raises OfferGone (410), OfferNotFound (404).
    """
    with unit_of_work():
        offer, entry = _locked(offer_id)
        if not end_offers([offer], [entry], state=OfferState.WITHDRAWN, reason=reason, by=by, now=now):
            raise OfferGone


def expire_offers(*, now: datetime) -> int:
    """End the offers that nobody took in time; each contact keeps its place. Returns how many."""
    due = Offer.objects.filter(state=OfferState.OFFERED, expires_at__lte=now)
    return _end_all(due, state=OfferState.EXPIRED, now=now)


def withdraw_unanswerable(*, now: datetime) -> int:
    """Take back the offers of agents who are gone (no heartbeat for 30 seconds) or not ready. Returns how many."""
    absent = Q(seat__last_seen_at__lte=stale_before(now)) | ~Q(seat__intent=Intent.READY)
    return _end_all(Offer.objects.filter(absent, state=OfferState.OFFERED), state=OfferState.WITHDRAWN, now=now)


def withdraw_offers_of(user_id: UUID, *, now: datetime) -> None:
    """Withdraw the live offers of an agent; one made this very moment is left to `withdraw_stale`."""
    _withdraw(_live_of(user_id), now=now)


def withdraw_offers_beyond(user_id: UUID, *, skills: Iterable[str], now: datetime) -> None:
    """Withdraw the live offers of an agent that need more than these skills."""
    _withdraw(_live_of(user_id).exclude(entry__required_skills__contained_by=list(skills)), now=now)


def _live_of(user_id: UUID) -> QuerySet[Offer]:
    return Offer.objects.filter(seat__user_id=user_id, state=OfferState.OFFERED)


def _withdraw(live: QuerySet[Offer], *, now: datetime) -> None:
    offers = list(live.select_related("seat"))
    entries = locks.entries([offer.entry_id for offer in offers], state=EntryState.OFFERED)
    end_offers(offers, entries.values(), state=OfferState.WITHDRAWN, now=now)


def withdraw_live_offer(*, entry: QueueEntry, now: datetime) -> None:
    """Take back the live offer of a (locked) entry, if there is one."""
    offers = list(Offer.objects.select_related("seat").filter(entry=entry, state=OfferState.OFFERED))
    end_offers(offers, [entry], state=OfferState.WITHDRAWN, now=now)


def end_offers(
    offers: Iterable[Offer],
    entries: Iterable[QueueEntry],
    *,
    state: OfferState,
    reason: str = "",
    by: UUID | None = None,
    now: datetime,
) -> int:
    """End those of the offers that are still live, give the seats their room back, let the entries wait at their place.

    The entries of the offers are locked by the caller; an offer whose entry is not given is left alone. An agent who
    let a contact pass goes to the end of the idle line; one who lost it does not. Returns how many were live.
    """
    locked = {entry.pk: entry for entry in entries}
    known = {offer.pk: offer for offer in offers if offer.entry_id in locked}
    live = [
        known[pk] for pk in Offer.objects.filter(pk__in=known, state=OfferState.OFFERED).values_list("pk", flat=True)
    ]
    if not live:
        return 0
    Offer.objects.filter(pk__in=[offer.pk for offer in live]).update(
        state=state, decided_at=now, ended_by=by, reason=reason[:200]
    )
    passed = state in PASSED_STATES
    returned: dict[UUID, list[Offer]] = defaultdict(list)
    for offer in live:
        entry = locked[offer.entry_id]
        entry.state, entry.seat, entry.explanation = EntryState.WAITING, None, explaining.queued()
        if passed or by is not None:
            entry.passed_by_id, entry.passed_at = offer.seat_id, now
        returned[offer.seat_id].append(offer)
    update_rows(
        [locked[offer.entry_id] for offer in live],
        fields=("state", "seat", "explanation", "passed_by", "passed_at"),
    )
    count({seat_id: _given_back(some, now if passed else None) for seat_id, some in returned.items()}, now=now)
    for offer in live:
        events.offer_changed("offer.ended", offer=offer, entry=locked[offer.entry_id], seat=offer.seat, now=now)
    events.wake_dispatcher()
    return len(live)


def _given_back(offers: Iterable[Offer], idle_since: datetime | None) -> Change:
    kinds = [offer.kind for offer in offers]
    return Change(voice=-kinds.count("VOICE"), text=-kinds.count("TEXT"), offered=-len(kinds), idle_since=idle_since)


def _locked(offer_id: UUID) -> tuple[Offer, QueueEntry]:
    offer = Offer.objects.select_related("seat__user").filter(pk=offer_id).first()
    if offer is None:
        raise OfferNotFound
    return offer, locks.entry(offer.entry_id)


def _taken(seat: Seat) -> OfferTaken:
    return OfferTaken(holder=seat.user.display_name or seat.user.get_username(), holder_id=str(seat.user_id))


def _end_all(offers: QuerySet[Offer], *, state: OfferState, now: datetime) -> int:
    """End the offers, many in a transaction; those whose entries are in use this moment are left to the next sweep."""
    ended = 0
    found = list(offers.select_related("seat").order_by("expires_at", "id"))
    for first in range(0, len(found), ENDED_AT_ONCE):
        some = found[first : first + ENDED_AT_ONCE]
        with unit_of_work():
            entries = locks.entries((offer.entry_id for offer in some), state=EntryState.OFFERED, skip_locked=True)
            ended += end_offers(some, entries.values(), state=state, now=now)
    return ended
