"""Which waiting contact goes to which free seat. Pure: the dispatcher reads both once and locks what comes out.

The line is gone through in its order; each contact takes the best seat that it may go to, so no later one is ever
preferred to it. A seat is better when its ring is nearer, then when it knows more of what was asked for, then when it
has fewer contacts in hand, then when its agent has been idle longer. May go to: within the ring reached, with all the
required skills (never relaxed), with the preferred ones while the line still waits for these, not to who let it pass
last, and to the last agent alone while it waits for them.
"""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from routing.types import Ring, WorkKind

# The only agent there is asked again about a contact they let pass, but not at once.
ASKED_AGAIN_AFTER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Reach:
    """How a queue widens its search with the time that a contact waits. In an overflow everything is open at once."""

    zone_seconds: int
    city_seconds: int
    skill_seconds: int
    overflow: bool

    def ring(self, waited: timedelta) -> Ring:
        """Return the farthest ring to ask for a contact that has waited so long."""
        seconds = waited.total_seconds()
        if self.overflow or seconds >= self.city_seconds:
            return Ring.CITY
        return Ring.ZONE if seconds >= self.zone_seconds else Ring.DISTRICT

    def insists(self, waited: timedelta) -> bool:
        """Tell whether the preferred skills are still insisted on."""
        return not self.overflow and waited.total_seconds() < self.skill_seconds


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact in line: how far it reaches, what it asks for, whom it must not or only go to."""

    id: UUID
    kind: WorkKind
    rank_at: datetime
    enqueued_at: datetime
    ring: Ring
    required: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    insists: bool = False
    passed_by: UUID | None = None
    passed_at: datetime | None = None
    only: UUID | None = None

    @property
    def wanted(self) -> frozenset[str]:
        """Return the skills without which nobody is asked now."""
        return self.required | self.preferred if self.insists else self.required


@dataclass(slots=True)
class FreeSeat:
    """A seat with room, as seen from one queue."""

    id: UUID
    ring: int
    idle_since: datetime
    voice_active: int
    voice_capacity: int
    text_active: int
    text_capacity: int
    voice_excludes_text: bool = False
    skills: Mapping[str, int] = field(default_factory=dict)

    def has_room(self, kind: WorkKind) -> bool:
        """Tell whether one more contact of the kind fits."""
        if kind == WorkKind.VOICE:
            return self.voice_active < self.voice_capacity and not (self.voice_excludes_text and self.text_active)
        return self.text_active < self.text_capacity and not (self.voice_excludes_text and self.voice_active)

    def take(self, kind: WorkKind) -> None:
        """Count one more contact of the kind."""
        if kind == WorkKind.VOICE:
            self.voice_active += 1
        else:
            self.text_active += 1

    @property
    def active(self) -> int:
        """Return how many contacts it has in hand or is offered."""
        return self.voice_active + self.text_active

    @property
    def order(self) -> tuple[int, int, datetime, UUID]:
        """Return what makes it better than another for a contact that asks for no skill."""
        return self.ring, self.active, self.idle_since, self.id


@dataclass(frozen=True, slots=True)
class Pair:
    """A contact and the seat it goes to, with what the seat was like when it was chosen."""

    waiting: Waiting
    seat_id: UUID
    ring: int
    active: int
    idle_since: datetime
    skills: tuple[str, ...]


def widen(line: Sequence[Waiting]) -> list[Waiting]:
    """Let each contact reach as far as the farthest behind it: nothing is opened for a later one alone.

    So an urgent newcomer takes the seat that was opened for older contacts.
    """
    widened, farthest = [], Ring.DISTRICT
    for waiting in reversed(line):
        farthest = max(farthest, waiting.ring)
        widened.append(waiting if waiting.ring == farthest else replace(waiting, ring=farthest))
    return widened[::-1]


def may_go(waiting: Waiting, seat: FreeSeat) -> bool:
    """Tell whether a contact may be offered to a seat now; the agent it waits for alone may sit in any ring."""
    if seat.id == waiting.passed_by or not seat.has_room(waiting.kind):
        return False
    if waiting.only is not None:
        return seat.id == waiting.only and waiting.required <= seat.skills.keys()
    return seat.ring <= waiting.ring and waiting.wanted <= seat.skills.keys()


def pair(line: Iterable[Waiting], seats: Iterable[FreeSeat]) -> list[Pair]:
    """Give the contacts of a line, in its order, each the best of the seats with room. The seats are left as they are.

    Takes calls and texts together; calls, whose citizens hold the line, should stand first.
    """
    free = sorted((replace(seat) for seat in seats), key=lambda seat: seat.order)
    pairs = []
    for waiting in line:
        if not free:
            break
        number = _best(waiting, free)
        if number is None:
            continue
        seat = free.pop(number)
        asked = waiting.required | waiting.preferred
        skills = tuple(sorted(asked & seat.skills.keys()))
        pairs.append(Pair(waiting, seat.id, seat.ring, seat.active, seat.idle_since, skills))
        seat.take(waiting.kind)
        if any(seat.has_room(kind) for kind in WorkKind):
            insort(free, seat, key=lambda seat: seat.order)
    return pairs


def _best(waiting: Waiting, free: Sequence[FreeSeat]) -> int | None:
    """Return which of the seats, which are in order, is best for a contact."""
    fitting = (number for number, seat in enumerate(free) if may_go(waiting, seat))
    asked = waiting.required | waiting.preferred
    if not asked:
        return next(fitting, None)

    def worth(number: int) -> tuple[int, int, int]:
        seat = free[number]
        return seat.ring, -sum(seat.skills.get(skill, 0) for skill in asked), number

    return min(fitting, key=worth, default=None)
