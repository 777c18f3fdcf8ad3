"""Read the event log."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from feed.models import Event, Stream
from feed.types import FeedEvent


def heads(*, streams: Iterable[str]) -> dict[str, int]:
    """Return the last sequence number of each of `streams`; 0 for one on which nothing has happened yet."""
    names = list(streams)
    known = dict(Stream.objects.filter(name__in=names).values_list("name", "seq"))
    return {name: known.get(name, 0) for name in names}


def events_after(*, cursors: Mapping[str, int], limit: int = 500) -> list[FeedEvent]:
    """Return up to `limit` events that came after the cursors (stream → last number seen), each stream in its order."""
    if not cursors:
        return []
    missed = Q()
    for stream, seq in cursors.items():
        missed |= Q(stream=stream, seq__gt=seq)
    rows = Event.objects.filter(missed).order_by("stream", "seq")[:limit]
    return [FeedEvent(row.stream, row.seq, row.kind, row.ids) for row in rows]
