"""What messages are, and what crosses to other apps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    PHONE = "PHONE", _("전화")
    SMS = "SMS", _("문자")
    WEB = "WEB", _("웹 채팅")
    KAKAO = "KAKAO", _("카카오톡")
    ALIMTALK = "ALIMTALK", _("알림톡")
    EMAIL = "EMAIL", _("전자우편")
    SIGN = "SIGN", _("수어 영상")


CITIZEN_CHANNELS = (Channel.PHONE, Channel.SMS, Channel.WEB, Channel.KAKAO, Channel.SIGN)
"""Over which citizens come to the city; the others only carry what the city writes."""


class OutboundState(models.TextChoices):
    QUEUED = "QUEUED", _("발송 대기")
    SENDING = "SENDING", _("발송 중")
    SENT = "SENT", _("발송")
    DELIVERED = "DELIVERED", _("도착")
    FAILED = "FAILED", _("실패")
    UNCERTAIN = "UNCERTAIN", _("도착 불확실")
    REPLACED = "REPLACED", _("다른 채널로 보냄")
    CANCELLED = "CANCELLED", _("취소")


UNSENT = (OutboundState.QUEUED, OutboundState.SENDING)
NEEDS_A_PERSON = (OutboundState.FAILED, OutboundState.UNCERTAIN)


class FailureReason(models.TextChoices):
    REJECTED = "REJECTED", _("사업자가 거절했습니다")
    UNREACHABLE = "UNREACHABLE", _("사업자에 연결하지 못했습니다")
    NO_ANSWER = "NO_ANSWER", _("사업자가 답하지 않아 도착했는지 알 수 없습니다")
    UNDELIVERED = "UNDELIVERED", _("휴대전화에 도착하지 못했습니다")


class Purpose(models.TextChoices):
    REPLY = "REPLY", _("상담사 답변")
    ARTICLE = "ARTICLE", _("상담 DB 안내")
    AUTOMATIC_ANSWER = "AUTOMATIC_ANSWER", _("자동 답변")
    QUESTION = "QUESTION", _("되묻기")
    RECEIPT = "RECEIPT", _("접수 안내")
    HANDED_OVER = "HANDED_OVER", _("부서 이송 안내")
    PLAN = "PLAN", _("처리 계획 안내")
    TRANSFER = "TRANSFER", _("이송 통지")
    SUPPLEMENT = "SUPPLEMENT", _("보완 요구")
    EXTENSION = "EXTENSION", _("처리기간 연장 통지")
    PROGRESS = "PROGRESS", _("처리상황 통지")
    RESULT = "RESULT", _("처리결과 통지")
    REFUSAL = "REFUSAL", _("거부 통지")
    CLOSING = "CLOSING", _("종결 통지")
    REOPENED = "REOPENED", _("추가 답변 접수 안내")
    DUE_MOVED = "DUE_MOVED", _("처리기한 변경 안내")
    OBJECTION = "OBJECTION", _("이의신청 통지")
    SATISFACTION = "SATISFACTION", _("만족도 조사 안내")
    SYSTEM = "SYSTEM", _("안내")


LEGAL_DUTIES = frozenset(
    {
        Purpose.RECEIPT,
        Purpose.TRANSFER,
        Purpose.SUPPLEMENT,
        Purpose.EXTENSION,
        Purpose.PROGRESS,
        Purpose.RESULT,
        Purpose.REFUSAL,
        Purpose.CLOSING,
        Purpose.OBJECTION,
    }
)
"""Notices that the law wants given: 민원처리법 §9, §19, §21, §22, §27, §35 and 시행령 §13, §23."""


class TemplateState(models.TextChoices):
    DRAFT = "DRAFT", _("작성 중")
    REQUESTED = "REQUESTED", _("검수 요청")
    APPROVED = "APPROVED", _("승인")
    REJECTED = "REJECTED", _("반려")


class ButtonKind(models.TextChoices):
    """What a button of KakaoTalk does, by Kakao's own codes."""

    WEB_LINK = "WL", _("웹 링크")
    CHAT = "BC", _("상담톡 전환")
    MESSAGE = "MD", _("메시지 전달")
    KEYWORD = "BK", _("봇 키워드")


@dataclass(frozen=True)
class Button:
    """A button or quick reply; `url` for a web link, `extra` is handed to the conversation that it opens (BC)."""

    kind: ButtonKind
    name: str
    url: str = ""
    extra: str = ""


@dataclass(frozen=True)
class Extras:
    """What a KakaoTalk message carries beside its words; other channels leave it out.

    `asks_phone` sends the form in which a citizen may agree to give their telephone number.
    """

    buttons: tuple[Button, ...] = ()
    quick_replies: tuple[Button, ...] = ()
    image_url: str = ""
    asks_phone: bool = False


@dataclass(frozen=True)
class Alternative:
    """Another way to say the same when the way before it has failed.

    For ALIMTALK the words are those of the approved template of the message's purpose in `language`, filled with
    `variables` (by their Korean names); for the other channels they are `text`.
    """

    channel: Channel
    recipient: str
    text: str = ""
    title: str = ""
    language: str = "ko"
    variables: Mapping[str, str] = field(default_factory=dict)


class Outcome(Enum):
    """How a provider's call ended: RETRY is surely not accepted, UNCERTAIN may have been."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RETRY = "retry"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class ProviderAnswer:
    """A provider's answer to one message: its code as given, its id of the message when accepted, a reason in words."""

    outcome: Outcome
    code: str
    provider_message_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class InboundMessage:
    """A citizen's message as a provider handed it over; `recipient` is the number written to.

    `sender` is E.164 where it is a telephone number, otherwise as the provider gave it ("" for a withheld one). `media`
    are the addresses of pictures that came along. A long message may come in `parts` that have a `group` in common.
    """

    provider: str
    provider_message_id: str
    channel: Channel
    sender: str
    recipient: str
    text: str
    occurred_at: datetime
    media: tuple[str, ...] = ()
    group: str = ""
    part: int = 1
    parts: int = 1


@dataclass(frozen=True)
class Receipt:
    """A provider's word on whether an accepted message arrived.

    `reference` is our own id and `resends` which sending of it is meant, where the provider gives them back.
    """

    provider: str
    provider_message_id: str
    delivered: bool
    code: str
    occurred_at: datetime
    reference: str = ""
    resends: int = 0


@dataclass(frozen=True)
class SenderChoice:
    """Who carries a message: the provider's name, and the key or number it leaves from ("": the provider's own)."""

    provider: str
    key: str


@dataclass(frozen=True)
class TextSize:
    """How much of a channel a text takes: `used` of `limit` in `unit` ("bytes", "characters"), sent as `form`.

    `text` is what would be sent, `unsendable` the characters that must go first.
    """

    form: str
    used: int
    limit: int
    unit: str
    text: str
    unsendable: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the text can be sent as it is."""
        return not self.unsendable and 0 < self.used <= self.limit


@dataclass(frozen=True)
class DeliveryCount:
    """What a delivery run did: messages taken, and how their calls ended."""

    claimed: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0

    def __add__(self, other: "DeliveryCount") -> "DeliveryCount":
        return DeliveryCount(
            claimed=self.claimed + other.claimed,
            sent=self.sent + other.sent,
            retried=self.retried + other.retried,
            failed=self.failed + other.failed,
            uncertain=self.uncertain + other.uncertain,
        )


@dataclass(frozen=True)
class DeliveryLine:
    """One message as shown on a contact or complaint: what, to whom (masked), how far it got, and why not further."""

    message_id: UUID
    reference: str
    channel: Channel
    purpose: Purpose
    state: OutboundState
    recipient: str
    title: str
    text: str
    attempts: int
    code: str
    failure_reason: FailureReason | None
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    not_before: datetime
    fallbacks: tuple["DeliveryLine", ...] = ()

    @property
    def ways(self) -> tuple["DeliveryLine", ...]:
        """All ways that were tried, in their order."""
        return (self, *self.fallbacks)

    @property
    def last(self) -> "DeliveryLine":
        """The latest way that was tried: what became of the message."""
        return self.ways[-1]

    @property
    def can_resend(self) -> bool:
        """Whether a person may send it again."""
        return self.state in NEEDS_A_PERSON

    @property
    def can_cancel(self) -> bool:
        """Whether a person may call it off, or settle it another way."""
        return self.state == OutboundState.QUEUED or self.state in NEEDS_A_PERSON


Headers = Mapping[str, str]
