"""How often something was tried lately: counters that forget by themselves."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from ipaddress import ip_address, ip_network

from django.core.cache import cache


def count_try(*, limits: Mapping[str, int], seconds: int) -> bool:
    """Count one try of each thing in `limits`, and tell whether none of them has had more than its limit.

    A count begins with the first try and is forgotten `seconds` later. Raises redis.RedisError where nothing can be
    counted: the caller knows whether to let the try pass.
    """
    counts = {thing: _count(thing, seconds) for thing in limits}
    return all(counts[thing] <= limit for thing, limit in limits.items())


def take_back_try(*, things: Iterable[str]) -> None:
    """Take back one counted try of each thing: it was no wrong one. Raises redis.RedisError."""
    for thing in things:
        with suppress(ValueError):  # already forgotten
            cache.decr(_key(thing))


def forget_tries(*, thing: str) -> None:
    """Begin counting the thing anew. Raises redis.RedisError."""
    cache.delete(_key(thing))


def network_of(*, address: str) -> str:
    """Return what one client is counted by: its IPv4 address, or the /64 of which IPv6 gives every client all."""
    try:
        return str(ip_network((address, 64), strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return address


def _count(thing: str, seconds: int) -> int:
    key = _key(thing)
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # forgotten between the two
        cache.set(key, 1, seconds)
        return 1


def _key(thing: str) -> str:
    return f"tries:{hashlib.sha256(thing.encode(errors='replace')).hexdigest()}"
