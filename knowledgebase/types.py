"""What the knowledge base tells other apps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CITY_COLLECTION = "city"


class ArticleStatus(TextChoices):
    """Whether an article is found; what is not published yet is a draft (`DraftState`)."""

    PUBLISHED = "PUBLISHED", _("게시")
    WITHDRAWN = "WITHDRAWN", _("게시 중단")


class DraftState(TextChoices):
    """Where a draft stands on its way to an article."""

    WRITING = "WRITING", _("작성 중")
    REVIEW = "REVIEW", _("검토 중")
    PUBLISHED = "PUBLISHED", _("게시함")
    DISCARDED = "DISCARDED", _("버림")


class QuestionState(TextChoices):
    """What became of a citizen's words that an agent kept: as another question of an article, or as a gap."""

    NEW = "NEW", _("새로 들어옴")
    TAKEN = "TAKEN", _("반영함")
    DISMISSED = "DISMISSED", _("반영 안 함")


class GapSource(TextChoices):
    """Who found that an answer is missing."""

    AGENT = "AGENT", _("상담사")
    CITIZEN = "CITIZEN", _("시민")


class UseKind(TextChoices):
    """What an article did in a conversation."""

    READ_ALOUD = "READ_ALOUD", _("읽어 줌")
    SENT = "SENT", _("보냄")
    AUTOMATIC = "AUTOMATIC", _("자동 답변")
    RIGHT = "RIGHT", _("이 답이 맞음")
    NOT_HELPFUL = "NOT_HELPFUL", _("도움이 안 됨")
    RETURNED = "RETURNED", _("상담원을 찾음")


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
    """Everything an author writes.

    `variants` maps a district code to what is different there, `attachments` the name of a form or page to its address.
    `synonyms` are words that find the article; `related` holds the numbers (`external_id`) of other articles.
    `department_code` names a department where the topic and the district do not already tell who is in charge.
    """

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
    department_code: str = ""
    questions: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. `score` (0–1) is the share of the odds that it is the best of those found."""

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
class RelatedArticle:
    """Another article worth reading with this one."""

    article_id: UUID
    title: str


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
    department_code: str
    attachments: Mapping[str, str]
    related: tuple[RelatedArticle, ...]
    valid_until: date | None
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
    """What loading a file did, in numbers of articles; `kept` were edited by people and stay as they are."""

    created: int
    updated: int
    unchanged: int
    kept: int
    refused: tuple[Refusal, ...]
