"""Keep the search index in step with the articles, in the transaction that writes them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from knowledgebase.models import Article
from knowledgebase.policies.terms import Weight, weights
from knowledgebase.selectors.article import ArticleNotFound
from knowledgebase.services.vectors import remove_wordings, replace_wordings
from knowledgebase.types import Analyser, Field

LOCK_COLLECTION = "SELECT pg_advisory_xact_lock(hashtextextended('knowledgebase:' || %s, 0))"
COUNT_TERMS = """
    INSERT INTO knowledgebase_termcount AS counted (collection, analyser, term, articles)
    SELECT %(collection)s, analyser, term, count(DISTINCT article_id)
      FROM knowledgebase_posting WHERE article_id = ANY(%(articles)s::uuid[])
     GROUP BY analyser, term
     UNION ALL
    SELECT %(collection)s, %(morpheme)s, '', count(DISTINCT article_id)
      FROM knowledgebase_posting WHERE article_id = ANY(%(articles)s::uuid[])
    ON CONFLICT (collection, analyser, term) DO UPDATE SET articles = counted.articles + excluded.articles
"""
DISCOUNT_TERMS = """
    UPDATE knowledgebase_termcount AS counted SET articles = counted.articles - gone.articles
      FROM (SELECT analyser, term, count(DISTINCT article_id) AS articles
              FROM knowledgebase_posting WHERE article_id = ANY(%(articles)s::uuid[]) GROUP BY analyser, term
             UNION ALL
            SELECT %(morpheme)s, '', count(DISTINCT article_id)
              FROM knowledgebase_posting WHERE article_id = ANY(%(articles)s::uuid[])) AS gone
     WHERE counted.collection = %(collection)s AND counted.analyser = gone.analyser AND counted.term = gone.term
"""
INSERT_POSTINGS = """
    INSERT INTO knowledgebase_posting (collection, article_id, analyser, field, ordinal, term, weight)
    SELECT %s, * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::int[], %s::text[], %s::float8[])
"""


def lock_collection(*, collection: str) -> None:
    """Let one transaction at a time write a collection's articles, so that its term counts stay exact."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_COLLECTION, [collection])


def lock_article(*, article_id: UUID) -> Article:
    """Lock an article and, before it, its collection: whoever writes articles takes them in this order.

    Raises ArticleNotFound (404).
    """
    collection = Article.objects.values_list("collection", flat=True).filter(pk=article_id).first()
    if collection is None:
        raise ArticleNotFound
    lock_collection(collection=collection)
    return Article.objects.select_for_update().get(pk=article_id)


def replace_postings(*, collection: str, articles: Sequence[Article], questions: dict[UUID, tuple[str, ...]]) -> None:
    """Write postings and wordings of these articles anew, correct the term counts; call with the collection locked."""
    _remove_postings(collection, [article.id for article in articles])
    rows = [(article.id, weight) for article in articles for weight in _weights(article, questions[article.id])]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT_POSTINGS,
            [
                collection,
                [str(article_id) for article_id, _ in rows],
                [weight.analyser.value for _, weight in rows],
                [weight.field.value for _, weight in rows],
                [weight.ordinal for _, weight in rows],
                [weight.term for _, weight in rows],
                [weight.weight for _, weight in rows],
            ],
        )
        cursor.execute(COUNT_TERMS, _counting(collection, [article.id for article in articles]))
    replace_wordings(collection=collection, articles=articles, questions=questions)


def remove_postings(*, collection: str, article_ids: Sequence[UUID]) -> None:
    """Take these articles out of the index; call with the collection locked."""
    _remove_postings(collection, article_ids)
    remove_wordings(collection=collection, article_ids=article_ids)


def _remove_postings(collection: str, article_ids: Sequence[UUID]) -> None:
    counting = _counting(collection, article_ids)
    with connection.cursor() as cursor:
        cursor.execute(DISCOUNT_TERMS, counting)
        cursor.execute("DELETE FROM knowledgebase_posting WHERE article_id = ANY(%(articles)s::uuid[])", counting)


def _counting(collection: str, article_ids: Iterable[UUID]) -> dict[str, str | list[str]]:
    return {
        "collection": collection,
        "articles": [str(article_id) for article_id in article_ids],
        "morpheme": Analyser.MORPHEME.value,
    }


def _weights(article: Article, questions: tuple[str, ...]) -> Iterable[Weight]:
    yield from weights(Field.TITLE, 0, article.title)
    yield from weights(Field.BODY, 0, article.body)
    for ordinal, question in enumerate(questions, start=1):
        yield from weights(Field.QUESTION, ordinal, question)
