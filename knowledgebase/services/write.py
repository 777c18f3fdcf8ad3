"""Write articles: content, versions, variants, questions and index in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid6
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from knowledgebase.models import AlternateQuestion, Article, ArticleVariant, ArticleVersion
from knowledgebase.policies.content import fingerprint, problems, snapshot, title_chosung
from knowledgebase.services.index import lock_collection, remove_postings, replace_postings
from knowledgebase.types import ArticleContent, ArticleStatus
from korean.privacy import clean_text

PLAIN_FIELDS = (
    "title",
    "body",
    "category",
    "topic_code",
    "district_code",
    "spoken_answer",
    "chat_summary",
    "sms_summary",
    "law",
    "source",
    "source_date",
    "valid_from",
    "valid_until",
)


class ArticleRefused(DomainError):
    """The content breaks a rule; `extra["problems"]` lists all of them."""

    code = "article_refused"
    status = 422
    message = _("글을 저장할 수 없습니다.")


@dataclass(frozen=True, slots=True)
class Written:
    """How many articles were created, changed to a new version, and left as they were."""

    created: int
    updated: int
    unchanged: int


def publish(*, content: ArticleContent, collection: str, now: datetime) -> UUID:
    """Publish one article, as a new version when its number exists; return its id. Found by search from commit on.

    Raises ArticleRefused.
    """
    content = clean(content)
    if refused := problems(content):
        raise ArticleRefused(problems=refused)
    publish_all(contents=[content], collection=collection, now=now)
    return Article.objects.values_list("id", flat=True).get(collection=collection, external_id=content.external_id)


def clean(content: ArticleContent) -> ArticleContent:
    """Return the content with every text storable, empty variants left out and each question kept once."""
    texts: dict[str, Any] = {
        name: clean_text(value)
        for name in ("external_id", *PLAIN_FIELDS)
        if isinstance(value := getattr(content, name), str)
    }
    questions = dict.fromkeys(question for text in content.questions if (question := clean_text(text)))
    variants = {code: text for code, written in sorted(content.variants.items()) if (text := clean_text(written))}
    return replace(content, **texts, questions=tuple(questions), variants=variants)


@transaction.atomic
def publish_all(*, contents: Sequence[ArticleContent], collection: str, now: datetime) -> Written:
    """Publish clean, checked contents with different numbers; what says the same as before stays untouched."""
    lock_collection(collection=collection)
    numbers = [content.external_id for content in contents]
    known = {row.external_id: row for row in Article.objects.filter(collection=collection, external_id__in=numbers)}
    changed: dict[UUID, ArticleContent] = {}
    new, old = [], []
    for content in contents:
        article = known.get(content.external_id)
        content_print = fingerprint(content)
        if article and article.fingerprint == content_print and article.status == ArticleStatus.PUBLISHED:
            continue
        if article is None:
            article = Article(id=uuid6.uuid7(), collection=collection, external_id=content.external_id, created_at=now)
            new.append(article)
        else:
            article.version += 1
            old.append(article)
        for name in PLAIN_FIELDS:
            setattr(article, name, getattr(content, name))
        article.fingerprint = content_print
        article.chosung = title_chosung(content.title)
        article.status = ArticleStatus.PUBLISHED
        article.updated_at = now
        changed[article.id] = content
    Article.objects.bulk_create(new)
    Article.objects.bulk_update(
        old, [*PLAIN_FIELDS, "version", "fingerprint", "chosung", "status", "updated_at"], batch_size=100
    )
    _write_parts(articles=[*new, *old], contents=changed, collection=collection, now=now)
    return Written(created=len(new), updated=len(old), unchanged=len(contents) - len(changed))


def _write_parts(
    *, articles: Sequence[Article], contents: dict[UUID, ArticleContent], collection: str, now: datetime
) -> None:
    ArticleVersion.objects.bulk_create(
        ArticleVersion(article=article, version=article.version, content=snapshot(contents[article.id]), created_at=now)
        for article in articles
    )
    ArticleVariant.objects.filter(article__in=articles).delete()
    ArticleVariant.objects.bulk_create(
        ArticleVariant(article=article, district_code=code, text=text)
        for article in articles
        for code, text in contents[article.id].variants.items()
    )
    AlternateQuestion.objects.filter(article__in=articles).delete()
    AlternateQuestion.objects.bulk_create(
        AlternateQuestion(article=article, ordinal=ordinal, text=text)
        for article in articles
        for ordinal, text in enumerate(contents[article.id].questions, start=1)
    )
    questions = {article_id: content.questions for article_id, content in contents.items()}
    replace_postings(collection=collection, articles=articles, questions=questions)


@transaction.atomic
def withdraw(*, article_id: UUID, now: datetime) -> None:
    """Take one article out of search and off the public pages; its versions stay. Does nothing the second time."""
    collection = Article.objects.values_list("collection", flat=True).get(id=article_id)
    lock_collection(collection=collection)
    published = Article.objects.filter(id=article_id).exclude(status=ArticleStatus.WITHDRAWN)
    if published.update(status=ArticleStatus.WITHDRAWN, updated_at=now):
        remove_postings(collection=collection, article_ids=[article_id])
