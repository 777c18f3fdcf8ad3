"""What waits, what is offered to whom, and what the seats are doing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Greatest

from districts import selectors as districts
from districts.types import CITY_HALL
from routing.models import LIVE_ENTRY_STATES, Offer, Queue, QueueEntry, Seat, SeatSkill
from routing.policies import explaining
from routing.policies.presence import seat_state
from routing.selectors.lines import due
from routing.types import (
    SKILLS,
    EntryState,
    Intent,
    IntentReason,
    OfferCard,
    OfferState,
    QueueLoad,
    SeatView,
    SkillLevel,
    WaitingLine,
    WorkKind,
)


def offers_for(*, user_id: UUID, now: datetime) -> list[OfferCard]:
    """Return the offers the agent may take now, the first to expire first."""
    offers = Offer.objects.filter(seat__user_id=user_id, state=OfferState.OFFERED, expires_at__gt=now)
    return [
        OfferCard(
            offer_id=offer.pk,
            contact_ref=offer.entry.contact_ref,
            kind=WorkKind(offer.kind),
            queue_code=offer.entry.queue_id,
            queue_name=districts.local_name(offer.entry.queue.district),
            priority=offer.entry.priority,
            enqueued_at=offer.entry.enqueued_at,
            offered_at=offer.offered_at,
            expires_at=offer.expires_at,
            auto_accept=offer.seat.auto_accept,
            explanation=explaining.told(offer.explanation),
        )
        for offer in offers.select_related("entry__queue__district", "seat").order_by("expires_at", "id")
    ]


def position(*, contact_ref: UUID, now: datetime | None = None) -> int | None:
    """Return the contact's place in its line, 1 for the next; None when it does not wait.

    With `now`, who is to be answered later (a call-back, before the opening) does not count yet.
    """
    entry = QueueEntry.objects.filter(contact_ref=contact_ref, state__in=LIVE_ENTRY_STATES).first()
    if entry is None:
        return None
    ahead = Q(rank_at__lt=entry.rank_at) | Q(rank_at=entry.rank_at, id__lt=entry.pk)
    line = QueueEntry.objects.filter(queue_id=entry.queue_id, kind=entry.kind, state__in=LIVE_ENTRY_STATES)
    if now is not None:
        line = line.filter(due(now) | Q(state=EntryState.OFFERED))
    return 1 + line.filter(ahead).count()


def queue_of(*, contact_ref: UUID) -> WaitingLine | None:
    """Return how the contact stands in its queue now (waiting, offered, with an agent), None when it is in none."""
    over = (EntryState.ENDED, EntryState.ABANDONED)
    entry = QueueEntry.objects.filter(contact_ref=contact_ref).exclude(state__in=over).first()
    return None if entry is None else _line(entry)


def seat_of(*, user_id: UUID, now: datetime) -> SeatView | None:
    """Return the user's seat, None when there is none."""
    return next(iter(_views(Seat.objects.filter(user_id=user_id), now)), None)


def skill_levels(*, user_id: UUID) -> list[SkillLevel]:
    """Return how well the agent can do each thing there is a skill for; level 0 for what they cannot."""
    levels = dict(SeatSkill.objects.filter(seat__user=user_id).values_list("skill_id", "level"))
    return [
        SkillLevel(code=code, name=name, name_en=english, level=levels.get(code, 0)) for code, name, english in SKILLS
    ]


def able_agents(*, skill: str) -> int:
    """Return how many agents with a seat have the skill."""
    return SeatSkill.objects.filter(skill=skill, seat__user__is_active=True).count()


def absent_agents(*, since: datetime) -> set[UUID]:
    """Return the users whose consoles were last heard of at or before `since`, whatever they have in hand."""
    return set(Seat.objects.filter(last_seen_at__lte=since).values_list("user_id", flat=True))


def seats(*, district_codes: Iterable[str] | None, now: datetime) -> list[SeatView]:
    """Return the seats that serve one of the districts first (None: all seats), by name."""
    chosen = Seat.objects.all()
    if district_codes is not None:
        serving = Q(seat_queues__queue_id__in=list(district_codes), seat_queues__ring=0)
        chosen = chosen.filter(pk__in=Seat.objects.filter(serving).values("pk"))
    return _views(chosen.order_by("user__display_name", "pk"), now)


def waiting(*, district_codes: Iterable[str] | None, limit: int = 200) -> list[WaitingLine]:
    """Return at most `limit` contacts that wait or are being offered in the districts (None: all), in their order."""
    entries = QueueEntry.objects.filter(_within(district_codes), state__in=LIVE_ENTRY_STATES)
    line = list(entries.order_by("rank_at", "id")[:limit])
    live = Offer.objects.filter(entry__in=[entry.pk for entry in line], state=OfferState.OFFERED)
    offers = {offer.entry_id: offer for offer in live.select_related("seat__user")}
    return [_line(entry, offers.get(entry.pk)) for entry in line]


def queue_loads(*, district_codes: Iterable[str] | None, now: datetime | None = None) -> list[QueueLoad]:
    """Return how full each queue of the districts is (None: all queues), in the order of their codes.

    With `now`, who is to be answered later (a call-back, before the opening) does not count yet.
    """
    queues = Queue.objects.all() if district_codes is None else Queue.objects.filter(code__in=list(district_codes))
    live = Q(entries__state__in=LIVE_ENTRY_STATES)
    if now is not None:
        live &= Q(entries__not_before=None) | Q(entries__not_before__lte=now)
    since = Greatest("entries__enqueued_at", "entries__not_before")
    counted = queues.annotate(waiting=Count("entries", filter=live), oldest_at=Min(since, filter=live))
    return [
        QueueLoad(
            code=queue.code,
            name=queue.name,
            waiting=queue.waiting,
            oldest_at=queue.oldest_at,
            service_level_seconds=queue.service_level_seconds,
            overflow_since=queue.overflow_since,
            announcement=queue.announcement,
        )
        for queue in counted.order_by("code")
    ]


def announcement(*, district_code: str | None) -> str:
    """Return what citizens who wait in a district's queue (None: city hall's) are told while it overflows, or ""."""
    queues = Queue.objects.filter(code=district_code or CITY_HALL, overflow_since__isnull=False)
    return queues.values_list("announcement", flat=True).first() or ""


def _within(district_codes: Iterable[str] | None) -> Q:
    return Q() if district_codes is None else Q(queue_id__in=list(district_codes))


def _line(entry: QueueEntry, offer: Offer | None = None) -> WaitingLine:
    return WaitingLine(
        contact_ref=entry.contact_ref,
        queue_code=entry.queue_id,
        kind=WorkKind(entry.kind),
        state=EntryState(entry.state),
        priority=entry.priority,
        enqueued_at=entry.enqueued_at,
        not_before=entry.not_before,
        explanation=explaining.told(entry.explanation),
        offer_id=None if offer is None else offer.pk,
        offered_to="" if offer is None else offer.seat.user.display_name or offer.seat.user.get_username(),
    )


def _views(chosen: QuerySet[Seat], now: datetime) -> list[SeatView]:
    counted = chosen.select_related("user").annotate(
        queue_codes=ArrayAgg("seat_queues__queue_id", filter=Q(seat_queues__ring=0), distinct=True, default=[]),
        skills=ArrayAgg("seat_skills__skill_id", filter=Q(seat_skills__isnull=False), distinct=True, default=[]),
    )
    return [_view(seat, now) for seat in counted]


def _view(seat: Any, now: datetime) -> SeatView:
    state = seat_state(seat, now=now)
    # A connection lost this moment is noted by the next sweep.
    since = seat.state_since if state == seat.state else seat.last_seen_at
    return SeatView(
        seat_id=seat.pk,
        user_id=seat.user_id,
        display_name=seat.user.display_name or seat.user.get_username(),
        intent=Intent(seat.intent),
        intent_reason=_reason(seat.intent_reason),
        next_intent=Intent(seat.next_intent) if seat.next_intent else None,
        next_intent_reason=_reason(seat.next_intent_reason),
        state=state,
        state_since=since,
        last_seen_at=seat.last_seen_at,
        flagged_at=seat.flagged_at,
        wrap_up_until=seat.wrap_up_until,
        auto_accept=seat.auto_accept,
        offered=seat.offered,
        voice_active=seat.voice_active,
        voice_capacity=seat.voice_capacity,
        text_active=seat.text_active,
        text_capacity=seat.text_capacity,
        queue_codes=tuple(seat.queue_codes),
        skills=tuple(seat.skills),
    )


def _reason(code: str) -> str:
    """Return a reason in the reader's language."""
    return str(IntentReason(code).label) if code else ""
