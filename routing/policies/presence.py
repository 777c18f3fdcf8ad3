"""When a seat may be given work, and how far a queue reaches out for one."""

from datetime import datetime, timedelta

from routing.types import Intent, SeatState

HEARTBEAT_SECONDS = 10
STALE_AFTER = timedelta(seconds=30)


def stale_before(now: datetime) -> datetime:
    """Return the time since which a seat must have been heard of to count as present (three heartbeats)."""
    return now - STALE_AFTER


def reached_ring(*, oldest_at: datetime, ring_seconds: int, now: datetime) -> int:
    """Return the farthest ring to ask when the longest-waiting contact of a queue came at `oldest_at`: 0, then 1 …"""
    return max(0, int((now - oldest_at).total_seconds() // ring_seconds))


def seat_state(
    *, intent: Intent, last_seen_at: datetime, live_offers: int, voice_active: int, text_active: int, now: datetime
) -> SeatState:
    """Return what a seat is doing: a lost connection counts before work in hand, that before the intent."""
    busy = voice_active + text_active > live_offers
    if intent == Intent.OFFLINE and not busy:
        return SeatState.OFFLINE
    if last_seen_at <= stale_before(now):
        return SeatState.GONE
    if busy:
        return SeatState.BUSY
    if live_offers:
        return SeatState.OFFERED
    return SeatState.FREE if intent == Intent.READY else SeatState(intent.value)
