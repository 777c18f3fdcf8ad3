"""When a caller is called back, how often it is tried, and which promises count as kept."""

from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=10)
UNKNOWN = timedelta(hours=1)
"""Promised where nobody is there to answer and no wait can be told."""

STEP = timedelta(minutes=10)
ATTEMPTS = 3
TRY_AGAIN_AFTER = (timedelta(minutes=10), timedelta(minutes=30))
GRACE = timedelta(minutes=10)
"""A call this much later than promised is still in time."""


def promised_time(*, wait_seconds: int | None, now: datetime) -> datetime:
    """Return the time to promise a caller who would wait `wait_seconds` (None: unknown), at a full ten minutes."""
    wait = UNKNOWN if wait_seconds is None else max(SHORTEST, timedelta(seconds=wait_seconds))
    at = (now + wait).replace(second=0, microsecond=0)
    minutes = STEP.seconds // 60
    if at < now + wait or at.minute % minutes:
        at += timedelta(minutes=minutes - at.minute % minutes)
    return at


def next_attempt(*, attempts: int, now: datetime) -> datetime | None:
    """Return when to call again after `attempts` calls that nobody answered; None after the third."""
    return now + TRY_AGAIN_AFTER[attempts - 1] if attempts < ATTEMPTS else None
