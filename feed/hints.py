"""Hints to the live processes, over one Redis Stream. A lost hint costs latency, never truth: the log has it."""

import json
import logging
from datetime import UTC, datetime
from functools import cache
from typing import cast

import redis
from django.conf import settings

from feed.types import FeedEvent

logger = logging.getLogger(__name__)

HINTS = "feed"
AFRESH = b"afresh"
CHECKED = "feed.checked"
KEPT = 20_000


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def announce(events: list[FeedEvent]) -> None:
    """Put the events of one committed unit of work on the Redis Stream; when Redis is away, only log it."""
    entry = json.dumps([[event.stream, event.seq, event.kind, dict(event.ids)] for event in events])
    try:
        _client().xadd(HINTS, {"events": entry}, maxlen=KEPT, approximate=True)
    except redis.RedisError as error:
        logger.warning("no hint for %d events: %s", len(events), error)


def announce_afresh() -> None:
    """Have every screen fetch everything again: hints may have been lost that nobody can name."""
    _client().xadd(HINTS, {AFRESH: "1"}, maxlen=KEPT, approximate=True)


def told_since(since: datetime) -> set[tuple[str, int]]:
    """Return stream and number of every event of which a hint has told since then."""
    told: set[tuple[str, int]] = set()
    answer = cast("list[tuple[bytes, dict[bytes, bytes]]]", _client().xrange(HINTS, min=_milliseconds(since)))
    for _, fields in answer:
        if entry := fields.get(b"events"):
            told |= {(event.stream, event.seq) for event in events_of(entry)}
    return told


def checked_until() -> datetime | None:
    """Return until when the hints have been compared with the log; None when that is not known any more."""
    kept = cast("bytes | None", _client().get(CHECKED))
    return datetime.fromtimestamp(float(kept), UTC) if kept else None


def keep_checked(until: datetime) -> None:
    """Keep until when the hints have been compared with the log."""
    _client().set(CHECKED, until.timestamp())


def events_of(entry: bytes) -> list[FeedEvent]:
    """Read back what `announce` wrote."""
    return [FeedEvent(stream, seq, kind, ids) for stream, seq, kind, ids in json.loads(entry)]


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def order_of(hint_id: str) -> tuple[int, int]:
    """Return what to compare to tell which of two hints came first ("1763950000000-3" → milliseconds, number)."""
    milliseconds, _, number = hint_id.partition("-")
    return int(milliseconds), int(number or 0)
