"""One reader of the hints per process, many listeners.

A listener names its streams once and then receives batches of events. While Redis is away the hub reads the event log
itself, a little later and visibly; when Redis is back every listener is told to start afresh, so that no seam between
the two ways can hide an event. A listener that does not keep up is closed, not buffered: it reconnects and catches up.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

import redis.asyncio
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections
from redis.exceptions import RedisError

from feed import selectors
from feed.hints import HINTS, events_of, order_of
from feed.types import FeedEvent

logger = logging.getLogger(__name__)

BATCHES_WAITING = 200
POLL_SECONDS = 1.0
WAIT_FOR_HINT_MILLISECONDS = 10_000
LONGEST_REPLAY = 500


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
        """Return the hints after the one named `after`; None where starting afresh is the way: they are more than 500,
        they are not kept any more, or Redis is away."""
        try:
            oldest = await self._redis.xrange(HINTS, count=1)
            newest = await self._redis.xrevrange(HINTS, count=1)
            if (
                not newest
                or order_of(newest[0][0].decode()) < order_of(after)
                or order_of(oldest[0][0].decode()) > order_of(after)
            ):
                return None
            missed = await self._redis.xrange(HINTS, min=f"({after}", count=LONGEST_REPLAY + 1)
        except (RedisError, OSError):
            return None
        if len(missed) > LONGEST_REPLAY:
            return None
        return [batch for hint in missed if (batch := _batch_for(streams, _read(hint))).events]

    async def run(self) -> None:
        """Read hints for as long as the process lives; no error ends it."""
        try:
            while True:
                try:
                    await self._read_hints_or_log()
                except Exception:
                    logger.exception("reading events broke, every screen starts afresh")
                    await asyncio.sleep(POLL_SECONDS)
                    self._start_afresh()
        finally:
            await self._redis.aclose()

    async def _read_hints_or_log(self) -> None:
        try:
            await self._read_hints()
        except (RedisError, OSError) as error:
            logger.warning("no hints from Redis, reading the event log instead: %s", error)
            await self._read_log_until_redis_is_back()

    async def _read_hints(self) -> None:
        if not self._last_hint:
            newest = await self._redis.xrevrange(HINTS, count=1)
            self._last_hint = newest[0][0].decode() if newest else "0-0"
        while True:
            answer = await self._redis.xread({HINTS: self._last_hint}, block=WAIT_FOR_HINT_MILLISECONDS, count=500)
            for _, hints in answer:
                for hint in hints:
                    self._last_hint = hint[0].decode()
                    told = _read(hint)
                    for listener in self._listeners:
                        batch = _batch_for(listener.streams, told)
                        if batch.events:
                            listener.offer(batch)

    async def _read_log_until_redis_is_back(self) -> None:
        self.degraded = True
        self._tell_all(Batch("degraded"))
        cursors: dict[str, int] = {}
        while not await self._redis_answers():
            try:
                cursors |= await _heads(self._wanted() - cursors.keys())
                await self._tell_from_log(cursors)
            except Error as error:
                logger.warning("no hints from Redis and no event log either: %s", error)
            await asyncio.sleep(POLL_SECONDS)
        self._start_afresh()

    async def _tell_from_log(self, cursors: dict[str, int]) -> None:
        for event in await _events_after(cursors):
            cursors[event.stream] = event.seq
            for listener in self._listeners:
                if event.stream in listener.streams:
                    listener.offer(Batch("events", events=(event,)))

    def _start_afresh(self) -> None:
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


def _read(hint: tuple[bytes, dict[bytes, bytes]]) -> Batch:
    """Return all events of a hint; one that cannot be read is passed over, as if it had been lost."""
    hint_id, fields = hint
    try:
        events = tuple(events_of(fields[b"events"]))
    except (KeyError, TypeError, ValueError):
        logger.exception("the hint %s cannot be read", hint_id.decode())
        events = ()
    return Batch("events", hint_id=hint_id.decode(), events=events)


def _batch_for(streams: frozenset[str], told: Batch) -> Batch:
    return replace(told, events=tuple(event for event in told.events if event.stream in streams))


@sync_to_async
def _heads(streams: set[str]) -> dict[str, int]:
    close_old_connections()
    return selectors.heads(streams=streams)


@sync_to_async
def _events_after(cursors: dict[str, int]) -> list[FeedEvent]:
    close_old_connections()
    return selectors.events_after(cursors=cursors)
