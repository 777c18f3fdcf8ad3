"""When an appointment for sign language begins, is reminded of and is over. Pure."""

from datetime import datetime, timedelta

LENGTH = timedelta(minutes=30)
DAYS_AHEAD = 7
EARLIEST = timedelta(minutes=10)
"""So long before its time an appointment can begin; until its whole length is over it still can."""

REMINDED_BEFORE = timedelta(hours=1)


def may_begin(*, starts_at: datetime, now: datetime) -> bool:
    """Tell whether who has the appointment may come in now."""
    return starts_at - EARLIEST <= now < starts_at + LENGTH


def reminder_at(*, starts_at: datetime, now: datetime) -> datetime | None:
    """Return when to remind of an appointment that is booked now; None for one that begins within the hour."""
    at = starts_at - REMINDED_BEFORE
    return at if at > now else None
