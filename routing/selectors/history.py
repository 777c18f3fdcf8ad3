"""What seats did, how offers ended, and how long a contact that came now would wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from routing.models import Offer, Queue, QueueEntry, SeatQueue, SeatSpan
from routing.policies import expecting
from routing.selectors.lines import due, has_room, routable
from routing.types import ExpectedWait, OfferOutcome, OfferState, SeatSpanLine, SeatState, WorkKind

HANDLED_WITHIN = timedelta(hours=2)


def seat_spans(*, since: datetime, until: datetime, user_ids: Iterable[UUID] | None = None) -> list[SeatSpanLine]:
    """Return the times that seats spent in each state and that touch [since, until), by agent and start."""
    spans = SeatSpan.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), started_at__lt=until)
    if user_ids is not None:
        spans = spans.filter(seat__user_id__in=list(user_ids))
    rows = spans.order_by("seat__user_id", "started_at", "id")
    return [
        SeatSpanLine(user_id, SeatState(state), reason, started_at, ended_at)
        for user_id, state, reason, started_at, ended_at in rows.values_list(
            "seat__user_id", "state", "reason", "started_at", "ended_at"
        )
    ]


def offer_outcomes(*, since: datetime, until: datetime, user_ids: Iterable[UUID] | None = None) -> list[OfferOutcome]:
    """Return the offers made in [since, until) with how each ended, in the order they were made."""
    offers = Offer.objects.filter(offered_at__gte=since, offered_at__lt=until)
    if user_ids is not None:
        offers = offers.filter(seat__user_id__in=list(user_ids))
    return [
        OfferOutcome(
            user_id=offer.seat.user_id,
            contact_ref=offer.entry.contact_ref,
            queue_code=offer.entry.queue_id,
            kind=WorkKind(offer.kind),
            state=OfferState(offer.state),
            reason=offer.reason,
            offered_at=offer.offered_at,
            decided_at=offer.decided_at,
        )
        for offer in offers.select_related("seat", "entry").order_by("offered_at", "id")
    ]


def expected_wait(*, queue_code: str, kind: WorkKind, now: datetime) -> ExpectedWait:
    """Return how long a contact of ordinary priority that came to the queue now would wait (`policies/expecting.py`).

    Raises Queue.DoesNotExist.
    """
    queue = Queue.objects.get(code=queue_code)
    field = "voice" if kind == WorkKind.VOICE else "text"
    serving = SeatQueue.objects.filter(routable(now, seat="seat__"), queue=queue)
    seats = serving.aggregate(
        rooms=Sum(f"seat__{field}_capacity", default=0),
        free=Count("id", filter=has_room(kind, seat="seat__")),
    )
    line = QueueEntry.objects.filter(due(now), kind=kind)
    ahead = line.filter(queue=queue, rank_at__lte=now).count()
    shared = line.filter(queue__in=_queues_of(serving)).exclude(queue=queue).count()
    handled = QueueEntry.objects.filter(
        queue=queue, kind=kind, assigned_at__isnull=False, ended_at__gt=now - HANDLED_WITHIN
    ).aggregate(average=Avg(F("ended_at") - F("assigned_at")))
    return expecting.expected_wait(
        ahead=ahead,
        elsewhere=shared,
        rooms=seats["rooms"],
        free_seats=seats["free"],
        handling=handled["average"],
    )


def _queues_of(serving: QuerySet[SeatQueue]) -> QuerySet[SeatQueue, Any]:
    """Return the codes of the queues whose contacts the same seats may be given."""
    return SeatQueue.objects.filter(seat__in=serving.values("seat")).values("queue")
