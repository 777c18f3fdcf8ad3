"""Find articles: BM25 over titles, alternate questions and bodies, by morphemes and syllable pairs, in one SQL."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from knowledgebase.models import TermCount
from knowledgebase.policies.query import Query, understand
from knowledgebase.policies.scope import named_districts
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.types import CITY_COLLECTION, Analyser, Hit
from korean.dates import seoul_time
from korean.hangul import CHOSUNG

MORPHEME_SHARE = 0.45
HEADING_WEIGHT = 3.0
REPEATED_QUESTION = 1.5
MOST_HITS = 50
ANALYSER_SHARES = ((Analyser.MORPHEME, MORPHEME_SHARE), (Analyser.BIGRAM, 1 - MORPHEME_SHARE))

COLUMNS = """article.id, article.external_id, article.title, article.category, article.topic_code,
             article.district_code, article.spoken_answer, article.source,
             coalesce(variant.text, '') AS district_variant"""
VARIANT = """LEFT JOIN knowledgebase_articlevariant AS variant
                    ON variant.article_id = article.id AND variant.district_code = %(district)s"""
FINDABLE = """article.status = 'PUBLISHED'
          AND (article.valid_from IS NULL OR article.valid_from <= %(today)s)
          AND (article.valid_until IS NULL OR article.valid_until >= %(today)s)
          AND (%(anywhere)s OR article.district_code = '' OR article.district_code = ANY(%(scopes)s))"""
RANK = f"""
    WITH asked AS (SELECT * FROM unnest(%(analysers)s::text[], %(terms)s::text[], %(weights)s::float8[])
                                AS asked (analyser, term, weight)),
         scored AS (SELECT posting.article_id, posting.field, posting.ordinal,
                           sum(asked.weight * posting.weight) AS score
                      FROM asked JOIN knowledgebase_posting AS posting
                        ON posting.collection = %(collection)s
                       AND posting.analyser = asked.analyser AND posting.term = asked.term
                     GROUP BY posting.article_id, posting.field, posting.ordinal),
         ranked AS (SELECT article_id,
                           {HEADING_WEIGHT} * coalesce(max(score) FILTER (WHERE field <> 'B'), 0)
                                            + coalesce(max(score) FILTER (WHERE field = 'B'), 0) AS score,
                           coalesce((array_agg(ordinal ORDER BY score DESC) FILTER (WHERE field <> 'B'))[1], 0)
                               AS ordinal
                      FROM scored GROUP BY article_id)
    SELECT {COLUMNS}, coalesce(question.text, '') AS matched_question,
           ranked.score * CASE WHEN EXISTS (
               SELECT 1 FROM knowledgebase_alternatequestion AS same
                WHERE same.article_id = article.id AND rtrim(same.text, ' ?!.') = %(asked)s
           ) THEN {REPEATED_QUESTION} ELSE 1 END AS score
      FROM ranked JOIN knowledgebase_article AS article ON article.id = ranked.article_id
      LEFT JOIN knowledgebase_alternatequestion AS question
             ON question.article_id = article.id AND question.ordinal = ranked.ordinal
      {VARIANT}
     WHERE {FINDABLE}
     ORDER BY score DESC, article.id LIMIT %(limit)s
"""  # noqa: S608
BY_CHOSUNG = f"""
    SELECT {COLUMNS}, '' AS matched_question, %(length)s::float8 / length(article.chosung) AS score
      FROM knowledgebase_article AS article {VARIANT}
     WHERE article.collection = %(collection)s AND article.chosung ~ %(pattern)s AND {FINDABLE}
     ORDER BY score DESC, article.id LIMIT %(limit)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Found:
    """A hit and the district the article is for ("" for the whole city)."""

    hit: Hit
    district_code: str


@dataclass(frozen=True, slots=True)
class Result:
    """The articles found, the question as understood, the rarity of its terms, and the districts it names."""

    found: tuple[Found, ...]
    query: Query
    rarity: Mapping[tuple[str, str], float]
    named_districts: tuple[str, ...]


def search(
    *, text: str, district_code: str | None = None, collection: str = CITY_COLLECTION, limit: int = 5, now: datetime
) -> list[Hit]:
    """Return at most `limit` (≤ 50) published, valid articles for the citizen's words, best first.

    A district named in the words decides the scope before `district_code` does: articles of other districts are left
    out, and `district_variant` tells what is different there. Two or three SQL queries, whatever is asked.
    """
    result = find(text=text, district_code=district_code, collection=collection, limit=limit, now=now)
    return [found.hit for found in result.found]


def suggest(
    *, text: str, district_code: str | None = None, collection: str = CITY_COLLECTION, limit: int = 5, now: datetime
) -> list[Hit]:
    """Return articles while the question is still being typed: first consonants (ㅇㄱ) work, a half-typed syllable is
    left out of account."""
    settled = re.sub(rf"(?<=[가-힣])[{CHOSUNG}]$", "", text.rstrip())
    return search(text=settled, district_code=district_code, collection=collection, limit=limit, now=now)


def find(*, text: str, district_code: str | None, collection: str, limit: int, now: datetime) -> Result:
    """Search as `search` does and return what was found together with how the question was understood."""
    query = understand(text)
    named = named_districts(query.text, district_codes_by_name())
    scopes = named or ((district_code,) if district_code else ())
    parameters: dict[str, Any] = {
        "collection": collection,
        "district": scopes[0] if scopes else "",
        "scopes": list(scopes),
        "anywhere": not scopes,
        "asked": query.text.rstrip(" ?!."),
        "today": seoul_time(now).date(),
        "limit": max(0, min(limit, MOST_HITS)),
    }
    if query.chosung:
        typed = "".join(query.chosung.split())
        pattern = "(^| )" + " ?".join(typed)
        found = _run(BY_CHOSUNG, parameters | {"pattern": pattern, "length": len(typed)})
        return Result(found, query, {}, named)
    rarity = _rarity(query=query, collection=collection)
    weighted = list(_weighted(query, rarity))
    if not weighted:
        return Result((), query, rarity, named)
    asked = {
        "analysers": [analyser for analyser, _, _ in weighted],
        "terms": [term for _, term, _ in weighted],
        "weights": [weight for _, _, weight in weighted],
    }
    return Result(_run(RANK, parameters | asked), query, rarity, named)


def _rarity(*, query: Query, collection: str) -> dict[tuple[str, str], float]:
    """Return the inverse document frequency (natural logarithm) of each term of the query, by analyser and term."""
    asked = [(Analyser.MORPHEME.value, term) for term in query.morphemes]
    asked += [(Analyser.BIGRAM.value, term) for term in query.bigrams]
    counted = {
        (analyser, term): articles
        for analyser, term, articles in TermCount.objects.filter(
            collection=collection, term__in=["", *query.morphemes, *query.bigrams]
        ).values_list("analyser", "term", "articles")
    }
    total = counted.get((Analyser.MORPHEME.value, ""), 0)
    return {key: math.log(1 + (total - (known := counted.get(key, 0)) + 0.5) / (known + 0.5)) for key in asked}


def _weighted(query: Query, rarity: Mapping[tuple[str, str], float]) -> Iterable[tuple[str, str, float]]:
    """Yield (analyser, term, weight) so that the weights of each analyser add up to its share."""
    for (analyser, share), terms in zip(ANALYSER_SHARES, (query.morphemes, query.bigrams), strict=True):
        parts = {term: weight * rarity[analyser.value, term] for term, weight in terms.items()}
        whole = sum(parts.values())
        for term, part in parts.items():
            if part > 0:
                yield analyser.value, term, share * part / whole


def _run(statement: str, parameters: Mapping[str, Any]) -> tuple[Found, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return tuple(
        Found(
            hit=Hit(
                article_id=row["id"],
                external_id=row["external_id"],
                title=row["title"],
                category=row["category"],
                topic_code=row["topic_code"],
                spoken_answer=row["spoken_answer"],
                district_variant=row["district_variant"],
                source=row["source"],
                matched_question=row["matched_question"],
                score=row["score"],
            ),
            district_code=row["district_code"],
        )
        for row in rows
    )
