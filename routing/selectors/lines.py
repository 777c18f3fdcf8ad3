"""What the dispatcher looks at: which queues have work, who stands in line, and which seats serve it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Case, ExpressionWrapper, F, OuterRef, Q, Subquery, When

from routing.models import Queue, QueueEntry, Seat, SeatQueue, SeatSkill
from routing.policies.explaining import FRESH, Serving
from routing.policies.pairing import ASKED_AGAIN_AFTER, FreeSeat, Reach, Waiting
from routing.policies.presence import stale_before
from routing.types import EntryState, Intent, WorkKind

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
FREE_COLUMNS = (
    "seat_id",
    "ring",
    "seat__idle_since",
    "seat__voice_active",
    "seat__voice_capacity",
    "seat__text_active",
    "seat__text_capacity",
    "seat__voice_excludes_text",
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


def heads(*, rooms: Iterable[tuple[str, str]], now: datetime) -> list[str]:
    """Return the codes of the queues with a line (by code and kind of work) in which somebody waits; the one whose
    first contact ranks first comes first.

    So between queues, too, the longest claim is served first.
    """
    found: dict[str, datetime] = {}
    for kind in WorkKind:
        line = QueueEntry.objects.filter(due(now), queue=OuterRef("pk"), kind=kind).order_by("rank_at", "id")
        queues = Queue.objects.filter(pk__in=[code for code, of_kind in rooms if of_kind == kind])
        queues = queues.annotate(first=Subquery(line.values("rank_at")[:1])).exclude(first=None)
        for code, first in queues.values_list("code", "first"):
            found[code] = min(first, found.get(code, first))
    return sorted(found, key=lambda code: (found[code], code))


def fresh_queues(*, now: datetime) -> list[str]:
    """Return the codes of the queues in which somebody waits who is not told yet why."""
    fresh = QueueEntry.objects.filter(due(now), explanation__code=FRESH)
    return sorted(set(fresh.values_list("queue_id", flat=True)))


def queues_with_room(*, now: datetime) -> set[tuple[str, str]]:
    """Return the queues (by code and kind of work) that a seat with room serves."""
    found = set()
    for kind in WorkKind:
        free = Seat.objects.filter(routable(now), has_room(kind))
        codes = SeatQueue.objects.filter(seat__in=free).values_list("queue_id", flat=True).distinct()
        found |= {(code, kind.value) for code in codes}
    return found


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


def free_seats(*, queue: Queue, now: datetime) -> list[FreeSeat]:
    """Return the seats that serve a queue and have room, without their skills."""
    anything = has_room(WorkKind.VOICE, seat="seat__") | has_room(WorkKind.TEXT, seat="seat__")
    rows = SeatQueue.objects.filter(routable(now, seat="seat__"), anything, queue=queue).values_list(*FREE_COLUMNS)
    return [FreeSeat(*row) for row in rows]


def lock_free_seats(seat_ids: Iterable[UUID], *, wait: bool, now: datetime) -> list[Seat]:
    """Lock those of the seats that still have room, in the order of their ids.

    One that somebody else has locked is left out, or waited for where the caller holds no seat yet (`wait`).
    """
    anything = has_room(WorkKind.VOICE) | has_room(WorkKind.TEXT)
    free = Seat.objects.filter(routable(now), anything, pk__in=list(seat_ids))
    return list(free.order_by("pk").select_for_update(skip_locked=not wait))


def serving_seats(*, queue: Queue, now: datetime) -> list[Serving]:
    """Return all the seats that serve a queue with what keeps each from being asked."""
    skills = skills_of(codes=None, seat_ids=None)
    ready = at_work(now, seat="seat__")
    rows = SeatQueue.objects.filter(queue=queue).annotate(
        ready=ExpressionWrapper(ready, BooleanField()),
        wrapping_up=ExpressionWrapper(Q(seat__wrap_up_until__gt=now), BooleanField()),
    )
    found = []
    for *row, is_ready, wrapping_up in rows.values_list(*FREE_COLUMNS, "ready", "wrapping_up"):
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
