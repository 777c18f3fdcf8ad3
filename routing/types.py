"""What routing tells other apps: where a citizen's words belong (a decision), and who answers them (queue, offer)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from korean import phone


class Handling(models.TextChoices):
    SIMPLE = "SIMPLE", gettext_lazy("단순 문의")
    LONG = "LONG", gettext_lazy("부서 검토")
    EMERGENCY = "EMERGENCY", gettext_lazy("긴급")


class DistrictStatus(models.TextChoices):
    RESOLVED = "RESOLVED", gettext_lazy("확정")
    AMBIGUOUS = "AMBIGUOUS", gettext_lazy("확인 필요")
    UNKNOWN = "UNKNOWN", gettext_lazy("알 수 없음")
    CITY = "CITY", gettext_lazy("서울시 업무")
    OUTSIDE = "OUTSIDE", gettext_lazy("서울 밖")


class WorkKind(models.TextChoices):
    VOICE = "VOICE", gettext_lazy("전화")
    TEXT = "TEXT", gettext_lazy("문자·채팅")


class Intent(models.TextChoices):
    READY = "READY", pgettext_lazy("상담석", "대기")
    BREAK = "BREAK", gettext_lazy("휴식")
    TRAINING = "TRAINING", gettext_lazy("교육")
    AWAY = "AWAY", gettext_lazy("자리 비움")
    OFFLINE = "OFFLINE", gettext_lazy("퇴근")


class EntryState(models.TextChoices):
    WAITING = "WAITING", gettext_lazy("대기")
    OFFERED = "OFFERED", gettext_lazy("배정 제안 중")
    ASSIGNED = "ASSIGNED", gettext_lazy("상담 중")
    ENDED = "ENDED", gettext_lazy("종료")
    ABANDONED = "ABANDONED", gettext_lazy("포기")


class OfferState(models.TextChoices):
    OFFERED = "OFFERED", gettext_lazy("제안 중")
    ACCEPTED = "ACCEPTED", gettext_lazy("수락")
    DECLINED = "DECLINED", gettext_lazy("거절")
    EXPIRED = "EXPIRED", gettext_lazy("시간 초과")
    WITHDRAWN = "WITHDRAWN", gettext_lazy("회수")


class EditKind(models.TextChoices):
    """What people may change of what decisions are made from."""

    PLACE = "PLACE", gettext_lazy("장소")
    SYNONYM = "SYNONYM", gettext_lazy("시민의 말")
    EXAMPLE = "EXAMPLE", gettext_lazy("예문")
    RESPONSIBILITY = "RESPONSIBILITY", gettext_lazy("담당 부서")


class ExampleKind(models.TextChoices):
    """Whether an example asks for something to be told, or reports something to be done."""

    QUESTION = "QUESTION", pgettext_lazy("예문", "문의")
    REPORT = "REPORT", gettext_lazy("신고·요청")


class VersionState(models.TextChoices):
    DRAFT = "DRAFT", gettext_lazy("초안")
    PUBLISHED = "PUBLISHED", gettext_lazy("게시 중")
    RETIRED = "RETIRED", gettext_lazy("지난 판")
    REFUSED = "REFUSED", gettext_lazy("게시 거부")


class TrialState(models.TextChoices):
    """How far the trial of a draft is."""

    REQUESTED = "REQUESTED", gettext_lazy("시험을 기다리는 중")
    RUNNING = "RUNNING", gettext_lazy("시험하는 중")
    DONE = "DONE", gettext_lazy("시험 끝남")
    FAILED = "FAILED", gettext_lazy("시험 실패")


class SeatState(models.TextChoices):
    """What a seat is doing, derived from its intent, heartbeat and work in hand; never stored."""

    FREE = "FREE", pgettext_lazy("상담석", "대기")
    OFFERED = "OFFERED", gettext_lazy("배정 제안 중")
    BUSY = "BUSY", gettext_lazy("상담 중")
    BREAK = "BREAK", gettext_lazy("휴식")
    TRAINING = "TRAINING", gettext_lazy("교육")
    AWAY = "AWAY", gettext_lazy("자리 비움")
    OFFLINE = "OFFLINE", gettext_lazy("퇴근")
    GONE = "GONE", gettext_lazy("연결 끊김")


# Where

SURE_TOPIC = 0.6
"""From this share on the first topic is right in 19 of 20 cases (docs/routing.md)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason of a decision: the words, their place in the text (-1: not in it), and what they mean."""

    kind: str
    text: str
    start: int
    end: int
    points_to: tuple[str, ...]
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """One way a citizen puts a matter of a topic."""

    topic_code: str
    text: str
    kind: ExampleKind


@dataclass(frozen=True, slots=True)
class Given:
    """What a decision is made from; coordinates in WGS 84 degrees, districts by code, "" for unknown."""

    text: str
    dialled: str = ""
    latitude: float | None = None
    longitude: float | None = None
    chosen_district: str = ""
    earlier_district: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A district or topic that is possible, with a score from 0 to 1."""

    code: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Question:
    """The one question to put to the citizen, with the answers to choose from (none: the citizen answers freely)."""

    text: str
    options: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class DutyRoom:
    """The room of a district office that answers at night and on holidays (phone number: E.164)."""

    phone: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a citizen's words belong, and why.

    `district_code` is the office that answers: a district's when RESOLVED, the city hall's when CITY, "" otherwise.
    `department_name` is who is in charge by day; while their office is closed `duty_room` answers, None else.
    `confidence` runs from 0 to 1. `emergency_number` is "112", "119" or "109" for an emergency, else "". `given` is
    what it was made from, None for one read back or corrected by a person.
    """

    status: DistrictStatus
    district_code: str
    district_name: str
    district_candidates: tuple[Candidate, ...]
    topic_code: str
    topic_candidates: tuple[Candidate, ...]
    department_code: str
    department_name: str
    department_fallback: bool
    handling: Handling
    confidence: float
    question: Question | None
    evidence: tuple[Evidence, ...]
    emergency_number: str
    version: str
    duty_room: DutyRoom | None = None
    given: Given | None = field(default=None, compare=False, repr=False)

    @property
    def offers_topics(self) -> bool:
        """Whether the first topic is not sure enough to be taken unasked: offer the candidates as buttons."""
        return bool(self.topic_candidates) and self.topic_candidates[0].score < SURE_TOPIC

    def as_json(self) -> dict[str, Any]:
        """Return the decision as plain JSON values, without what was given; `from_json` reads it back unchanged."""
        plain = asdict(self)
        del plain["given"]
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        """Read a decision written by `as_json`. Raises KeyError where a field is missing."""
        question, duty_room = data["question"], data.get("duty_room")
        return cls(
            **{
                **data,
                "status": DistrictStatus(data["status"]),
                "handling": Handling(data["handling"]),
                "district_candidates": _candidates(data["district_candidates"]),
                "topic_candidates": _candidates(data["topic_candidates"]),
                "duty_room": duty_room and DutyRoom(**duty_room),
                "question": question and Question(question["text"], _candidates(question["options"])),
                "evidence": tuple(
                    Evidence(**{**line, "points_to": tuple(line["points_to"])}) for line in data["evidence"]
                ),
            }
        )

    def one_line(self) -> str:
        """Return the decision in one line: ‘연신내역’ → 은평구 · 불법주정차 → 주차관리과 (0.94).

        The number to call in an emergency stands before it, and so does the duty room's while the office is closed.
        """
        words = next((line.text for line in self.evidence if line.kind not in {"topic", "emergency"} and line.text), "")
        if self.status == DistrictStatus.AMBIGUOUS:
            place = "/".join(candidate.name for candidate in self.district_candidates) + "?"
        else:
            place = self.district_name or str(self.status.label)
        topic = self.topic_candidates[0].name if self.topic_candidates else _("업무 분야 미정")
        parts = [f"‘{words}’ → {place}" if words else place]
        parts.append(f"{topic} → {self.department_name}" if self.department_name else topic)
        if self.duty_room is not None:
            parts.insert(0, _("야간·휴일 당직실 %(phone)s") % {"phone": phone.display(self.duty_room.phone)})
        if self.emergency_number:
            parts.insert(0, f"{self.handling.label} {self.emergency_number}")
        return f"{' · '.join(parts)} ({self.confidence:.2f})"


def _candidates(lines: list[dict[str, Any]]) -> tuple[Candidate, ...]:
    return tuple(Candidate(**line) for line in lines)


# What decisions are made from


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a person to what decisions are made from (see `RoutingEdit`); a code that does not apply is "".

    `since` is the day it was said, None for what is no person's edit: what begins later is not changed by it.
    """

    kind: EditKind
    name: str = ""
    detail: str = ""
    district_code: str = ""
    topic_code: str = ""
    department_code: str = ""
    removed: bool = False
    since: date | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the edit is about: a later edit about the same thing takes its place."""
        return self.kind, self.name.casefold(), self.district_code, self.topic_code


@dataclass(frozen=True, slots=True)
class EditLine:
    """An edit as people read it: names in place of codes, who made it and when."""

    id: UUID
    edit: Edit
    district_name: str
    topic_name: str
    department_name: str
    department_before: str
    author: str
    at: datetime


class Drafted(models.TextChoices):
    """What the reader's draft does to a row of the tables."""

    UNTOUCHED = "UNTOUCHED", gettext_lazy("그대로")
    ADDED = "ADDED", gettext_lazy("추가 예정")
    CHANGED = "CHANGED", gettext_lazy("변경 예정")
    REMOVED = "REMOVED", gettext_lazy("삭제 예정")


@dataclass(frozen=True, slots=True)
class EditableRow:
    """A row of the tables as a supervisor sees it: as it is live, and what their draft does to it.

    `edit` says what the row holds; `removed` there as in the draft. Without a `department_name` nobody is in charge.
    """

    edit: Edit
    district_name: str
    topic_name: str
    department_name: str
    detail: str
    drafted: Drafted
    editable: bool


@dataclass(frozen=True, slots=True)
class VersionContent:
    """What a version adds to the city's tables and the examples. `artefact` is the trained model, None without one."""

    number: int
    edits: tuple[Edit, ...] = ()
    artefact: bytes | None = None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the history; `number` is None for one that was refused."""

    id: UUID
    number: int | None
    state: VersionState
    note: str
    author: str
    at: datetime
    edits: int
    figures: Mapping[str, Any]
    dry_run: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A supervisor's unpublished edits, and what the last dry run of them came to ({} before one)."""

    id: UUID
    lines: tuple[EditLine, ...]
    dry_run: Mapping[str, Any]
    tried: bool
    """Whether the dry run is finished and was of exactly these edits on the version that is published now."""


# Who


@dataclass(frozen=True, slots=True)
class AcceptedOffer:
    """What an agent took by accepting."""

    contact_ref: UUID
    entry_id: UUID
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class OfferCard:
    """A live offer as the agent sees it, with why it came to this agent."""

    offer_id: UUID
    contact_ref: UUID
    kind: WorkKind
    queue_code: str
    queue_name: str
    priority: int
    enqueued_at: datetime
    offered_at: datetime
    expires_at: datetime
    explanation: str


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat as a supervisor or its agent sees it. `state_since` is when it became free, changed intent or was lost."""

    seat_id: UUID
    user_id: UUID
    display_name: str
    intent: Intent
    intent_reason: str
    state: SeatState
    state_since: datetime
    last_seen_at: datetime
    voice_active: int
    voice_capacity: int
    text_active: int
    text_capacity: int
    queue_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One contact that waits or is being offered, with why it waits (or whom it is offered to)."""

    contact_ref: UUID
    queue_code: str
    kind: WorkKind
    state: EntryState
    priority: int
    enqueued_at: datetime
    explanation: str


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """How full a queue is: contacts waiting or being offered, and since when the oldest has waited (None: nobody)."""

    code: str
    name: str
    waiting: int
    oldest_at: datetime | None
    service_level_seconds: int
