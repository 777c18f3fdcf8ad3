"""What waits: queues, their entries, and offers to agents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy


class WorkKind(models.TextChoices):
    VOICE = "VOICE", gettext_lazy("전화")
    TEXT = "TEXT", gettext_lazy("문자·채팅")


class Priority(models.IntegerChoices):
    """How much sooner a contact is answered; `policies/ordering.py` tells what a point is worth in waiting time."""

    NORMAL = 0, gettext_lazy("보통")
    VULNERABLE = 20, gettext_lazy("배려가 필요한 시민")
    RETURNED = 50, gettext_lazy("되돌아온 상담")
    CALL_BACK_DUE = 60, gettext_lazy("회신 예약 시각")
    ANSWER_DID_NOT_HELP = 70, gettext_lazy("자동 답변으로 풀리지 않음")
    EMERGENCY = 100, gettext_lazy("긴급")


class Ring(models.IntegerChoices):
    """How far a queue reaches out for agents: those who serve it first, then the zone, then the whole city."""

    DISTRICT = 0, gettext_lazy("자치구")
    ZONE = 1, gettext_lazy("권역")
    CITY = 2, gettext_lazy("서울 전체")


class EntryState(models.TextChoices):
    WAITING = "WAITING", gettext_lazy("대기")
    OFFERED = "OFFERED", gettext_lazy("배정 제안 중")
    ASSIGNED = "ASSIGNED", gettext_lazy("상담 중")
    WRAP_UP = "WRAP_UP", gettext_lazy("후처리")
    ENDED = "ENDED", gettext_lazy("종료")
    ABANDONED = "ABANDONED", gettext_lazy("포기")


class OfferState(models.TextChoices):
    OFFERED = "OFFERED", gettext_lazy("제안 중")
    ACCEPTED = "ACCEPTED", gettext_lazy("수락")
    DECLINED = "DECLINED", gettext_lazy("거절")
    EXPIRED = "EXPIRED", gettext_lazy("시간 초과")
    WITHDRAWN = "WITHDRAWN", gettext_lazy("회수")


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
    auto_accept: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class OfferOutcome:
    """An offer that was made, and how it ended (`state` OFFERED: it has not)."""

    user_id: UUID
    contact_ref: UUID
    queue_code: str
    kind: WorkKind
    state: OfferState
    reason: str
    offered_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One contact that waits or is being offered: why it waits, or the live offer and the name of who has it."""

    contact_ref: UUID
    queue_code: str
    kind: WorkKind
    state: EntryState
    priority: int
    enqueued_at: datetime
    not_before: datetime | None
    explanation: str
    offer_id: UUID | None = None
    offered_to: str = ""


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """How full a queue is: contacts waiting or being offered, and since when the oldest has waited (None: nobody).

    `overflow_since` is when a supervisor opened the queue to all agents; citizens are then told `announcement`.
    """

    code: str
    name: str
    waiting: int
    oldest_at: datetime | None
    service_level_seconds: int
    overflow_since: datetime | None = None
    announcement: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedWait:
    """How long a contact that came now would wait, and what that was worked out from.

    `seconds` is None where nobody is there to answer. `ahead` contacts stand before it; `rooms` is how many contacts of
    this kind the agents who are there have in hand at most, as far as they are this queue's; one takes
    `handling_seconds` on average. `reason` tells what it waits for, in the reader's language.
    """

    seconds: int | None
    reason: str
    ahead: int
    free_seats: int
    rooms: float
    handling_seconds: int
