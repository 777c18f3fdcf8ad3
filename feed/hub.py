"""One reader of the hints per process, many listeners.

A listener names its streams once and then receives batches of events. While Redis is away the hub reads the event log
itself, a little later and visibly; when Redis is back every listener is told to start afresh, so that no seam between
the two ways can hide an event. A listener that does not keep up is closed, not buffered: it reconnects and catches up.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import redis.asyncio
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from redis.exceptions import RedisError

from feed import selectors
from feed.hints import HINTS, events_of, order_of
from feed.types import FeedEvent

logger = logging.getLogger(__name__)

BATCHES_WAITING = 200
POLL_SECONDS = 1.0
WAIT_FOR_HINT_MILLISECONDS = 10_000


@dataclass(frozen=True)
class Batch:
    """What a listener receives: events (with the hint's id, if it came as a hint), or a word about the connection."""

    kind: Literal["events", "reset", "degraded"]
    hint_id: str = ""
    events: tuple[FeedEvent, ...] = ()


@dataclass(eq=False)
class Listener:
    """One open screen."""

    streams: frozenset[str]
    batches: "asyncio.Queue[Batch]" = field(default_factory=lambda: asyncio.Queue(BATCHES_WAITING))
    too_slow: bool = False

    def offer(self, batch: Batch) -> None:
        """Put a batch in line; mark the listener too slow when its line is full."""
        try:
            self.batches.put_nowait(batch)
        except asyncio.QueueFull:
            self.too_slow = True


class Hub:
    """Reads the Redis Stream of hints once and passes on to each listener what it listens to."""

    def __init__(self, *, redis_url: str) -> None:
        self._redis = redis.asyncio.Redis.from_url(redis_url, socket_timeout=None, socket_connect_timeout=2)
        self._listeners: set[Listener] = set()
        self._last_hint = ""
        self.degraded = False

    @contextmanager
    def listening(self, streams: Iterable[str]) -> Iterator[Listener]:
        """Listen to `streams` for the length of a with-block."""
        listener = Listener(frozenset(streams))
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def replay(self, *, after: str, streams: frozenset[str]) -> list[Batch] | None:
        """Return the hints after the one named `after`; None when they are not kept any more, or Redis is away."""
        try:
            oldest = await self._redis.xrange(HINTS, count=1)
            newest = await self._redis.xrevrange(HINTS, count=1)
            if (
                not newest
                or order_of(newest[0][0].decode()) < order_of(after)
                or order_of(oldest[0][0].decode()) > order_of(after)
            ):
                return None
            missed = await self._redis.xrange(HINTS, min=f"({after}")
        except RedisError:
            return None
        return [batch for hint in missed if (batch := _batch(hint, streams)).events]

    async def run(self) -> None:
        """Read hints for as long as the process lives."""
        try:
            while True:
                try:
                    await self._read_hints()
                except (RedisError, OSError) as error:
                    logger.warning("no hints from Redis, reading the event log instead: %s", error)
                    await self._read_log_until_redis_is_back()
        finally:
            await self._redis.aclose()

    async def _read_hints(self) -> None:
        if not self._last_hint:
            newest = await self._redis.xrevrange(HINTS, count=1)
            self._last_hint = newest[0][0].decode() if newest else "0-0"
        while True:
            answer = await self._redis.xread({HINTS: self._last_hint}, block=WAIT_FOR_HINT_MILLISECONDS, count=500)
            for _, hints in answer:
                for hint in hints:
                    self._last_hint = hint[0].decode()
                    for listener in self._listeners:
                        batch = _batch(hint, listener.streams)
                        if batch.events:
                            listener.offer(batch)

    async def _read_log_until_redis_is_back(self) -> None:
        self.degraded = True
        self._tell_all(Batch("degraded"))
        cursors = await _heads(self._wanted())
        while not await self._redis_answers():
            cursors |= await _heads(self._wanted() - cursors.keys())
            for event in await _events_after(cursors):
                cursors[event.stream] = event.seq
                for listener in self._listeners:
                    if event.stream in listener.streams:
                        listener.offer(Batch("events", events=(event,)))
            await asyncio.sleep(POLL_SECONDS)
        self._last_hint = ""
        self.degraded = False
        self._tell_all(Batch("reset"))

    async def _redis_answers(self) -> bool:
        try:
            await self._redis.xrange(HINTS, count=1)
        except (RedisError, OSError):
            return False
        return True

    def _wanted(self) -> set[str]:
        return {stream for listener in self._listeners for stream in listener.streams}

    def _tell_all(self, batch: Batch) -> None:
        for listener in self._listeners:
            listener.offer(batch)


def _batch(hint: tuple[bytes, dict[bytes, bytes]], streams: frozenset[str]) -> Batch:
    hint_id, fields = hint
    events = tuple(event for event in events_of(fields[b"events"]) if event.stream in streams)
    return Batch("events", hint_id=hint_id.decode(), events=events)


@sync_to_async
def _heads(streams: set[str]) -> dict[str, int]:
    close_old_connections()
    return selectors.heads(streams=streams)


@sync_to_async
def _events_after(cursors: dict[str, int]) -> list[FeedEvent]:
    close_old_connections()
    return selectors.events_after(cursors=cursors)
