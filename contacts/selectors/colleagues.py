"""Agents who can take a contact over now."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from contacts.types import Colleague
from routing import selectors as routing
from routing.types import Intent, SeatState, SeatView, WorkKind

AT_WORK = (SeatState.FREE, SeatState.OFFERED, SeatState.BUSY)


def colleagues(*, user: User, kind: WorkKind, district_code: str | None, now: datetime) -> list[Colleague]:
    """Return the agents beside `user` who are at work and have room for a contact of `kind`.

    Those who serve the queue of the district come first, then who has least in hand, by name.
    """
    found = [seat for seat in routing.seats(district_codes=None, now=now) if seat.user_id != user.id]
    able = [seat for seat in found if _has_room(seat, kind)]
    able.sort(key=lambda seat: (district_code not in seat.queue_codes, _in_hand(seat), seat.display_name))
    return [
        Colleague(
            user_id=seat.user_id,
            name=seat.display_name,
            state_label=str(seat.state.label),
            free=seat.state == SeatState.FREE,
            in_hand=_in_hand(seat),
            serves_district=district_code in seat.queue_codes,
        )
        for seat in able
    ]


def can_take(*, user_id: UUID, kind: WorkKind, now: datetime) -> bool:
    """Tell whether the agent is at work and has room for one more contact of `kind`."""
    seat = routing.seat_of(user_id=user_id, now=now)
    return seat is not None and _has_room(seat, kind)


def is_there(*, user_id: UUID, now: datetime) -> bool:
    """Tell whether the agent is heard of and wants to work, whatever they have in hand."""
    seat = routing.seat_of(user_id=user_id, now=now)
    return seat is not None and seat.intent == Intent.READY and seat.state != SeatState.GONE


def _has_room(seat: SeatView, kind: WorkKind) -> bool:
    if seat.state not in AT_WORK:
        return False
    if kind == WorkKind.VOICE:
        return seat.voice_active < seat.voice_capacity
    return seat.text_active < seat.text_capacity


def _in_hand(seat: SeatView) -> int:
    return seat.voice_active + seat.text_active
