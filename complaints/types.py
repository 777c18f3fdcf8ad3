"""The words of a complaint, and what other apps are told about one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of complaints (민원처리법 §2)."""

    STATUTORY = "STATUTORY", _("법정민원")
    INQUIRY_LAW = "INQUIRY_LAW", _("질의민원(법령)")
    INQUIRY_OTHER = "INQUIRY_OTHER", _("질의민원(제도·절차)")
    PROPOSAL = "PROPOSAL", _("건의민원")
    SIMPLE = "SIMPLE", _("기타민원")
    GRIEVANCE = "GRIEVANCE", _("고충민원")


class State(models.TextChoices):
    FILED = "FILED", _("신청")
    ACCEPTED = "ACCEPTED", _("접수")
    HANDED_OVER = "HANDED_OVER", _("부서 전달")
    RECEIVED = "RECEIVED", _("담당자 지정")
    IN_PROGRESS = "IN_PROGRESS", _("처리 중")
    COMPLETED = "COMPLETED", _("처리 완료")


class Action(models.TextChoices):
    FILE = "FILE", _("신청")
    ACCEPT = "ACCEPT", _("접수")
    HAND_OVER = "HAND_OVER", _("부서 전달")
    RECEIVE = "RECEIVE", _("담당 접수")
    PLAN = "PLAN", _("처리 계획")
    COMPLETE = "COMPLETE", _("처리 완료")
    ESCALATE = "ESCALATE", _("독촉")


class ClosingReason(models.TextChoices):
    """Why a complaint was closed. "Closed" alone tells a citizen nothing."""

    RESOLVED = "RESOLVED", _("조치 완료")
    ANSWERED = "ANSWERED", _("답변 완료")
    PARTLY = "PARTLY", _("일부 조치")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("수용 곤란")


class DeadlineKind(models.TextChoices):
    START = "START", _("처리기간 시작")


class PeriodUnit(models.TextChoices):
    WORKING_HOURS = "WORKING_HOURS", _("근무시간")
    DAYS = "DAYS", _("일")


class Bucket(models.TextChoices):
    """The piles of a department's worklist. One complaint can lie in several: new and due today."""

    NEW = "NEW", _("새로 받음")
    TODAY = "TODAY", _("오늘 기한")
    TOMORROW = "TOMORROW", _("내일 기한")
    OVERDUE = "OVERDUE", _("기한 지남")
    IN_HAND = "IN_HAND", _("처리 중")
    DONE = "DONE", _("처리 완료")


@dataclass(frozen=True)
class ComplaintLine:
    """One line of a list."""

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
    accepted_at: datetime
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
class EscalatedComplaint:
    """An open complaint that was brought to the attention of the person asking."""

    line: ComplaintLine
    level: int
    at: datetime


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


@dataclass(frozen=True)
class Counts:
    """How many complaints lie on each pile of the person asking; `done` are those completed today."""

    new: int
    today: int
    tomorrow: int
    overdue: int
    in_hand: int
    done: int
    open: int


@dataclass(frozen=True)
class DistrictCounts:
    """Open complaints of one district."""

    district_code: str
    open: int
    today: int
    overdue: int


@dataclass(frozen=True)
class OfficialCounts:
    """Open complaints of one official; `name` is "" for those nobody has taken yet."""

    name: str
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
    steps: tuple[PublicStep, ...]
    accepted_at: datetime
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
