"""Agents come, go, and say what they intend."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from feed.services import unit_of_work
from routing.models import Queue, Seat, SeatQueue
from routing.policies.presence import GRACE, stale_before
from routing.services import events, locks
from routing.services.counting import INTENT_FIELDS, note
from routing.services.errors import NoSeat, SeatFull, UnknownIntent, UnknownQueue, UnknownReason
from routing.services.offers import withdraw_offers_of, withdraw_unanswerable
from routing.services.queueing import ensure_queues
from routing.types import Intent, IntentReason

PRESENCE_FIELDS = ("last_seen_at", "gone_at", "flagged_at")
CAPACITY_FIELDS = ("voice_capacity", "text_capacity", "voice_excludes_text")


def ensure_seat(
    *,
    user_id: UUID,
    queue_rings: Mapping[str, int],
    voice_capacity: int = 1,
    text_capacity: int = 3,
    voice_excludes_text: bool = False,
    now: datetime,
) -> UUID:
    """Give a user a seat that serves the queues named, each with its ring (0: asked first); return the seat's id.

    `voice_excludes_text`: no chats during a call, no call during chats. Called again, it sets queues and capacities
    anew. Raises UnknownQueue, SeatFull when more is in hand than would fit.
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
                "state_since": now,
                "voice_capacity": voice_capacity,
                "text_capacity": text_capacity,
            },
        )
        seat = locks.seats([made.pk])[made.pk]
        if seat.voice_active > voice_capacity or seat.text_active > text_capacity:
            raise SeatFull
        seat.voice_capacity, seat.text_capacity = voice_capacity, text_capacity
        seat.voice_excludes_text = voice_excludes_text
        seat.save(update_fields=CAPACITY_FIELDS)
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

    What was set for later is forgotten. Raises NoSeat, UnknownIntent (422), UnknownReason (422).
    """
    _check(intent, reason)
    with unit_of_work():
        if intent != Intent.READY:
            withdraw_offers_of(user_id, now=now)
        seat = _locked_seat(user_id)
        if seat.intent != intent:
            seat.idle_since = now
        before = (seat.state, seat.state_reason)
        seat.intent, seat.intent_reason = intent, reason
        seat.next_intent, seat.next_intent_reason = "", ""
        _was_heard(seat, now)
        note([seat], fields=(*INTENT_FIELDS, *PRESENCE_FIELDS, "idle_since"), now=now)
        if before == (seat.state, seat.state_reason):
            events.seats_changed(seat, now=now)  # it intends something else, once its work in hand is done
        if intent == Intent.READY:
            events.wake_dispatcher()


def set_next_intent(*, user_id: UUID, intent: str, reason: str = "", now: datetime) -> None:
    """Set what an agent intends once the contacts in hand have ended; at once when there are none.

    Nothing new is offered until then; live offers return to the queue. READY takes back what was set for later. Also a
    supervisor may set it. Raises NoSeat, UnknownIntent (422), UnknownReason (422).
    """
    _check(intent, reason)
    with unit_of_work():
        if intent != Intent.READY:
            withdraw_offers_of(user_id, now=now)
        seat = _locked_seat(user_id)
        later = intent not in (Intent.READY, seat.intent)
        seat.next_intent, seat.next_intent_reason = (intent, reason) if later else ("", "")
        before = (seat.state, seat.state_reason)
        note([seat], fields=INTENT_FIELDS, now=now)
        if before == (seat.state, seat.state_reason):
            events.seats_changed(seat, now=now)
        events.wake_dispatcher()


def set_auto_accept(*, user_id: UUID, on: bool, now: datetime) -> None:
    """Set whether the agent's console takes what is offered without a key being pressed. Raises NoSeat."""
    with unit_of_work():
        seat = _locked_seat(user_id)
        seat.auto_accept = on
        seat.save(update_fields=["auto_accept"])
        events.seats_changed(seat, now=now)


def heartbeat(*, user_id: UUID, now: datetime) -> None:
    """Note that the agent's console is alive (sent every 10 seconds). Raises NoSeat."""
    present = Seat.objects.filter(user_id=user_id, last_seen_at__gt=stale_before(now), gone_at=None)
    if present.update(last_seen_at=now):
        return
    with unit_of_work():
        seat = _locked_seat(user_id)
        _was_heard(seat, now)
        note([seat], fields=PRESENCE_FIELDS, now=now)
        events.wake_dispatcher()


def withdraw_stale(*, now: datetime) -> int:
    """Take back the offers of agents who vanished (or are not ready) and note who is gone; contacts in hand stay.

    Those whose contacts have been left alone for a minute are flagged to supervisors. Returns how many offers were
    taken back.
    """
    withdrawn = withdraw_unanswerable(now=now)
    vanished = Seat.objects.filter(last_seen_at__lte=stale_before(now), gone_at=None).exclude(intent=Intent.OFFLINE)
    for seat_id in list(vanished.order_by("pk").values_list("pk", flat=True)):
        with unit_of_work():
            seat = vanished.filter(pk=seat_id).select_for_update(skip_locked=True).first()
            if seat is not None:
                seat.gone_at = now
                note([seat], fields=PRESENCE_FIELDS, now=now)
    _flag_left_work(now)
    return withdrawn


def _flag_left_work(now: datetime) -> None:
    left = Seat.objects.filter(gone_at__lte=now - GRACE, flagged_at=None)
    for seat_id in list(left.order_by("pk").values_list("pk", flat=True)):
        with unit_of_work():
            seat = left.filter(pk=seat_id).select_for_update(skip_locked=True).first()
            if seat is not None and seat.voice_active + seat.text_active:
                seat.flagged_at = now
                seat.save(update_fields=["flagged_at"])
                events.seats_changed(seat, now=now)


def _was_heard(seat: Seat, now: datetime) -> None:
    seat.last_seen_at, seat.gone_at, seat.flagged_at = now, None, None


def _check(intent: str, reason: str) -> None:
    if intent not in Intent.values:
        raise UnknownIntent
    if reason and reason not in IntentReason.of(intent):
        raise UnknownReason


def _known(codes: Mapping[str, int]) -> set[str]:
    return set(Queue.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def _locked_seat(user_id: UUID) -> Seat:
    seat = locks.seat_of(user_id)
    if seat is None:
        raise NoSeat
    return seat
