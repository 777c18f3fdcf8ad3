"""How often requests to the doors were refused, and why: counted by the day, kept for a month."""

import logging
from datetime import datetime

import redis
from django.core.cache import cache

from korean.dates import seoul_time

KEPT_SECONDS = 32 * 24 * 60 * 60
REASONS = {
    "kakao": ("unknown_path", "unknown_source", "too_large", "malformed_event"),
    "skill": ("unknown_path", "unknown_source", "too_large", "malformed_event", "wrong_header"),
    "gateway": ("signature_invalid", "timestamp_expired", "malformed_inbound", "message_too_long"),
    "bizgo": ("signature_invalid", "timestamp_expired", "malformed_inbound", "message_too_long"),
}

logger = logging.getLogger(__name__)


def count_refusal(*, provider: str, reason: str, now: datetime) -> None:
    """Count one refused request of the day. Without Redis nothing is counted, and nobody is turned away for that."""
    key = _key(provider, reason, now)
    try:
        cache.add(key, 0, KEPT_SECONDS)
        cache.incr(key)
    except (redis.RedisError, ValueError) as error:
        logger.warning("a refusal was not counted: %s", error)


def refusals_of_day(*, now: datetime) -> dict[tuple[str, str], int]:
    """Return how often the doors refused today, by provider and reason; what never happened is left out."""
    names = {_key(provider, reason, now): (provider, reason) for provider in REASONS for reason in REASONS[provider]}
    found = cache.get_many(list(names))
    return {names[key]: int(count) for key, count in found.items()}


def _key(provider: str, reason: str, now: datetime) -> str:
    return f"refused:{seoul_time(now):%Y-%m-%d}:{provider}:{reason}"
