"""Hints to the live processes, over one Redis Stream. A lost hint costs latency, never truth: the log has it."""

import json
import logging
from functools import cache

import redis
from django.conf import settings

from feed.types import FeedEvent

logger = logging.getLogger(__name__)

HINTS = "feed"
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


def events_of(entry: bytes) -> list[FeedEvent]:
    """Read back what `announce` wrote."""
    return [FeedEvent(stream, seq, kind, ids) for stream, seq, kind, ids in json.loads(entry)]


def order_of(hint_id: str) -> tuple[int, int]:
    """Return what to compare to tell which of two hints came first ("1763950000000-3" → milliseconds, number)."""
    milliseconds, _, number = hint_id.partition("-")
    return int(milliseconds), int(number or 0)
