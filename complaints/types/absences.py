"""Who is away, as screens know it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class AbsenceLine:
    """Days on which somebody is away, both included, and who does their work meanwhile."""

    id: UUID
    official_id: UUID
    official_name: str
    substitute_name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class TeamMember:
    """One person of a department with the open complaints they have; `user_id` None: those nobody has taken."""

    user_id: UUID | None
    name: str
    open: int = 0
    today: int = 0
    overdue: int = 0
    waiting: int = 0
    due_first: datetime | None = None
    absence: AbsenceLine | None = None
