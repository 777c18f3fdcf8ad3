"""What agents do at their seats, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy


class Intent(models.TextChoices):
    READY = "READY", pgettext_lazy("상담석", "대기")
    BREAK = "BREAK", gettext_lazy("휴식")
    TRAINING = "TRAINING", gettext_lazy("교육")
    AWAY = "AWAY", gettext_lazy("자리 비움")
    OFFLINE = "OFFLINE", gettext_lazy("퇴근")


class IntentReason(models.TextChoices):
    """Why an agent takes no contacts. Nobody need say more than this."""

    MEAL = "MEAL", gettext_lazy("식사")
    REST = "REST", gettext_lazy("휴게")
    RECOVERY = "RECOVERY", gettext_lazy("힘든 상담 뒤 휴식")
    COURSE = "COURSE", gettext_lazy("집합 교육")
    COACHING = "COACHING", gettext_lazy("개별 지도")
    SELF_STUDY = "SELF_STUDY", gettext_lazy("상담 DB 학습")
    MEETING = "MEETING", gettext_lazy("회의")
    OTHER_WORK = "OTHER_WORK", gettext_lazy("다른 업무")
    EQUIPMENT = "EQUIPMENT", gettext_lazy("장비·시스템 문제")

    @classmethod
    def of(cls, intent: str) -> tuple[IntentReason, ...]:
        """Return the reasons that go with an intent; none with READY and OFFLINE."""
        return {
            Intent.BREAK: (cls.MEAL, cls.REST, cls.RECOVERY),
            Intent.TRAINING: (cls.COURSE, cls.COACHING, cls.SELF_STUDY),
            Intent.AWAY: (cls.MEETING, cls.OTHER_WORK, cls.EQUIPMENT),
        }.get(Intent(intent), ())


class SeatState(models.TextChoices):
    """What a seat is doing, worked out from its intent, heartbeat and contacts in hand."""

    FREE = "FREE", pgettext_lazy("상담석", "대기")
    OFFERED = "OFFERED", gettext_lazy("배정 제안 중")
    BUSY = "BUSY", gettext_lazy("상담 중")
    WRAP_UP = "WRAP_UP", gettext_lazy("후처리")
    BREAK = "BREAK", gettext_lazy("휴식")
    TRAINING = "TRAINING", gettext_lazy("교육")
    AWAY = "AWAY", gettext_lazy("자리 비움")
    OFFLINE = "OFFLINE", gettext_lazy("퇴근")
    GONE = "GONE", gettext_lazy("연결 끊김")


SKILLS = (
    ("KSL", "한국수어", "Korean Sign Language"),
    ("EN", "영어", "English"),
    ("ZH", "중국어", "Chinese"),
    ("JA", "일본어", "Japanese"),
    ("VI", "베트남어", "Vietnamese"),
    ("MN", "몽골어", "Mongolian"),
)
"""Sign language, and the foreign languages in which 120 answers."""


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """How well an agent can do something: 0 not at all, 1 gets by … 5 masters it."""

    code: str
    name: str
    name_en: str
    level: int


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat as a supervisor or its agent sees it.

    `state_since` is when this state began. `offered` counts the live offers among the contacts of the seat.
    `flagged_at` is set when an agent vanished and the contacts in hand have been left alone for a minute.
    """

    seat_id: UUID
    user_id: UUID
    display_name: str
    intent: Intent
    intent_reason: str
    next_intent: Intent | None
    next_intent_reason: str
    state: SeatState
    state_since: datetime
    last_seen_at: datetime
    flagged_at: datetime | None
    wrap_up_until: datetime | None
    auto_accept: bool
    offered: int
    voice_active: int
    voice_capacity: int
    text_active: int
    text_capacity: int
    queue_codes: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatSpanLine:
    """A time in which an agent's seat was in one state; `ended_at` is None while it lasts."""

    user_id: UUID
    state: SeatState
    reason: str
    started_at: datetime
    ended_at: datetime | None
