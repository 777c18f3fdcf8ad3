"""What other apps are told about a complaint."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from complaints.types.vocabulary import (
    Action,
    AlertKind,
    CooperationState,
    Kind,
    NoticeForm,
    NoticeLanguage,
    PublicState,
    State,
    TransferKind,
    TransferOutcome,
)
from messaging.types import Purpose


@dataclass(frozen=True)
class ComplaintLine:
    """One line of a list. What is not accepted yet is due when it must be accepted."""

    id: UUID
    number: str
    kind: Kind
    state: State
    channel: str
    title: str
    place: str
    district_code: str
    district_name: str
    topic_code: str
    topic_name: str
    department_code: str
    department_name: str
    official_name: str
    accepted_at: datetime | None
    due_at: datetime
    planned_for: date | None
    completed_at: datetime | None
    escalation_level: int
    overdue: bool
    version: int


@dataclass(frozen=True)
class Page:
    """A page of a list; `next_cursor` is "" on the last one."""

    lines: tuple[ComplaintLine, ...]
    next_cursor: str


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened to a complaint; `actor` is "" for what the system did by itself."""

    sequence: int
    action: Action
    from_state: str
    to_state: State
    actor: str
    text: str
    data: Mapping[str, Any]
    at: datetime
    version: int


@dataclass(frozen=True)
class EscalationLine:
    """A reminder or a formal demand (독촉), and who got it."""

    level: int
    to_role: str
    receivers: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class AlertLine:
    """Something that should have been done by now, and who was told; `level` counts how often, each time higher up."""

    id: UUID
    kind: AlertKind
    complaint_id: UUID
    complaint_number: str
    complaint_title: str
    department_name: str
    official_name: str
    to_role: str
    receivers: tuple[str, ...]
    level: int
    raised_at: datetime


@dataclass(frozen=True)
class DemandDocument:
    """A demand (독촉장) as it was issued; later changes of the complaint do not change it."""

    number: str
    issued_at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class NoticeWording:
    """A notice's wording in one language and form. `number` is its version, 0 for the standard one."""

    purpose: Purpose
    language: NoticeLanguage
    form: NoticeForm
    number: int
    title: str
    text: str
    author: str
    at: datetime | None
    live: bool


@dataclass(frozen=True)
class EscalatedComplaint:
    """An open complaint that was brought to the attention of the person asking."""

    line: ComplaintLine
    level: int
    at: datetime


@dataclass(frozen=True)
class CooperationLine:
    """A request for help: `question` and `answer` are seen by both departments, the complaint only by the first."""

    id: UUID
    complaint_id: UUID
    complaint_number: str
    department_code: str
    department_name: str
    asked_by: str
    question: str
    reply_by: datetime
    original_reply_by: datetime
    state: CooperationState
    answer: str
    answered_by: str
    answered_at: datetime | None
    overdue: bool
    version: int
    extension_reason: str = ""


@dataclass(frozen=True)
class TransferLine:
    """One hand-off of a complaint: from whom to whom, by when it had to be taken, and what became of it."""

    hop: int
    kind: TransferKind
    from_name: str
    to_name: str
    reason: str
    due_at: datetime
    at: datetime
    outcome: TransferOutcome
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True)
class ComplaintDetail:
    """Everything the screen of one complaint shows, except the thread of messages (messaging knows it)."""

    line: ComplaintLine
    citizen_id: UUID
    contact_id: UUID | None
    body: str
    latitude: float | None
    longitude: float | None
    filed_at: datetime
    original_due_at: datetime
    due_explanation: str
    handed_over_at: datetime | None
    received_at: datetime | None
    official_id: UUID | None
    plan: str
    result: str
    closing_reason: str
    actions: tuple[Action, ...]
    history: tuple[HistoryLine, ...]
    escalations: tuple[EscalationLine, ...]
    transfers: tuple[TransferLine, ...]
    supplement_request: str
    supplement_due_on: date | None
    remedy: str
    filer_count: int
    repeat_of_id: UUID | None
    merged_into_id: UUID | None


@dataclass(frozen=True)
class Standing:
    """How a complaint stands after a change: its line, and what may be done next."""

    line: ComplaintLine
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Counts:
    """How many complaints lie on each pile of the person asking; `done` are those completed today, `escalated` those
    that person was reminded of."""

    new: int
    today: int
    tomorrow: int
    overdue: int
    in_hand: int
    waiting: int
    done: int
    open: int
    others: int = 0
    to_accept: int = 0
    to_assign: int = 0
    escalated: int = 0


@dataclass(frozen=True)
class DistrictCounts:
    """Open complaints of one district."""

    district_code: str
    open: int
    today: int
    overdue: int


@dataclass(frozen=True)
class PublicStep:
    """A step a citizen may see, and when it was reached."""

    state: State
    at: datetime


@dataclass(frozen=True)
class PublicStatus:
    """What the citizen's status page shows: no text of the complaint, no personal number."""

    complaint_id: UUID
    number: str
    kind: Kind
    topic_name: str
    district_name: str
    state: State
    public_state: PublicState
    steps: tuple[PublicStep, ...]
    filed_at: datetime
    accepted_at: datetime | None
    due_at: datetime
    due_explanation: str
    department_name: str
    official_name: str
    telephone: str
    planned_for: date | None
    plan: str
    result: str
    closing_reason: str
    completed_at: datetime | None


@dataclass(frozen=True)
class StatusLink:
    """A complaint in its citizen's conversation, with the token of its status page."""

    number: str
    state: State
    due_at: datetime
    token: str


@dataclass(frozen=True)
class SimilarComplaint:
    """An earlier complaint of the same citizen that resembles one, from 0 to 1 (alike in every trigram)."""

    line: ComplaintLine
    likeness: float
    linked: bool
    result_delivered: bool


@dataclass(frozen=True)
class MovedDueDate:
    """A due date that a newly declared holiday has moved."""

    complaint_id: UUID
    number: str
    department_code: str
    before: datetime
    after: datetime
