"""The words of the telephony adapter interface (version 1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventType(models.TextChoices):
    """What an exchange tells. Not all change a contact; the others are kept as they come."""

    CALL_ARRIVED = "call.arrived", _("전화 옴")
    CALL_QUEUED = "call.queued", _("대기음 안내")
    OFFER_STARTED = "offer.started", _("상담사 호출")
    OFFER_FAILED = "offer.failed", _("상담사 호출 실패")
    CALL_ANSWERED = "call.answered", _("통화 시작")
    CALL_HELD = "call.held", _("보류")
    CALL_RESUMED = "call.resumed", _("보류 해제")
    CONSULT_STARTED = "consult.started", _("담당자 호출")
    CONSULT_ANSWERED = "consult.answered", _("담당자 응답")
    CONSULT_ENDED = "consult.ended", _("담당자 통화 끝")
    TRANSFER_STARTED = "transfer.started", _("호전환 시작")
    TRANSFER_COMPLETED = "transfer.completed", _("호전환 완료")
    TRANSFER_FAILED = "transfer.failed", _("호전환 실패")
    LEG_ENDED = "leg.ended", _("한쪽 통화 끝")
    CALL_ENDED = "call.ended", _("통화 끝")
    CALLBACK_REQUESTED = "call.callback_requested", _("회신 전화 요청")
    CALL_ADOPTED = "call.adopted", _("통화 다시 찾음")
    RECORDING_READY = "recording.ready", _("녹음 저장됨")
    DEVICE_UP = "agent.device_up", _("상담 전화기 연결")
    DEVICE_DOWN = "agent.device_down", _("상담 전화기 끊김")
    PBX_CONNECTED = "pbx.connected", _("교환기 연결")
    PBX_DISCONNECTED = "pbx.disconnected", _("교환기 끊김")
    PBX_RECONCILED = "pbx.reconciled", _("교환기 상태 맞춤")


class Verb(models.TextChoices):
    """What an exchange is told to do."""

    OFFER = "offer", _("상담사에게 연결")
    DIAL = "dial", _("시민에게 전화 걸기")
    CONSULT = "consult", _("담당 공무원 호출")
    COMPLETE = "complete", _("담당 공무원에게 넘김")
    CANCEL = "cancel", _("호출 취소")
    HANGUP = "hangup", _("끊기")
    HOLD = "hold", _("보류")
    RESUME = "resume", _("보류 해제")
    LISTEN = "listen", _("관리자 청취")


class CommandState(models.TextChoices):
    PENDING = "PENDING", _("보낼 것")
    TAKEN = "TAKEN", _("가져감")
    DONE = "DONE", _("됨")
    FAILED = "FAILED", _("안 됨")


BESIDE_THE_CALL = (Verb.HOLD, Verb.RESUME, Verb.LISTEN)
"""What changes nothing of who is connected with whom."""

UNSETTLED = (CommandState.PENDING, CommandState.TAKEN)


class RouteDecision(models.TextChoices):
    QUEUE = "queue", _("대기열")


@dataclass(frozen=True)
class IncomingEvent:
    """One event as an exchange reported it. `seq` orders the events of one call."""

    id: str
    call: str
    seq: int
    type: str
    at: datetime
    payload: dict[str, Any]


@dataclass(frozen=True)
class EventsTaken:
    """What became of a batch: how many were new, and how many had been told before."""

    stored: int
    duplicates: int


@dataclass(frozen=True)
class RouteAnswer:
    """Where an exchange should put a call. `priority` 0 is ordinary; `max_wait_seconds` is when `overflow` takes it."""

    decision: RouteDecision
    queue: str
    district: str
    priority: int
    announce: str
    record: bool
    max_wait_seconds: int
    overflow: str
    default: bool
