"""Give articles' wordings and openings their vectors, off the request."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet

from feed.doorbell import ring
from knowledgebase.models import AlternateQuestion, Article, Opening, Wording
from knowledgebase.policies.content import opening, title_chosung
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
    known = _known_vectors(Wording.objects.all(), digests.values())
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
    _replace_openings(collection=collection, articles=articles)
    _bump(collection)
    ring(READ_TASK)


def _replace_openings(*, collection: str, articles: Sequence[Article]) -> None:
    digests = {article.id: _digest(opening(article.title, article.body)) for article in articles}
    known = _known_vectors(Opening.objects.all(), digests.values())
    Opening.objects.filter(article__in=articles).delete()
    Opening.objects.bulk_create(
        Opening(
            article_id=article_id,
            collection=collection,
            digest=digest,
            vector=known.get(digest),
            vector_model=meaning.MODEL if digest in known else "",
        )
        for article_id, digest in digests.items()
    )


def _known_vectors(rows: QuerySet[Wording] | QuerySet[Opening], digests: Iterable[str]) -> dict[str, bytes]:
    read = rows.filter(digest__in=set(digests), vector_model=meaning.MODEL)
    return {digest: bytes(vector) for digest, vector in read.values_list("digest", "vector") if vector is not None}


def remove_wordings(*, collection: str, article_ids: Sequence[UUID]) -> None:
    """Forget by which texts these articles are known; call with the collection locked."""
    Wording.objects.filter(article_id__in=article_ids).delete()
    Opening.objects.filter(article_id__in=article_ids).delete()
    _bump(collection)


def read_wordings(*, collection: str | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Give every wording and opening of published articles (of one collection, or all) without a vector its vector.

    Returns how many; 0 where the model is missing (`korean.meaning.problem`). Each 200 are committed together, so that
    an interrupted reading goes on where it stopped; `progress` is called with the texts done and in all. All cores
    read, and the workers leave the texts to this call meanwhile.
    """
    if meaning.problem():
        return 0
    with _only_reader():
        _write_missing()
        wordings, openings = _waiting(collection)
        total, done = wordings.count() + openings.count(), 0
        workers = os.cpu_count() or 1
        while read := _read_some(wordings, openings, limit=BATCH, workers=workers):
            done += read
            if progress:
                progress(done, max(done, total))
    return done


def read_some_wordings() -> None:
    """Read the next few texts without a vector, one or two seconds of one core, and ring for the others.

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
        if _read_some(*_waiting(None), limit=BATCH_OF_TASK, workers=1):
            ring(READ_TASK)


@contextmanager
def _only_reader() -> Iterator[None]:
    """Keep other readers away, after the batch at which one may be (a few seconds)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [READ_TASK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [READ_TASK])


def _waiting(collection: str | None) -> tuple[QuerySet[Wording], QuerySet[Opening]]:
    wordings, openings = Wording.objects.filter(vector=None), Opening.objects.filter(vector=None)
    if collection is None:
        return wordings, openings
    return wordings.filter(collection=collection), openings.filter(collection=collection)


def _read_some(wordings: QuerySet[Wording], openings: QuerySet[Opening], *, limit: int, workers: int) -> int:
    """Read the next wordings or, when all have their vectors, the next openings. Returns how many."""
    return _read_some_titles(wordings, limit=limit, workers=workers) or _read_some_openings(
        openings, limit=limit, workers=workers
    )


def _read_some_titles(waiting: QuerySet[Wording], *, limit: int, workers: int) -> int:
    batch = list(waiting.order_by("id").values_list("id", "article_id", "ordinal", "collection")[:limit])
    if not batch:
        return 0
    texts = _texts([row[1] for row in batch])
    vectors = meaning.read_all([texts.get((row[1], row[2]), "") for row in batch], workers=workers)
    with transaction.atomic():
        for name in {row[3] for row in batch}:
            _bump(name)
        for row, vector in zip(batch, vectors, strict=True):
            Wording.objects.filter(id=row[0]).update(vector=_kept(vector), vector_model=meaning.MODEL)
    return len(batch)


def _read_some_openings(waiting: QuerySet[Opening], *, limit: int, workers: int) -> int:
    batch = list(
        waiting.order_by("article_id").values_list("article_id", "digest", "article__title", "article__body")[:limit]
    )
    texts = [opening(title, body) for _, _, title, body in batch]
    vectors = meaning.read_all(texts, workers=workers, passages=True)
    with transaction.atomic():
        for (article_id, digest, _, _), vector in zip(batch, vectors, strict=True):
            Opening.objects.filter(article_id=article_id, digest=digest).update(
                vector=_kept(vector), vector_model=meaning.MODEL
            )
    return len(batch)


def _kept(vector: meaning.Vector) -> bytes:
    return vector.astype(np.float16).tobytes()


def _write_missing() -> None:
    """Write the wordings and openings of articles from before there were any; forget vectors of another model."""
    for rows in (Wording.objects.all(), Opening.objects.all()):
        rows.exclude(vector_model__in=["", meaning.MODEL]).update(vector=None, vector_model="")
    published = Article.objects.filter(status=ArticleStatus.PUBLISHED)
    without_wordings = published.exclude(id__in=Wording.objects.filter(ordinal=0).values("article"))
    for collection, articles in _by_collection(without_wordings).items():
        questions: dict[UUID, tuple[str, ...]] = {article.id: () for article in articles}
        for row in AlternateQuestion.objects.filter(article__in=articles).order_by("ordinal"):
            questions[row.article_id] = (*questions[row.article_id], row.text)
        with transaction.atomic():
            replace_wordings(collection=collection, articles=articles, questions=questions)
    without_opening = published.exclude(id__in=Opening.objects.values("article"))
    for collection, articles in _by_collection(without_opening).items():
        with transaction.atomic():
            _replace_openings(collection=collection, articles=articles)


def _by_collection(articles: QuerySet[Article]) -> dict[str, list[Article]]:
    found: dict[str, list[Article]] = {}
    for article in articles:
        found.setdefault(article.collection, []).append(article)
    return found


def _texts(article_ids: Sequence[UUID]) -> dict[tuple[UUID, int], str]:
    """Return by article and ordinal the title, the questions and, after them, the synonyms."""
    texts: dict[UUID, list[str]] = {}
    synonyms: dict[UUID, str] = {}
    for article_id, title, words in Article.objects.filter(id__in=article_ids).values_list("id", "title", "synonyms"):
        texts[article_id], synonyms[article_id] = [title], " ".join(words)
    asked = AlternateQuestion.objects.filter(article_id__in=article_ids).order_by("ordinal")
    for article_id, text in asked.values_list("article_id", "text"):
        texts[article_id].append(text)
    return {
        (article_id, ordinal): text
        for article_id, known in texts.items()
        for ordinal, text in enumerate([*known, synonyms[article_id]])
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _bump(collection: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BUMP, [collection])
