"""How long a contact that came now would wait in each queue."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import Avg, Count, F

from routing.models import Queue, QueueEntry, SeatQueue
from routing.policies.expecting import Room, expected_wait_of
from routing.selectors.lines import due, has_room, routable
from routing.types import ExpectedWait, WorkKind

HANDLED_WITHIN = timedelta(hours=2)


def expected_wait(*, queue_code: str, kind: WorkKind, now: datetime) -> ExpectedWait:
    """Return how long a contact of ordinary priority that came to the queue now would wait.

    The formula is told in `policies/expecting.py`. A queue that does not exist has nobody to answer.
    """
    return expected_waits(queue_codes=[queue_code], kind=kind, now=now)[queue_code]


def expected_waits(*, queue_codes: Iterable[str] | None, kind: WorkKind, now: datetime) -> dict[str, ExpectedWait]:
    """Return the same for many queues (None: all), by code, in a fixed number of queries."""
    codes = list(Queue.objects.values_list("code", flat=True)) if queue_codes is None else list(queue_codes)
    waiting = dict(
        QueueEntry.objects.filter(due(now), kind=kind).values_list("queue_id").annotate(number=Count("id")).order_by()
    )
    capacity = "seat__voice_capacity" if kind == WorkKind.VOICE else "seat__text_capacity"
    serving = SeatQueue.objects.filter(routable(now, seat="seat__"), **{f"{capacity}__gt": 0})
    mine = serving.filter(queue_id__in=codes).values("seat_id")
    seats = (
        serving.filter(seat_id__in=mine)
        .values_list("seat_id", capacity)
        .annotate(is_free=BoolOr(has_room(kind, seat="seat__")), queues=ArrayAgg("queue_id"))
        .order_by()
    )
    rooms = [
        Room(room, is_free, frozenset(queues), sum(waiting.get(code, 0) for code in queues))
        for _seat_id, room, is_free, queues in seats
    ]
    handled = dict(
        QueueEntry.objects.filter(
            queue_id__in=codes, kind=kind, assigned_at__isnull=False, ended_at__gt=now - HANDLED_WITHIN
        )
        .values_list("queue_id")
        .annotate(average=Avg(F("ended_at") - F("assigned_at")))
        .order_by()
    )
    return {code: expected_wait_of(code, waiting=waiting, rooms=rooms, handling=handled.get(code)) for code in codes}
