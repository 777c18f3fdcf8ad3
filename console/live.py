"""The live process: server-sent events at `/live/events`, nothing else."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import aclosing, suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from console.subscriptions import streams_of_request
from feed.hub import Hub
from feed.stream import server_sent_events

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class LiveApplication:
    """An ASGI application: one hub, and a stream for each open screen."""

    def __init__(self, *, redis_url: str) -> None:
        self._hub = Hub(redis_url=redis_url)
        self._reader: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/live/events":
            await self._events(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/live/healthz":
            await _answer(send, 200 if self._reading() else 503, json.dumps(self._state()).encode())
        elif scope["type"] == "http":
            await _answer(send, 404)

    def _state(self) -> dict[str, int | bool]:
        return {"listeners": self._hub.listeners, "degraded": self._hub.degraded}

    def _reading(self) -> bool:
        return self._reader is not None and not self._reader.done()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._reader = asyncio.create_task(self._hub.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader
        await send({"type": "lifespan.shutdown.complete"})

    async def _events(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        streams = await _streams(scope["query_string"].decode("latin-1"), headers.get(b"cookie", b"").decode("latin-1"))
        if not streams:
            await _answer(send, 403)
            return
        last_event_id = headers.get(b"last-event-id", b"").decode("latin-1")
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        writing = asyncio.create_task(self._write(streams, last_event_id, send))
        leaving = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, OSError):
                    await task

    async def _write(self, streams: frozenset[str], last_event_id: str, send: Send) -> None:
        async with aclosing(server_sent_events(hub=self._hub, streams=streams, last_event_id=last_event_id)) as chunks:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, body: bytes = b"") -> None:
    headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@sync_to_async
def _streams(query: str, cookies: str) -> frozenset[str]:
    close_old_connections()
    return streams_of_request(query=query, cookies=cookies)
