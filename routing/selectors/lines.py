"""What the dispatcher looks at: which queues have work, who stands in line, and which seats serve it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Min, Q, QuerySet, When

from routing.models import Queue, QueueEntry, Seat, SeatQueue, SeatSkill
from routing.policies.explaining import Serving
from routing.policies.pairing import ASKED_AGAIN_AFTER, FreeSeat, Reach, Waiting
from routing.policies.presence import stale_before
from routing.types import EntryState, Intent, Ring, WorkKind

COLUMNS = (
    "id",
    "kind",
    "rank_at",
    "enqueued_at",
    "not_before",
    "required_skills",
    "preferred_skills",
    "passed_by_id",
    "passed_at",
    "last_agent",
)
SEAT_COLUMNS = (
    "idle_since",
    "voice_active",
    "voice_capacity",
    "text_active",
    "text_capacity",
    "voice_excludes_text",
)


def at_work(now: datetime, *, seat: str = "") -> Q:
    """Return what makes a seat one whose agent takes work, now or after what is in hand; `seat` is the way to it
    ("seat__")."""
    return Q(
        **{
            f"{seat}intent": Intent.READY,
            f"{seat}next_intent": "",
            f"{seat}last_seen_at__gt": stale_before(now),
        },
    )


def routable(now: datetime, *, seat: str = "") -> Q:
    """Return what makes a seat one that may be asked, if it has room; `seat` is the way to it ("seat__")."""
    wrapped_up = Q(**{f"{seat}wrap_up_until": None}) | Q(**{f"{seat}wrap_up_until__lte": now})
    return at_work(now, seat=seat) & wrapped_up


def has_room(kind: WorkKind, *, seat: str = "") -> Q:
    """Return what makes a seat have room for one more contact of the kind."""
    mine, other = ("voice", "text") if kind == WorkKind.VOICE else ("text", "voice")
    within = Q(**{f"{seat}{mine}_active__lt": F(f"{seat}{mine}_capacity")})
    return within & (Q(**{f"{seat}voice_excludes_text": False}) | Q(**{f"{seat}{other}_active": 0}))


def due(now: datetime) -> Q:
    """Return what makes a waiting entry one that may be offered now."""
    return Q(Q(not_before=None) | Q(not_before__lte=now), state=EntryState.WAITING)


def heads(*, now: datetime) -> list[tuple[str, WorkKind]]:
    """Return the lines (code of the queue, kind of work) in which somebody waits; the one whose first contact ranks
    first comes first: so between queues, too, the longest claim is served first.
    """
    waiting = QueueEntry.objects.filter(due(now)).values_list("queue_id", "kind").annotate(first=Min("rank_at"))
    return [(code, WorkKind(kind)) for code, kind, _first in waiting.order_by("first", "queue_id")]


def line_of(*, queue: Queue, kind: WorkKind, limit: int | None, now: datetime) -> list[Waiting]:
    """Return the contacts of one kind that wait in a queue and may be offered now, in their order.

    The last agent is waited for alone while at work and not after they let the contact pass; in an overflow not at all.
    """
    reach = Reach(
        queue.zone_seconds, queue.city_seconds, queue.skill_seconds, overflow=queue.overflow_since is not None
    )
    awaited = Q(at_work(now, seat="affinity_seat__"), affinity_until__gt=now)
    rows = QueueEntry.objects.filter(due(now), queue=queue, kind=kind).order_by("rank_at", "id")
    rows = rows.annotate(last_agent=Case(When(awaited, then=F("affinity_seat_id"))))
    line = []
    for row in rows.values_list(*COLUMNS)[:limit]:
        (
            entry_id,
            _kind,
            rank_at,
            enqueued_at,
            not_before,
            required,
            preferred,
            passed_by,
            passed_at,
            last_agent,
        ) = row
        waited = now - max(enqueued_at, not_before or enqueued_at)
        line.append(
            Waiting(
                id=entry_id,
                kind=kind,
                rank_at=rank_at,
                enqueued_at=enqueued_at,
                ring=reach.ring(waited),
                required=frozenset(required),
                preferred=frozenset(preferred),
                insists=bool(preferred) and reach.insists(waited),
                passed_by=passed_by,
                passed_at=passed_at,
                only=None if reach.overflow or last_agent == passed_by else last_agent,
            )
        )
    return line


def free_seats(*, now: datetime) -> list[FreeSeat]:
    """Return the seats that have room, without their skills, as if each were in the nearest ring."""
    rows = _with_room(now).values_list("id", *SEAT_COLUMNS)
    return [FreeSeat(seat_id, Ring.DISTRICT, *row) for seat_id, *row in rows]


def rings(*, seat_ids: Iterable[UUID]) -> dict[str, dict[UUID, int]]:
    """Return by the code of each queue which of the seats serve it, and in which ring."""
    found: dict[str, dict[UUID, int]] = {}
    rows = SeatQueue.objects.filter(seat__in=list(seat_ids))
    for code, seat_id, ring in rows.values_list("queue_id", "seat_id", "ring"):
        found.setdefault(code, {})[seat_id] = ring
    return found


def lock_free_seats(seat_ids: Iterable[UUID], *, wait: bool, now: datetime) -> list[Seat]:
    """Lock those of the seats that still have room, in the order of their ids.

    One that somebody else has locked is left out, or waited for where the caller holds no seat yet (`wait`).
    """
    free = _with_room(now).filter(pk__in=list(seat_ids))
    return list(free.order_by("pk").select_for_update(skip_locked=not wait))


def serving_seats(*, queue: Queue, now: datetime) -> list[Serving]:
    """Return all the seats that serve a queue with what keeps each from being asked."""
    skills = skills_of(codes=None, seat_ids=None)
    ready = at_work(now, seat="seat__")
    rows = SeatQueue.objects.filter(queue=queue).annotate(
        ready=_truth(ready), wrapping_up=_truth(Q(seat__wrap_up_until__gt=now))
    )
    found = []
    columns = [f"seat__{column}" for column in SEAT_COLUMNS]
    for *row, is_ready, wrapping_up in rows.values_list("seat_id", "ring", *columns, "ready", "wrapping_up"):
        seat = FreeSeat(*row)
        found.append(
            Serving(
                id=seat.id,
                ring=seat.ring,
                calls=seat.voice_capacity > 0,
                texts=seat.text_capacity > 0,
                ready=is_ready,
                wrapping_up=bool(wrapping_up),
                full={kind for kind in WorkKind if not seat.has_room(kind)},
                skills=frozenset(skills.get(seat.id, ())),
            )
        )
    return found


def seat_as_free(seat: Seat, *, ring: int, skills: Mapping[str, int]) -> FreeSeat:
    """Return a seat as the pairing looks at it."""
    return FreeSeat(
        seat.pk,
        ring,
        seat.idle_since,
        seat.voice_active,
        seat.voice_capacity,
        seat.text_active,
        seat.text_capacity,
        seat.voice_excludes_text,
        skills,
    )


def skills_of(*, codes: Iterable[str] | None, seat_ids: Iterable[UUID] | None) -> dict[UUID, dict[str, int]]:
    """Return the levels of skills by seat: of `codes` (None: all) and `seat_ids` (None: all)."""
    rows = SeatSkill.objects.all()
    if codes is not None:
        rows = rows.filter(skill_id__in=list(codes))
    if seat_ids is not None:
        rows = rows.filter(seat_id__in=list(seat_ids))
    found: dict[UUID, dict[str, int]] = {}
    for seat_id, code, level in rows.values_list("seat_id", "skill_id", "level"):
        found.setdefault(seat_id, {})[code] = level
    return found


def may_be_asked_again(waiting: Waiting, serving: Iterable[Serving], *, now: datetime) -> bool:
    """Tell whether who let a contact pass may be asked again: not at once, and not while another could take it."""
    if waiting.passed_at is not None and now < waiting.passed_at + ASKED_AGAIN_AFTER:
        return False
    return not any(seat.id != waiting.passed_by and seat.ready and seat.could_take(waiting) for seat in serving)


def _with_room(now: datetime) -> QuerySet[Seat]:
    return Seat.objects.filter(routable(now), has_room(WorkKind.VOICE) | has_room(WorkKind.TEXT))


def _truth(condition: Q) -> ExpressionWrapper[Any]:
    """Return a condition as a column."""
    return ExpressionWrapper(condition, BooleanField())
