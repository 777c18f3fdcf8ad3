"""The words of a contact: its states, who speaks in it, and what other apps are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.types import Channel

LONGEST_MESSAGE = {Channel.WEB: 5_000, Channel.KAKAO: 5_000, Channel.SIGN: 5_000, Channel.SMS: 2_000}
"""Characters one message of a citizen may have. No carrier delivers a longer text message than 2,000 bytes."""


class ContactState(models.TextChoices):
    OPEN = "OPEN", _("접수됨")
    ASKING = "ASKING", _("자치구 확인 중")
    ANSWERED = "ANSWERED", _("자동 답변함")
    WAITING = "WAITING", _("대기 중")
    ACTIVE = "ACTIVE", _("상담 중")
    WRAP_UP = "WRAP_UP", _("후처리 중")
    CLOSED = "CLOSED", _("종료")


class IdentityKind(models.TextChoices):
    PHONE = "PHONE", _("전화번호")
    WEB = "WEB", _("웹 방문")
    KAKAO = "KAKAO", _("카카오톡")


class Direction(models.TextChoices):
    INBOUND = "INBOUND", _("시민이 보냄")
    OUTBOUND = "OUTBOUND", _("시민에게 보냄")
    NOTE = "NOTE", _("상담 기록")
    SYSTEM = "SYSTEM", _("진행 기록")


class Author(models.TextChoices):
    CITIZEN = "CITIZEN", _("시민")
    AGENT = "AGENT", _("상담사")
    OFFICIAL = "OFFICIAL", _("담당 공무원")
    AUTOMATIC = "AUTOMATIC", _("자동 응답")
    SYSTEM = "SYSTEM", _("시스템")


class TransferState(models.TextChoices):
    REQUESTED = "REQUESTED", _("연결 요청")
    ACCEPTED = "ACCEPTED", _("연결됨")
    RETURNED = "RETURNED", _("돌려보냄")
    EXPIRED = "EXPIRED", _("응답 없음")
    CANCELLED = "CANCELLED", _("취소")


class CallBackState(models.TextChoices):
    """How a promised call stands; until it is settled the contact keeps its place."""

    REQUESTED = "REQUESTED", _("예약됨")
    ATTEMPTED = "ATTEMPTED", _("다시 걸 예정")
    DONE = "DONE", _("통화함")
    MISSED = "MISSED", _("받지 않음")
    CANCELLED = "CANCELLED", _("다시 걸려 옴")


class SessionState(models.TextChoices):
    """How a messenger's chat room stands: only in an open one can we write."""

    OPEN = "OPEN", _("열림")
    ENDED = "ENDED", _("끝남")
    EXPIRED = "EXPIRED", _("기한이 지남")


class FileState(models.TextChoices):
    WAITING = "WAITING", _("받는 중")
    KEPT = "KEPT", _("받음")
    REFUSED = "REFUSED", _("받지 못함")


class RoomSide(models.TextChoices):
    """For whom a link into a video room is."""

    CITIZEN = "CITIZEN", _("시민")
    STAFF = "STAFF", _("상담사")
    GUEST = "GUEST", _("담당자")


class InboxState(models.TextChoices):
    WAITING = "WAITING", _("처리 대기")
    TAKEN = "TAKEN", _("처리함")
    REFUSED = "REFUSED", _("거절함")


class WrapUpCode(models.TextChoices):
    ANSWERED = "ANSWERED", _("답변 완료")
    ARTICLE_SENT = "ARTICLE_SENT", _("상담 DB 안내")
    CONNECTED = "CONNECTED", _("담당 공무원 연결")
    COMPLAINT = "COMPLAINT", _("민원 접수")
    CALLBACK = "CALLBACK", _("회신 예약")
    DUPLICATE = "DUPLICATE", _("중복 문의")
    ABUSE = "ABUSE", _("폭언·성희롱")
    NO_RESPONSE = "NO_RESPONSE", _("시민 응답 없음")


class AbuseKind(models.TextChoices):
    """What abuse is recorded as (민원처리법 §4②: 폭언·폭행, 목적이 정당하지 아니한 반복 민원)."""

    VERBAL = "VERBAL", _("욕설·폭언")
    SEXUAL = "SEXUAL", _("성희롱")
    THREAT = "THREAT", _("협박·위협")
    REPEATED = "REPEATED", _("부당한 반복")


@dataclass(frozen=True)
class Reception:
    """What became of one message at the door. A `duplicate` stored nothing: its ids are those of the first time."""

    contact_id: UUID
    message_id: UUID
    duplicate: bool


@dataclass(frozen=True)
class RoomView:
    """How a KakaoTalk room stands, and the confirmed mobile number of its citizen (masked, "" for none)."""

    state: SessionState
    expires_at: datetime | None
    ended_at: datetime | None
    seen_at: datetime | None
    phone_masked: str

    @property
    def is_open(self) -> bool:
        """Whether we can write into it."""
        return self.state == SessionState.OPEN


@dataclass(frozen=True)
class FileLine:
    """A file that came with a line of a conversation; the point (WGS 84) is where a photo says it was taken."""

    id: UUID
    state: FileState
    name: str
    is_picture: bool
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a conversation as staff see it, with what became of it on its way out (`delivery`, "" for none)."""

    id: UUID
    sequence: int
    direction: Direction
    author: Author
    author_name: str
    text: str
    spoken: bool
    article_id: UUID | None
    at: datetime
    outbound_id: UUID | None
    delivery: str
    delivery_label: str
    failure_reason: str
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True)
class ThreadMessage:
    """One line of a conversation as the citizen sees it."""

    id: UUID
    sequence: int
    mine: bool
    author: Author
    text: str
    article_id: UUID | None
    at: datetime


@dataclass(frozen=True)
class QuickReply:
    """One answer the citizen can press instead of typing it."""

    code: str
    name: str


@dataclass(frozen=True)
class CitizenThread:
    """What the citizen's page shows. `cursor` is the `after` of the next fetch: below it nothing can still appear.

    Lines above the cursor come again with the next fetch; tell them apart by their `id`. `unseen` are the outbox ids of
    lines shown to the citizen for the first time.
    """

    contact_id: UUID
    state: ContactState
    position: int | None
    agent_name: str
    question: tuple[QuickReply, ...]
    can_ask_for_agent: bool
    messages: tuple[ThreadMessage, ...]
    cursor: int
    unseen: tuple[UUID, ...]


@dataclass(frozen=True)
class PastContact:
    """One earlier contact on a citizen's card; names and labels are in the reader's language."""

    id: UUID
    channel: str
    channel_label: str
    state: ContactState
    state_label: str
    district_name: str
    topic_name: str
    wrap_up_label: str
    opened_at: datetime


@dataclass(frozen=True)
class CitizenCard:
    """Who the citizen is, as far as is known. `phone` is as people write it, `phone_masked` the form for lists.

    Until they are `confirmed`, it is a guess by the number: name, note and earlier contacts are left out.
    """

    id: UUID
    confirmed: bool
    name: str
    language: str
    note: str
    phone: str
    phone_masked: str
    anonymous: bool
    contacts: tuple[PastContact, ...]
    contact_count: int
    considered: bool = False
    consideration: str = ""


@dataclass(frozen=True)
class ContactPreview:
    """What an agent sees of a contact that is offered: enough to decide, nothing that says who the citizen is.

    `summary` is that of whoever handed it over, `last_contact` the citizen's last one.
    """

    id: UUID
    channel: str
    channel_label: str
    district_name: str
    topic_name: str
    department_name: str
    phone_masked: str
    decision_line: str
    emergency: bool
    last_words: str
    opened_at: datetime
    relayed: bool = False
    summary: str = ""
    last_contact: PastContact | None = None


@dataclass(frozen=True)
class CallFacts:
    """What telephony needs to know of a phone contact to command the exchange.

    `calls_back` is the citizen's number (E.164) while its holder is to call them back, "" for a call that came in.
    """

    contact_id: UUID
    call_id: str
    state: ContactState
    agent_extension: str
    calls_back: str = ""


@dataclass(frozen=True)
class WaitOfCall:
    """What a caller who waits may be told: the place in the queue, the expected wait (None: nobody is there to answer),
    and when they would be called back instead, or will be (`promised`)."""

    position: int | None
    seconds: int | None
    call_back_at: datetime
    promised: bool


@dataclass(frozen=True)
class CallBackPromises:
    """Of the call-backs promised in a time and due by now: how many there were, and how many were made in time."""

    due: int
    kept: int

    @property
    def share(self) -> float | None:
        """The share that was kept, 0 to 1; None where nothing was due."""
        return self.kept / self.due if self.due else None


@dataclass(frozen=True)
class CallBackLoad:
    """The promised calls that are still to be made: all of them, those whose time has come, and of these those that are
    late by more than ten minutes."""

    open: int
    due: int
    overdue: int


@dataclass(frozen=True)
class TransferFacts:
    """What telephony needs to know of a hand-over: how it stands, and the number that rings."""

    transfer_id: UUID
    state: TransferState
    number: str


@dataclass(frozen=True)
class Colleague:
    """An agent who can take a contact over now, with how many they have in hand."""

    user_id: UUID
    name: str
    state_label: str
    free: bool
    in_hand: int
    serves_district: bool


@dataclass(frozen=True)
class FilledMacro:
    """A ready-made answer with its variables filled in; `left_open` are those that nobody knows yet."""

    code: str
    title: str
    text: str
    left_open: tuple[str, ...]


@dataclass(frozen=True)
class Viewer:
    """Somebody who has a contact on the screen."""

    user_id: UUID
    name: str


def as_quick_replies(question: dict[str, Any] | None) -> tuple[QuickReply, ...]:
    """Return the candidates of a stored question in the order they were numbered for the citizen."""
    return tuple(QuickReply(option["code"], option["name"]) for option in (question or {}).get("options", ()))


@dataclass(frozen=True)
class RoomParticipant:
    """One browser in a video room."""

    id: UUID
    side: RoomSide


@dataclass(frozen=True)
class RoomSignal:
    """What another browser of the room tells this one."""

    sequence: int
    sender: UUID
    body: Mapping[str, Any]


@dataclass(frozen=True)
class RoomNews:
    """Who is in a video room, and what was signalled to one of them."""

    participants: tuple[RoomParticipant, ...]
    signals: tuple[RoomSignal, ...]
