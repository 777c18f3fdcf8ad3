"""Server-sent events for one open screen."""

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator

from feed.hints import order_of
from feed.hub import Batch, Hub

PING_SECONDS = 15.0
# A stream ends after this long; the browser comes back by itself with a fresh check of its rights, and misses nothing.
LIFETIME_SECONDS = (600.0, 900.0)
HINT_ID = re.compile(r"\d{1,16}-\d{1,10}")


async def server_sent_events(*, hub: Hub, streams: frozenset[str], last_event_id: str) -> AsyncIterator[bytes]:
    """Yield server-sent events of `streams`, first those missed since `last_event_id` ("" for a new screen).

    Messages carry lists of [stream, sequence, kind, ids]; `reset` means "fetch everything again", `degraded` that
    updates come late for now. A comment every fifteen seconds keeps proxies from closing the connection.
    """
    with hub.listening(streams) as listener:
        yield b"retry: 1000\nevent: ready\ndata: {}\n\n"
        seen = ""
        if HINT_ID.fullmatch(last_event_id):
            missed = await hub.replay(after=last_event_id, streams=streams)
            for batch in [Batch("reset")] if missed is None else missed:
                yield _encode(batch)
                seen = batch.hint_id
        if hub.degraded:
            yield _encode(Batch("degraded"))
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + random.uniform(*LIFETIME_SECONDS)  # noqa: S311
        while loop.time() < ends_at and not listener.too_slow:
            try:
                batch = await asyncio.wait_for(listener.batches.get(), PING_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if batch.hint_id and seen and order_of(batch.hint_id) <= order_of(seen):
                continue
            yield _encode(batch)


def _encode(batch: Batch) -> bytes:
    if batch.kind != "events":
        return f"event: {batch.kind}\ndata: {{}}\n\n".encode()
    data = json.dumps([[event.stream, event.seq, event.kind, dict(event.ids)] for event in batch.events])
    identity = f"id: {batch.hint_id}\n" if batch.hint_id else ""
    return f"{identity}data: {data}\n\n".encode()
