"""Give articles' wordings their vectors, off the request."""

import hashlib
import os
from collections.abc import Callable, Sequence
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet

from feed.doorbell import ring
from knowledgebase.models import AlternateQuestion, Article, Wording
from knowledgebase.policies.content import title_chosung
from knowledgebase.types import ArticleStatus
from korean import meaning
from korean.hangul import typed_letters

BATCH = 200
BATCH_OF_TASK = 40
READ_TASK = "knowledgebase.tasks.read_wordings"
BUMP = """
    INSERT INTO knowledgebase_indexstamp AS stamp (collection, changes) VALUES (%s, 1)
    ON CONFLICT (collection) DO UPDATE SET changes = stamp.changes + 1
"""


def replace_wordings(*, collection: str, articles: Sequence[Article], questions: dict[UUID, tuple[str, ...]]) -> None:
    """Write anew by which texts these articles are known; call with the collection locked.

    A text that has a vector anywhere keeps it. The others get theirs from a worker after the commit.
    """
    texts = [
        (article.id, ordinal, text)
        for article in articles
        for ordinal, text in enumerate((article.title, *questions[article.id]))
    ]
    digests = {text: _digest(text) for _, _, text in texts}
    known = {
        digest: bytes(vector)
        for digest, vector in Wording.objects.filter(
            digest__in=set(digests.values()), vector_model=meaning.MODEL
        ).values_list("digest", "vector")
        if vector is not None
    }
    Wording.objects.filter(article__in=articles).delete()
    Wording.objects.bulk_create(
        Wording(
            collection=collection,
            article_id=article_id,
            ordinal=ordinal,
            letters=typed_letters(text),
            chosung=title_chosung(text)[:600],
            digest=digests[text],
            vector=known.get(digests[text]),
            vector_model=meaning.MODEL if digests[text] in known else "",
        )
        for article_id, ordinal, text in texts
    )
    _bump(collection)
    ring(READ_TASK)


def remove_wordings(*, collection: str, article_ids: Sequence[UUID]) -> None:
    """Forget by which texts these articles are known; call with the collection locked."""
    Wording.objects.filter(article_id__in=article_ids).delete()
    _bump(collection)


def read_wordings(*, collection: str | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Give every wording of published articles (of one collection, or all) that has no vector its vector.

    Returns how many; 0 where the model is missing (`korean.meaning.problem`). Each 200 are committed together, so that
    an interrupted reading goes on where it stopped; `progress` is called with the wordings done and in all.
    """
    if meaning.problem():
        return 0
    _write_missing()
    waiting = _waiting(collection)
    total, done = waiting.count(), 0
    workers = os.cpu_count() or 1
    while read := _read_some(waiting, limit=BATCH, workers=workers):
        done += read
        if progress:
            progress(done, max(done, total))
    return done


def read_some_wordings() -> None:
    """Read the next few wordings without a vector, about a second of one core, and ring for the others.

    A worker has other work between two such calls. Where another worker is at it, nothing is done.
    """
    if meaning.problem():
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [READ_TASK])
            if not cursor.fetchone()[0]:
                return
        _write_missing()
        if _read_some(_waiting(None), limit=BATCH_OF_TASK, workers=1):
            ring(READ_TASK)


def _waiting(collection: str | None) -> QuerySet[Wording]:
    waiting = Wording.objects.filter(vector=None)
    return waiting if collection is None else waiting.filter(collection=collection)


def _read_some(waiting: QuerySet[Wording], *, limit: int, workers: int) -> int:
    batch = list(waiting.order_by("id").values_list("id", "article_id", "ordinal", "collection")[:limit])
    if not batch:
        return 0
    texts = _texts([row[1] for row in batch])
    vectors = meaning.read_all([texts.get((row[1], row[2]), "") for row in batch], workers=workers)
    with transaction.atomic():
        for name in {row[3] for row in batch}:
            _bump(name)
        for row, vector in zip(batch, vectors, strict=True):
            Wording.objects.filter(id=row[0]).update(
                vector=vector.astype(np.float16).tobytes(), vector_model=meaning.MODEL
            )
    return len(batch)


def _write_missing() -> None:
    """Write the wordings of articles from before there were any, and forget vectors of another model."""
    Wording.objects.exclude(vector_model__in=["", meaning.MODEL]).update(vector=None, vector_model="")
    missing = Article.objects.filter(status=ArticleStatus.PUBLISHED).exclude(
        id__in=Wording.objects.filter(ordinal=0).values("article")
    )
    by_collection: dict[str, list[Article]] = {}
    for article in missing:
        by_collection.setdefault(article.collection, []).append(article)
    for collection, articles in by_collection.items():
        questions: dict[UUID, tuple[str, ...]] = {article.id: () for article in articles}
        for row in AlternateQuestion.objects.filter(article__in=articles).order_by("ordinal"):
            questions[row.article_id] = (*questions[row.article_id], row.text)
        with transaction.atomic():
            replace_wordings(collection=collection, articles=articles, questions=questions)


def _texts(article_ids: Sequence[UUID]) -> dict[tuple[UUID, int], str]:
    titles = Article.objects.filter(id__in=article_ids).values_list("id", "title")
    texts = {(article_id, 0): title for article_id, title in titles}
    asked = AlternateQuestion.objects.filter(article_id__in=article_ids)
    return texts | {(row[0], row[1]): row[2] for row in asked.values_list("article_id", "ordinal", "text")}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _bump(collection: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BUMP, [collection])
