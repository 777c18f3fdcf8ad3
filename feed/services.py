"""Write the event log.

Every change that a screen, another app or another process must hear of is an event, written in the transaction of the
change itself. Readers see a stream without gaps because its next number is taken from the stream's row, which stays
locked until the writer commits; so that two writers can never wait for each other, all numbers of a unit of work are
taken at its very end, in the order of the streams' names.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from feed import hints
from feed.models import Event
from feed.types import FeedEvent

# A hint follows its commit within this time, and a commit the moment its events are dated with within the next.
HINT_FOLLOWS = timedelta(seconds=3)
COMMIT_FOLLOWS = timedelta(seconds=15)
LONGEST_UNCHECKED = timedelta(seconds=60)


@dataclass(frozen=True)
class _Pending:
    stream: str
    kind: str
    ids: Mapping[str, str]
    now: datetime


_pending: ContextVar[list[_Pending] | None] = ContextVar("feed_pending", default=None)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run a block as one transaction whose events are all numbered at its end.

    Use it where a service would use `transaction.atomic()`. Units nest: only the outermost one writes; a nested unit
    that fails takes its own events back together with its savepoint.
    """
    outer = _pending.get()
    if outer is not None:
        before = len(outer)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del outer[before:]
            raise
        return
    mine: list[_Pending] = []
    token = _pending.set(mine)
    try:
        with transaction.atomic():
            yield
            _write(mine)
    finally:
        _pending.reset(token)


def publish(*, streams: Iterable[str], kind: str, ids: Mapping[str, str], now: datetime) -> None:
    """Tell `streams` that something of `kind` happened to the things named by `ids`.

    Call it inside a transaction. In a `unit_of_work` the event is numbered when the unit ends; otherwise at once, so
    call it last. After the commit, live screens get a hint; when Redis is away they find the event in the database.
    """
    events = [_Pending(stream, kind, ids, now) for stream in dict.fromkeys(streams)]
    pending = _pending.get()
    if pending is None:
        with transaction.atomic():
            _write(events)
    else:
        pending.extend(events)


def prune(*, older_than: timedelta, now: datetime) -> int:
    """Forget events older than `older_than`; a reader that far behind reloads instead. Returns how many went."""
    removed, _ = Event.objects.filter(created_at__lt=now - older_than).delete()
    return removed


def tell_lost_hints(*, now: datetime) -> int:
    """Give hints of events whose own hint was lost on the way to Redis; return how many events that were.

    Compares the log with the hints since the last time. When that is longer ago than a minute (Redis or the workers
    were away), or Redis forgot it, every screen is told to start afresh instead. Raises redis.RedisError without Redis.
    """
    until = now - HINT_FOLLOWS
    checked = hints.checked_until()
    lost: list[FeedEvent] = []
    if checked is None or until - checked > LONGEST_UNCHECKED:
        hints.announce_afresh()
    else:
        since = checked - COMMIT_FOLLOWS
        told = hints.told_since(since - COMMIT_FOLLOWS)
        written = Event.objects.filter(created_at__gt=since, created_at__lte=until).order_by(
            "created_at", "stream", "seq"
        )
        lost = [event for event in _told(written) if (event.stream, event.seq) not in told]
        if lost:
            hints.announce(lost)
    hints.keep_checked(until)
    return len(lost)


def _write(events: list[_Pending]) -> None:
    if not events:
        return
    next_numbers = _take_numbers(Counter(event.stream for event in events))
    written = []
    for event in events:
        written.append(
            Event(
                stream=event.stream,
                seq=next_numbers[event.stream],
                kind=event.kind,
                ids=dict(event.ids),
                created_at=event.now,
            )
        )
        next_numbers[event.stream] += 1
    Event.objects.bulk_create(written)
    told = _told(written)
    transaction.on_commit(lambda: hints.announce(told), robust=True)


def _told(rows: Iterable[Event]) -> list[FeedEvent]:
    return [FeedEvent(stream=row.stream, seq=row.seq, kind=row.kind, ids=row.ids) for row in rows]


def _take_numbers(counts: Counter[str]) -> dict[str, int]:
    """Take `counts` numbers from each stream, locking the streams' rows in the order of their names."""
    names = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO feed_stream AS stream (name, seq)
            SELECT name, wanted FROM unnest(%s::text[], %s::bigint[]) AS taken (name, wanted) ORDER BY name
            ON CONFLICT (name) DO UPDATE SET seq = stream.seq + EXCLUDED.seq
            RETURNING name, seq
            """,
            [names, [counts[name] for name in names]],
        )
        return {name: last - counts[name] + 1 for name, last in cursor.fetchall()}
