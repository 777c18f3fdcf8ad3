"""Count what a seat has in hand, and note what it is doing: always both, in the transaction of the change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Greatest

from routing.models import Seat, SeatSpan
from routing.policies.presence import seat_state
from routing.services import events, locks
from routing.services.rows import update_rows
from routing.types import SeatState, WorkKind

STATE_FIELDS = ("state", "state_reason", "state_since")
COUNT_FIELDS = ("voice_active", "text_active", "offered", "wrapping_up", "wrap_up_until", "idle_since")
INTENT_FIELDS = ("intent", "intent_reason", "next_intent", "next_intent_reason")


@dataclass(frozen=True, slots=True)
class Change:
    """Contacts that a seat has more (or less) of each kind, and of those offered and in wrap-up.

    `idle_since` (if given) is when its agent became free; `wrap_up_until` (if given) when the wrap-up must be over.
    """

    voice: int = 0
    text: int = 0
    offered: int = 0
    wrapping_up: int = 0
    idle_since: datetime | None = None
    wrap_up_until: datetime | None = None

    @classmethod
    def of(cls, kind: str, number: int, *, offered: int = 0, wrapping_up: int = 0) -> "Change":
        """Return the change of so many contacts of one kind more or less."""
        voice, text = (number, 0) if kind == WorkKind.VOICE else (0, number)
        return cls(voice=voice, text=text, offered=offered, wrapping_up=wrapping_up)


def count(changes: Mapping[UUID, Change], *, now: datetime, tell: bool = True) -> None:
    """Lock seats in the order of their ids and count what changed; the database refuses more than the capacity."""
    locked = locks.seats(changes)
    for seat_id, change in changes.items():
        apply(locked[seat_id], change)
    note(list(locked.values()), fields=COUNT_FIELDS, now=now, tell=tell)


def apply(seat: Seat, change: Change) -> None:
    """Count a change on a (locked) seat, without writing it."""
    seat.voice_active += change.voice
    seat.text_active += change.text
    seat.offered += change.offered
    seat.wrapping_up += change.wrapping_up
    if not seat.wrapping_up:
        seat.wrap_up_until = None
    elif change.wrap_up_until is not None:
        seat.wrap_up_until = max(change.wrap_up_until, seat.wrap_up_until or change.wrap_up_until)
    seat.idle_since = change.idle_since or seat.idle_since


def note(seats: Collection[Seat], *, fields: Collection[str], now: datetime, tell: bool = True) -> None:
    """Write the named fields of (locked) seats, and in which state that leaves them: a new span where it is another.

    An agent with nothing in hand any more goes over to the intent that was set for then. Screens are told of other
    states, unless `tell` is False because an offer's own event tells of it.
    """
    written = {*fields, *STATE_FIELDS}
    for seat in seats:
        if seat.next_intent and seat.voice_active + seat.text_active == 0:
            seat.intent, seat.intent_reason = seat.next_intent, seat.next_intent_reason
            seat.next_intent, seat.next_intent_reason, seat.idle_since = "", "", now
            written |= {*INTENT_FIELDS, "idle_since"}
    changed = [seat for seat in seats if _see(seat, now)]
    update_rows(list(seats), fields=sorted(written))
    if changed:
        open_spans = SeatSpan.objects.filter(seat__in=changed, ended_at=None)
        open_spans.update(ended_at=Greatest("started_at", Value(now)))
        SeatSpan.objects.bulk_create(
            SeatSpan(seat=seat, state=seat.state, reason=seat.state_reason, started_at=seat.state_since)
            for seat in changed
        )
    if changed and tell:
        events.seats_changed(*changed, now=now)


def _see(seat: Seat, now: datetime) -> bool:
    """Set the state of a seat from what it has in hand; return whether it is another one."""
    state = seat_state(seat, now=now)
    reason = seat.intent_reason if state in (SeatState.BREAK, SeatState.TRAINING, SeatState.AWAY) else ""
    if (state, reason) == (seat.state, seat.state_reason):
        return False
    # Another process may have noted a later moment already: spans touch, they never overlap.
    seat.state, seat.state_reason, seat.state_since = state, reason, max(now, seat.state_since)
    return True
