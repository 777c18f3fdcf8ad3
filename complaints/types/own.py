"""What a citizen is shown of their own complaint once they have shown that it is theirs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from complaints.types.objections import ObjectionLine
from complaints.types.vocabulary import Action, State


@dataclass(frozen=True)
class SatisfactionLine:
    """What the citizen said of an answer: points from 1 to 5."""

    points: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class OwnComplaint:
    """The citizen's own words, what is asked of them, and what they may do now.

    `actions` are theirs in the present state; `reopen_until` is the last moment to ask for a further answer (None: not
    any more), `may_rate` whether this answer has no points yet.
    """

    id: UUID
    number: str
    state: State
    title: str
    body: str
    place: str
    supplement_request: str
    supplement_due_on: date | None
    may_ask_for_more_time: bool
    remedy: str
    actions: tuple[Action, ...]
    reopen_until: datetime | None
    may_rate: bool
    satisfaction: SatisfactionLine | None
    object_until: date | None = None
    objection: ObjectionLine | None = None
