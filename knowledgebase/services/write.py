"""Write articles: content, versions, variants, questions and index in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid6
from django.db import transaction

from accounts.models import User
from knowledgebase.models import AlternateQuestion, Article, ArticleVariant, ArticleVersion
from knowledgebase.policies.content import fingerprint, problems, snapshot, title_chosung
from knowledgebase.services.errors import ArticleRefused
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
    "department_code",
)
LISTED_FIELDS = ("synonyms", "related")
KEPT_BESIDE = ("version", "fingerprint", "loaded_fingerprint", "file_content", "chosung", "status", "updated_at")
STORED_FIELDS = (*PLAIN_FIELDS, *LISTED_FIELDS, "attachments")


@dataclass(frozen=True, slots=True)
class Written:
    """How many articles were created, changed to a new version, left as they were, and kept as people edited them."""

    created: int
    updated: int
    unchanged: int
    kept: int


def publish(
    *,
    content: ArticleContent,
    collection: str,
    now: datetime,
    author: User | None = None,
    approver: User | None = None,
) -> UUID:
    """Publish one article, as a new version when its number exists; return its id. Found by search from commit on.

    Raises ArticleRefused.
    """
    content = clean(content)
    if refused := problems(content):
        raise ArticleRefused(problems=refused)
    publish_all(contents=[content], collection=collection, author=author, approver=approver, now=now)
    return Article.objects.values_list("id", flat=True).get(collection=collection, external_id=content.external_id)


def clean(content: ArticleContent) -> ArticleContent:
    """Return the content with every text storable, empty variants left out and each question kept once."""
    texts: dict[str, Any] = {
        name: clean_text(value)
        for name in ("external_id", *PLAIN_FIELDS)
        if isinstance(value := getattr(content, name), str)
    }
    lists: dict[str, Any] = {
        name: tuple(dict.fromkeys(text for value in getattr(content, name) if (text := clean_text(value))))
        for name in ("questions", *LISTED_FIELDS)
    }
    variants = {code: text for code, written in sorted(content.variants.items()) if (text := clean_text(written))}
    attachments = {
        clean_text(name): clean_text(address) for name, address in content.attachments.items() if name.strip()
    }
    return replace(content, **texts, **lists, variants=variants, attachments=attachments)


@transaction.atomic
def publish_all(
    *,
    contents: Sequence[ArticleContent],
    collection: str,
    now: datetime,
    from_file: bool = False,
    author: User | None = None,
    approver: User | None = None,
) -> Written:
    """Publish clean, checked contents with different numbers; what says the same as before stays untouched.

    `from_file`: people come first. An article they edited or withdrew stays as it is, and what the file now says waits
    beside it (`file_content`).
    """
    lock_collection(collection=collection)
    numbers = [content.external_id for content in contents]
    known = {row.external_id: row for row in Article.objects.filter(collection=collection, external_id__in=numbers)}
    changed: dict[UUID, ArticleContent] = {}
    new, old, kept = [], [], []
    for content in contents:
        article = known.get(content.external_id)
        content_print = fingerprint(content)
        if article and from_file:
            if content_print == article.loaded_fingerprint:
                continue
            edited = article.loaded_fingerprint != article.fingerprint or article.status != ArticleStatus.PUBLISHED
            article.loaded_fingerprint = content_print
            if edited:
                article.file_content = None if content_print == article.fingerprint else snapshot(content)
                kept.append(article)
                continue
        elif article and article.fingerprint == content_print and article.status == ArticleStatus.PUBLISHED:
            continue
        if article is None:
            article = Article(id=uuid6.uuid7(), collection=collection, external_id=content.external_id, created_at=now)
            new.append(article)
        else:
            article.version += 1
            old.append(article)
        for name in STORED_FIELDS:
            setattr(article, name, getattr(content, name))
        for name in LISTED_FIELDS:
            setattr(article, name, list(getattr(content, name)))
        article.fingerprint = content_print
        if from_file:
            article.loaded_fingerprint = content_print
        article.file_content = None
        article.chosung = title_chosung(content.title)
        article.status = ArticleStatus.PUBLISHED
        article.updated_at = now
        changed[article.id] = content
    Article.objects.bulk_create(new)
    Article.objects.bulk_update(kept, ["loaded_fingerprint", "file_content"], batch_size=100)
    Article.objects.bulk_update(old, [*STORED_FIELDS, *KEPT_BESIDE], batch_size=100)
    signed = {"author": author, "approver": approver}
    _write_parts(articles=[*new, *old], contents=changed, collection=collection, signed=signed, now=now)
    unchanged = len(contents) - len(changed) - len(kept)
    return Written(created=len(new), updated=len(old), unchanged=unchanged, kept=len(kept))


def _write_parts(
    *,
    articles: Sequence[Article],
    contents: dict[UUID, ArticleContent],
    collection: str,
    signed: dict[str, User | None],
    now: datetime,
) -> None:
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=article,
            version=article.version,
            content=snapshot(contents[article.id]),
            created_at=now,
            **signed,
        )
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
    questions = {article_id: _searched_questions(content) for article_id, content in contents.items()}
    replace_postings(collection=collection, articles=articles, questions=questions)


def _searched_questions(content: ArticleContent) -> tuple[str, ...]:
    """Return the alternate questions and, as one more, the synonyms: they find the article like a question."""
    return (*content.questions, " ".join(content.synonyms)) if content.synonyms else content.questions


@transaction.atomic
def withdraw(*, article_id: UUID, now: datetime) -> None:
    """Take one article out of search and off the public pages; its versions stay. Does nothing the second time."""
    collection = Article.objects.values_list("collection", flat=True).get(id=article_id)
    lock_collection(collection=collection)
    published = Article.objects.filter(id=article_id).exclude(status=ArticleStatus.WITHDRAWN)
    if published.update(status=ArticleStatus.WITHDRAWN, updated_at=now):
        remove_postings(collection=collection, article_ids=[article_id])
