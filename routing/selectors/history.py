"""What seats did, and how offers ended."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from routing.models import Offer, SeatSpan
from routing.types import OfferOutcome, OfferState, SeatSpanLine, SeatState, WorkKind


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
