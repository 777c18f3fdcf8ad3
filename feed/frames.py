"""Words of the live stream, as server-sent events."""

import json
from collections.abc import Iterable

from feed.types import FeedEvent

# A line with `id:` alone forgets what was seen last: whoever comes back then starts afresh.
DEGRADED = b"id:\nevent: degraded\ndata: {}\n\n"


def ready(*, hint_id: str, retry_milliseconds: int) -> bytes:
    """Return the first word; with `hint_id` the browser knows from where to go on when it comes back."""
    return f"retry: {retry_milliseconds}\n{_identity(hint_id)}event: ready\ndata: {{}}\n\n".encode()


def reset(*, hint_id: str) -> bytes:
    """Return "fetch everything again", which is true up to the hint with this id."""
    return f"{_identity(hint_id)}event: reset\ndata: {{}}\n\n".encode()


def still_here(*, hint_id: str) -> bytes:
    """Return what keeps proxies from closing a quiet connection: a comment, and how far the screen has come."""
    return f": still here\n{_identity(hint_id)}\n".encode()


def happened(events: Iterable[FeedEvent], *, hint_id: str) -> bytes:
    """Return a message with a list of [stream, sequence, kind, ids]."""
    data = json.dumps([[event.stream, event.seq, event.kind, dict(event.ids)] for event in events])
    return f"{_identity(hint_id)}data: {data}\n\n".encode()


def _identity(hint_id: str) -> str:
    return f"id: {hint_id}\n" if hint_id else ""
