"""When to send, and when to try again."""

from datetime import datetime, timedelta

from korean.dates import seoul_time
from messaging.types import Channel, Purpose

ATTEMPTS = 20
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=60)

# What sounds on a telephone; a page and a mailbox wait in silence.
SOUNDING = frozenset({Channel.SMS, Channel.KAKAO, Channel.ALIMTALK})
# What nobody waits for: notices of the city's own motion. Answers, questions, codes and receipts follow what a citizen
# has just done.
CAN_WAIT = frozenset(
    {
        Purpose.HANDED_OVER,
        Purpose.PLAN,
        Purpose.TRANSFER,
        Purpose.SUPPLEMENT,
        Purpose.EXTENSION,
        Purpose.PROGRESS,
        Purpose.RESULT,
        Purpose.REFUSAL,
        Purpose.CLOSING,
        Purpose.DUE_MOVED,
        Purpose.OBJECTION,
        Purpose.SATISFACTION,
    }
)


def pause_after(*, attempts: int, jitter: float) -> timedelta:
    """Return how long to wait after the given number of attempts: doubling from 2 s up to 60 s, of which the
    `jitter` (0 to 1) decides the second half, so that what failed together does not return together."""
    doublings = min(attempts - 1, 10)
    whole = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    return whole * (0.5 + jitter / 2)


def earliest(*, channel: Channel, purpose: Purpose, quiet: tuple[int, int] | None, now: datetime) -> datetime:
    """Return when a message may go at the earliest: now, or the end of the quiet hours for what can wait.

    `quiet` are the hours in Seoul between which no telephone is to sound for such a notice, as (21, 8); None: never
    quiet.
    """
    return after_waking(channel=channel, quiet=quiet, now=now) if purpose in CAN_WAIT else now


def after_waking(*, channel: Channel, quiet: tuple[int, int] | None, now: datetime) -> datetime:
    """Return now, or the end of the `quiet` hours for a channel that sounds on a telephone."""
    if quiet is None or channel not in SOUNDING:
        return now
    begins, ends = quiet
    local = seoul_time(now)
    since_end = (local.hour - ends) % 24
    if since_end < (begins - ends) % 24:
        return now
    wake = local.replace(hour=ends, minute=0, second=0, microsecond=0)
    return (wake if wake > local else wake + timedelta(days=1)).astimezone(now.tzinfo)
