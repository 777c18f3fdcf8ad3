"""Who answers: seats, queue entries and offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy


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
