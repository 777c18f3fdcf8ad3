"""Server-sent events for one open screen."""

from collections.abc import AsyncGenerator

from feed.hub import Hub


async def server_sent_events(*, hub: Hub, streams: frozenset[str], last_event_id: str) -> AsyncGenerator[bytes]:
    """Yield server-sent events of `streams`, first those missed since `last_event_id` ("" for a new screen).

    Messages carry lists of [stream, sequence, kind, ids]; `reset` means "fetch everything again", `degraded` the same
    and that updates come late for now. The task that iterates is cancelled when it does not keep up.
    """
    await hub.begun()
    with hub.listening(streams, after=last_event_id) as listener:
        while words := await listener.take():
            yield words
