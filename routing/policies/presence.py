"""What a seat is doing, and until when an agent who is not heard of counts as there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from routing.types import Intent, SeatState

if TYPE_CHECKING:
    from routing.models import Seat

HEARTBEAT_SECONDS = 10
STALE_AFTER = timedelta(seconds=30)
# Contacts in hand are left with an agent who vanished for so long before a supervisor is told.
GRACE = timedelta(seconds=60)


def stale_before(now: datetime) -> datetime:
    """Return the time since which a seat must have been heard of to count as present (three heartbeats)."""
    return now - STALE_AFTER


def seat_state(seat: Seat, *, now: datetime) -> SeatState:
    """Return what a seat is doing: a lost connection counts before contacts in hand, those before the intent."""
    talking = seat.voice_active + seat.text_active - seat.offered - seat.wrapping_up
    if seat.intent == Intent.OFFLINE and not talking and not seat.wrapping_up:
        return SeatState.OFFLINE
    if seat.last_seen_at <= stale_before(now):
        return SeatState.GONE
    if talking:
        return SeatState.BUSY
    if seat.wrapping_up:
        return SeatState.WRAP_UP
    if seat.offered:
        return SeatState.OFFERED
    return SeatState.FREE if seat.intent == Intent.READY else SeatState(seat.intent)
