"""One reader of the hints per process, many listeners.

A listener names its streams once and then receives words (`feed.frames`), each made once for all who hear the same.
While Redis is away the hub reads the event log itself, a little later and visibly; when Redis is back every listener is
told to start afresh, so that no seam between the two ways can hide an event.
"""

import asyncio
import logging
import random
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import redis.asyncio
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections
from redis.exceptions import RedisError

from feed import frames, selectors
from feed.hints import AFRESH, HINTS, events_of, order_of
from feed.listener import BEAT_SECONDS, Listener
from feed.types import ACCESS_CHANGED, FeedEvent

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
WAIT_FOR_HINT_MILLISECONDS = 2_000
SILENCE_SECONDS = 4.0  # longer than a wait for hints: Redis does not answer any more
# What comes within this time is written to a screen in one piece.
GATHER_SECONDS = 0.02
LONGEST_REPLAY = 500
RETRY_MILLISECONDS = (500, 1500)
HINT_ID = re.compile(r"\d{1,16}-\d{1,10}")

RawHint = tuple[bytes, dict[bytes, bytes]]


class Hint(NamedTuple):
    """The events of one unit of work, and where in the Redis Stream they are told."""

    id: str
    order: tuple[int, int]
    events: tuple[FeedEvent, ...]


class Hub:
    """Reads the Redis Stream of hints once and passes on to each listener what it listens to."""

    def __init__(self, *, redis_url: str) -> None:
        self._redis = redis.asyncio.Redis.from_url(redis_url, socket_timeout=SILENCE_SECONDS, socket_connect_timeout=2)
        self._listeners: set[Listener] = set()
        self._by_stream: defaultdict[str, set[Listener]] = defaultdict(set)
        self._recent: deque[Hint] = deque(maxlen=LONGEST_REPLAY + 1)
        self._last_hint = ""
        self._begun = asyncio.Event()
        self.degraded = False

    @property
    def listeners(self) -> int:
        """How many screens listen now."""
        return len(self._listeners)

    async def begun(self) -> None:
        """Wait until events are read, one way or the other: a screen that was told "ready" before would miss some."""
        await self._begun.wait()

    @contextmanager
    def listening(self, streams: Iterable[str], *, after: str = "") -> Iterator[Listener]:
        """Listen to `streams` for the length of a with-block, first to what was missed since the hint named `after`.

        "" names a new screen, which fetches everything after the word "ready".
        """
        listener = Listener(frozenset(streams))
        for frame in self._first_words(listener.streams, after):
            listener.offer(frame)
        self._listeners.add(listener)
        for stream in listener.streams:
            self._by_stream[stream].add(listener)
        try:
            yield listener
        finally:
            self._forget(listener)

    def replay(self, *, after: str, streams: frozenset[str]) -> list[bytes] | None:
        """Return the words about the hints after the one named `after`.

        None where starting afresh is the way: they are more than 500, not kept any more, or Redis is away.
        """
        if self.degraded or not self._recent or not HINT_ID.fullmatch(after):
            return None
        seen = order_of(after)
        if not self._recent[0].order <= seen <= self._recent[-1].order:
            return None
        missed = []
        for hint in self._recent:
            if hint.order > seen and (events := [event for event in hint.events if event.stream in streams]):
                missed.append(frames.happened(events, hint_id=hint.id))
        return [b"".join(missed)] if missed else []

    async def run(self) -> None:
        """Read hints for as long as the process lives; no error ends it."""
        beating = asyncio.create_task(self._beat())
        try:
            while True:
                try:
                    await self._read_hints_or_log()
                except Exception:
                    logger.exception("reading events broke, every screen starts afresh")
                    await asyncio.sleep(POLL_SECONDS)
        finally:
            beating.cancel()
            await self._redis.aclose()

    def _first_words(self, streams: frozenset[str], after: str) -> list[bytes]:
        retry = random.randint(*RETRY_MILLISECONDS)  # noqa: S311  # after a restart not all come back at once
        position = "" if self.degraded else self._last_hint
        if not after:
            return [frames.ready(hint_id=position, retry_milliseconds=retry)]
        missed = self.replay(after=after, streams=streams)
        return [
            frames.ready(hint_id="", retry_milliseconds=retry),
            *([frames.reset(hint_id=position)] if missed is None else missed),
        ]

    def _forget(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        for stream in listener.streams:
            self._by_stream[stream].discard(listener)
            if not self._by_stream[stream]:
                del self._by_stream[stream]

    async def _read_hints_or_log(self) -> None:
        try:
            await self._read_hints()
        except (RedisError, OSError) as error:
            logger.warning("no hints from Redis, reading the event log instead: %s", error)
            await self._read_log_until_redis_is_back()

    async def _read_hints(self) -> None:
        newest = await self._redis.xrevrange(HINTS, count=LONGEST_REPLAY + 1)
        self._last_hint = newest[0][0].decode() if newest else "0-0"
        self._recent.clear()
        if not self._begun.is_set():  # later there may be a seam before these hints, over which nobody may go on
            for hint in reversed(newest):
                self._remember(hint)
        self.degraded = False
        self._begun.set()
        self._tell_all(frames.reset(hint_id=self._last_hint))
        while True:
            answer = await self._redis.xread({HINTS: self._last_hint}, block=WAIT_FOR_HINT_MILLISECONDS, count=500)
            for _, hints in answer:
                for hint in hints:
                    self._pass_on(self._remember(hint))
            if answer:
                await asyncio.sleep(GATHER_SECONDS)

    def _remember(self, raw: RawHint) -> Hint:
        hint_id, fields = raw[0].decode(), raw[1]
        if AFRESH in fields:
            self._recent.clear()
            self._tell_all(frames.reset(hint_id=hint_id))
        hint = Hint(hint_id, order_of(hint_id), _events_in(hint_id, fields))
        self._last_hint = hint_id
        self._recent.append(hint)
        return hint

    def _pass_on(self, hint: Hint) -> None:
        """Offer each listener the events it listens to; those who hear the same get the same bytes."""
        shares: defaultdict[Listener, int] = defaultdict(int)
        for number, event in enumerate(hint.events):
            for listener in self._by_stream.get(event.stream, ()):
                shares[listener] |= 1 << number
        made: dict[int, bytes] = {}
        for listener, share in shares.items():
            frame = made.get(share)
            if frame is None:
                heard = [event for number, event in enumerate(hint.events) if share & 1 << number]
                frame = made[share] = frames.happened(heard, hint_id=hint.id)
            listener.offer(frame)
        self._end_streams_of(hint.events)

    def _end_streams_of(self, events: Iterable[FeedEvent]) -> None:
        """Close the streams of those whose rights have changed: they come back with a fresh check."""
        for event in events:
            if event.kind == ACCESS_CHANGED:
                for listener in self._by_stream.get(event.stream, ()):
                    listener.offer(frames.reset(hint_id=""))
                    listener.end()

    async def _read_log_until_redis_is_back(self) -> None:
        self.degraded = True
        self._begun.set()
        self._tell_all(frames.DEGRADED)
        cursors: dict[str, int] = {}
        following: set[Listener] = set()
        while not await self._redis_answers():
            try:
                new = self._listeners - following
                cursors |= await _heads({stream for listener in new for stream in listener.streams} - cursors.keys())
                for listener in new:  # what was written before these heads is seen by fetching
                    listener.offer(frames.DEGRADED)
                following |= new
                await self._tell_from_log(cursors)
            except Error as error:
                logger.warning("no hints from Redis and no event log either: %s", error)
            await asyncio.sleep(POLL_SECONDS)

    async def _tell_from_log(self, cursors: dict[str, int]) -> None:
        missed = await _events_after(cursors)
        for event in missed:
            cursors[event.stream] = event.seq
            frame = frames.happened([event], hint_id="")
            for listener in self._by_stream.get(event.stream, ()):
                listener.offer(frame)
        self._end_streams_of(missed)

    async def _redis_answers(self) -> bool:
        try:
            await self._redis.xrange(HINTS, count=1)
        except (RedisError, OSError):
            return False
        return True

    async def _beat(self) -> None:
        """Once in fifteen seconds say to each screen that it is still heard; end the streams that are old."""
        loop, second = asyncio.get_running_loop(), 0
        while True:
            await asyncio.sleep(1)
            second += 1
            frame = frames.still_here(hint_id="" if self.degraded else self._last_hint)
            for listener in self._listeners:
                if loop.time() > listener.ends_at:
                    listener.end()
                elif listener.turn == second % BEAT_SECONDS:
                    listener.offer(frame)

    def _tell_all(self, frame: bytes) -> None:
        for listener in self._listeners:
            listener.offer(frame)


def _events_in(hint_id: str, fields: dict[bytes, bytes]) -> tuple[FeedEvent, ...]:
    """Return all events of a hint; one that cannot be read is passed over, as if it had been lost."""
    if AFRESH in fields:
        return ()
    try:
        return tuple(events_of(fields[b"events"]))
    except (KeyError, TypeError, ValueError):
        logger.exception("the hint %s cannot be read", hint_id)
        return ()


@sync_to_async
def _heads(streams: set[str]) -> dict[str, int]:
    close_old_connections()
    return selectors.heads(streams=streams)


@sync_to_async
def _events_after(cursors: dict[str, int]) -> list[FeedEvent]:
    close_old_connections()
    return selectors.events_after(cursors=cursors)
