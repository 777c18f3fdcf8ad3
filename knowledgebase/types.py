"""What the knowledge base tells other apps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CITY_COLLECTION = "city"


class ArticleStatus(TextChoices):
    """Where an article stands on its way to the citizens; only published ones are found."""

    DRAFT = "DRAFT", _("작성 중")
    REVIEW = "REVIEW", _("검토 중")
    PUBLISHED = "PUBLISHED", _("게시")
    WITHDRAWN = "WITHDRAWN", _("게시 중단")


class UseKind(TextChoices):
    """What an article did in a conversation."""

    READ_ALOUD = "READ_ALOUD", _("읽어 줌")
    SENT = "SENT", _("보냄")
    AUTOMATIC = "AUTOMATIC", _("자동 답변")
    RIGHT = "RIGHT", _("이 답이 맞음")
    NOT_HELPFUL = "NOT_HELPFUL", _("도움이 안 됨")


class Analyser(TextChoices):
    """How the terms of the index were made."""

    MORPHEME = "M", _("형태소")
    BIGRAM = "B", _("두 글자")


class Field(TextChoices):
    """The part of an article a term stands in."""

    TITLE = "T", _("제목")
    QUESTION = "Q", _("다른 질문")
    BODY = "B", _("내용")


@dataclass(frozen=True, slots=True)
class ArticleContent:
    """Everything an author writes; `variants` maps a district code to what is different there."""

    external_id: str
    title: str
    body: str
    category: str = ""
    topic_code: str = ""
    district_code: str = ""
    spoken_answer: str = ""
    chat_summary: str = ""
    sms_summary: str = ""
    law: str = ""
    source: str = ""
    source_date: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    questions: tuple[str, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. `score` is above 0 and grows with what question and article share, to about 10."""

    article_id: UUID
    external_id: str
    title: str
    category: str
    topic_code: str
    spoken_answer: str
    district_variant: str
    source: str
    matched_question: str
    score: float


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A published article as one district's citizens should hear it."""

    article_id: UUID
    version: int
    title: str
    category: str
    topic_code: str
    spoken_answer: str
    body: str
    chat_summary: str
    sms_summary: str
    district_variant: str
    law: str
    source: str
    source_date: date | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AutomaticAnswer:
    """An article safe to send without an agent; `confidence` is the estimated probability of being right (0–1)."""

    article_id: UUID
    title: str
    text: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row the importer did not take: where it stands in the file (first is 1), its number, and why."""

    row: int
    external_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a file did, in numbers of articles."""

    created: int
    updated: int
    unchanged: int
    refused: tuple[Refusal, ...]
