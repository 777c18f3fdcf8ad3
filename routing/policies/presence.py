"""What a seat is doing, and until when an agent who is not heard of counts as there."""

from datetime import datetime, timedelta

from routing.types import Intent, SeatState

HEARTBEAT_SECONDS = 10
STALE_AFTER = timedelta(seconds=30)
# Contacts in hand are left with an agent who vanished for so long before a supervisor is told.
GRACE = timedelta(seconds=60)


def stale_before(now: datetime) -> datetime:
    """Return the time since which a seat must have been heard of to count as present (three heartbeats)."""
    return now - STALE_AFTER


def seat_state(
    *, intent: Intent, last_seen_at: datetime, active: int, offered: int, wrapping_up: int, now: datetime
) -> SeatState:
    """Return what a seat is doing: a lost connection counts before contacts in hand, those before the intent.

    `active` counts all its contacts, `offered` and `wrapping_up` those of them that are live offers and in wrap-up.
    """
    talking = active - offered - wrapping_up
    if intent == Intent.OFFLINE and not talking and not wrapping_up:
        return SeatState.OFFLINE
    if last_seen_at <= stale_before(now):
        return SeatState.GONE
    if talking:
        return SeatState.BUSY
    if wrapping_up:
        return SeatState.WRAP_UP
    if offered:
        return SeatState.OFFERED
    return SeatState.FREE if intent == Intent.READY else SeatState(intent.value)
