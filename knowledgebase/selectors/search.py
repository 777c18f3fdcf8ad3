"""Find articles: BM25 over headings and bodies by morphemes and syllable pairs in one SQL, fused with their meaning."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from knowledgebase.models import TermCount
from knowledgebase.policies.fusion import (
    HEADING_WEIGHT,
    MORPHEME_SHARE,
    Features,
    coefficients,
    features,
    fused,
    shares,
)
from knowledgebase.policies.fusion import NAMES as FEATURES
from knowledgebase.policies.query import Query, understand
from knowledgebase.policies.question_kind import kinds_told, kinds_wanted
from knowledgebase.policies.scope import named_districts
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.selectors.vectors import NEAREST, SPREAD, Near, nearest
from knowledgebase.types import CITY_COLLECTION, Analyser, Hit
from korean import meaning
from korean.dates import seoul_time
from korean.meaning import Vector

MOST_HITS = 50
CANDIDATES = 50
NO_FEATURES = Features(*[0.0] * len(FEATURES))

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
         scored AS (SELECT posting.article_id, posting.analyser, posting.field <> 'B' AS heading, posting.ordinal,
                           sum(asked.weight * posting.weight) AS score
                      FROM asked JOIN knowledgebase_posting AS posting
                        ON posting.collection = %(collection)s
                       AND posting.analyser = asked.analyser AND posting.term = asked.term
                     GROUP BY posting.article_id, posting.analyser, posting.field <> 'B', posting.ordinal),
         found AS (SELECT article_id,
                          coalesce(max(score) FILTER (WHERE heading AND analyser = 'M'), 0) AS heading_words,
                          coalesce(max(score) FILTER (WHERE NOT heading AND analyser = 'M'), 0) AS body_words,
                          coalesce(max(score) FILTER (WHERE heading AND analyser = 'B'), 0) AS heading_pairs,
                          coalesce(max(score) FILTER (WHERE NOT heading AND analyser = 'B'), 0) AS body_pairs,
                          coalesce((array_agg(ordinal ORDER BY score DESC) FILTER (WHERE heading))[1], 0) AS ordinal
                     FROM scored GROUP BY article_id),
         alike AS (SELECT unnest(%(alike)s::uuid[]) AS article_id),
         candidate AS (SELECT article.id AS article_id,
                              {HEADING_WEIGHT} * ({MORPHEME_SHARE} * found.heading_words
                                                  + {1 - MORPHEME_SHARE} * found.heading_pairs)
                              + {MORPHEME_SHARE} * found.body_words + {1 - MORPHEME_SHARE} * found.body_pairs AS score
                         FROM found JOIN knowledgebase_article AS article ON article.id = found.article_id
                        WHERE {FINDABLE}
                        ORDER BY score DESC, article.id LIMIT %(candidates)s)
    SELECT {COLUMNS}, coalesce(question.text, '') AS matched_question,
           coalesce(found.heading_words, 0) AS heading_words, coalesce(found.body_words, 0) AS body_words,
           coalesce(found.heading_pairs, 0) AS heading_pairs, coalesce(found.body_pairs, 0) AS body_pairs,
           EXISTS (SELECT 1 FROM knowledgebase_alternatequestion AS same
                    WHERE same.article_id = article.id AND rtrim(same.text, ' ?!.') = %(asked)s) AS repeated,
           opening.vector AS opening
      FROM (SELECT article_id FROM candidate UNION SELECT article_id FROM alike) AS chosen
      JOIN knowledgebase_article AS article ON article.id = chosen.article_id
      LEFT JOIN found ON found.article_id = article.id
      LEFT JOIN knowledgebase_alternatequestion AS question
             ON question.article_id = article.id AND question.ordinal = found.ordinal
      LEFT JOIN knowledgebase_opening AS opening
             ON opening.article_id = article.id AND opening.vector_model = %(model)s
      {VARIANT}
     WHERE {FINDABLE}
"""  # noqa: S608
BY_CHOSUNG = f"""
    SELECT {COLUMNS}, '' AS matched_question, %(length)s::float8 / length(article.chosung) AS score
      FROM knowledgebase_article AS article {VARIANT}
     WHERE article.collection = %(collection)s AND article.chosung ~ %(pattern)s AND {FINDABLE}
     ORDER BY score DESC, article.id LIMIT %(limit)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, the district the article is for ("" for the whole city), what speaks for it and its fused score.

    `likeness` is the plain cosine of the meanings (0 without vectors), `opening` the meaning of title and beginning.
    """

    hit: Hit
    district_code: str
    seen: Features
    fused: float
    likeness: float = 0.0
    opening: Vector | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The articles found, the question as understood, the rarity of its terms, the districts it names, and whether
    vectors were used."""

    found: tuple[Found, ...]
    query: Query
    rarity: Mapping[tuple[str, str], float]
    named_districts: tuple[str, ...]
    with_vectors: bool = False


def search(
    *, text: str, district_code: str | None = None, collection: str = CITY_COLLECTION, limit: int = 5, now: datetime
) -> list[Hit]:
    """Return at most `limit` (≤ 50) published, valid articles for the citizen's words, best first.

    A district named in the words decides the scope before `district_code` does: articles of other districts are left
    out, and `district_variant` tells what is different there. Two to four SQL queries, whatever is asked (a few more
    in each process after an article changed).
    """
    result = find(text=text, district_code=district_code, collection=collection, limit=limit, now=now)
    return [found.hit for found in result.found]


def find(
    *,
    text: str,
    district_code: str | None,
    collection: str,
    limit: int,
    now: datetime,
    use_vectors: bool = True,
) -> Result:
    """Search as `search` does and return what was found together with how the question was understood.

    `use_vectors`: compare meanings too, where the model is there (about 40 ms).
    """
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
        "candidates": CANDIDATES,
    }
    if query.chosung:
        typed = "".join(query.chosung.split())
        pattern = "(^| )" + " ?".join(typed)
        rows = _rows(BY_CHOSUNG, parameters | {"pattern": pattern, "length": len(typed)})
        return Result(tuple(_found(row, NO_FEATURES, 0.0, row["score"]) for row in rows), query, {}, named)
    rarity = rarities(morphemes=query.morphemes, pairs=query.bigrams, collection=collection)
    weighted = list(_weighted(query, rarity))
    if not weighted or limit < 1:
        return Result((), query, rarity, named)
    vector: Vector | None = None
    alike: dict[UUID, Near] = {}
    if use_vectors and query.meaning and not meaning.problem():
        vector = meaning.read(query.meaning)
        alike = nearest(vector=vector, collection=collection)
    asked = {
        "analysers": [analyser for analyser, _, _ in weighted],
        "terms": [term for _, term, _ in weighted],
        "weights": [weight for _, _, weight in weighted],
        "alike": [str(article) for article in alike],
        "model": meaning.MODEL if alike else "none",
    }
    ranked = _ranked(_rows(RANK, parameters | asked), query=query, vector=vector, alike=alike)
    return Result(ranked[: parameters["limit"]], query, rarity, named, with_vectors=bool(alike))


def _ranked(
    rows: Sequence[Mapping[str, Any]], *, query: Query, vector: Vector | None, alike: Mapping[UUID, Near]
) -> tuple[Found, ...]:
    """Order the candidates by their fused scores. One that no vector speaks for counts as the farthest of the near."""
    learned = coefficients(with_vectors=bool(alike))
    farthest = min(alike.values(), default=Near(0.0, 0.0))
    wanted = kinds_wanted(query.text)
    openings = [_vector(row["opening"]) for row in rows]
    weighed = []
    for row, vector_of, standing in zip(rows, openings, _standings(openings, vector), strict=True):
        seen = features(
            words=(row["heading_words"], row["body_words"]),
            pairs=(row["heading_pairs"], row["body_pairs"]),
            meaning=alike.get(row["id"], farthest).meaning,
            opening=standing,
            wanted=wanted,
            told=kinds_told(f"{row['title']} {row['matched_question']}".strip()),
        )
        weighed.append((fused(seen, repeated=row["repeated"], learned=learned), seen, row, vector_of))
    weighed.sort(key=lambda part: (-part[0], part[2]["id"]))
    probable = shares([score for score, _, _, _ in weighed])
    return tuple(
        replace(_found(row, seen, score, share), likeness=alike.get(row["id"], farthest).likeness, opening=vector_of)
        for (score, seen, row, vector_of), share in zip(weighed, probable, strict=True)
    )


def _vector(kept: memoryview | None) -> Vector | None:
    return None if kept is None else np.frombuffer(kept, np.float16).astype(np.float32)


def _standings(openings: Sequence[Vector | None], vector: Vector | None) -> list[float]:
    """Return how far each opening stands above the mean of the fifty nearest; 0 for one that has not been read."""
    read = [opening for opening in openings if opening is not None]
    if vector is None or not read:
        return [0.0] * len(openings)
    likeness = np.stack(read) @ vector
    mean = float(np.sort(likeness)[-NEAREST:].mean())
    standings = iter((SPREAD * (likeness - mean)).tolist())
    return [0.0 if opening is None else next(standings) for opening in openings]


def rarities(*, morphemes: Iterable[str], pairs: Iterable[str], collection: str) -> dict[tuple[str, str], float]:
    """Return the inverse document frequency (natural logarithm) of each term by analyser and term. One SQL query."""
    asked = [(Analyser.MORPHEME.value, term) for term in morphemes]
    asked += [(Analyser.BIGRAM.value, term) for term in pairs]
    counted = {
        (analyser, term): articles
        for analyser, term, articles in TermCount.objects.filter(
            collection=collection, term__in={"", *(term for _, term in asked)}
        ).values_list("analyser", "term", "articles")
    }
    total = counted.get((Analyser.MORPHEME.value, ""), 0)
    return {key: math.log(1 + (total - (known := counted.get(key, 0)) + 0.5) / (known + 0.5)) for key in asked}


def articles_in(*, collection: str) -> int:
    """Return how many published articles of a collection are searched. One SQL query."""
    counted = TermCount.objects.filter(collection=collection, analyser=Analyser.MORPHEME, term="")
    return counted.values_list("articles", flat=True).first() or 0


def _weighted(query: Query, rarity: Mapping[tuple[str, str], float]) -> Iterable[tuple[str, str, float]]:
    """Yield (analyser, term, weight) so that the weights of each analyser add up to one."""
    for analyser, terms in ((Analyser.MORPHEME, query.morphemes), (Analyser.BIGRAM, query.bigrams)):
        parts = {term: weight * rarity[analyser.value, term] for term, weight in terms.items()}
        whole = sum(parts.values())
        for term, part in parts.items():
            if part > 0:
                yield analyser.value, term, part / whole


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def hit_from(row: Mapping[str, Any], *, score: float) -> Hit:
    """Return the hit that a row of `COLUMNS` with its matched question tells of."""
    return Hit(
        article_id=row["id"],
        external_id=row["external_id"],
        title=row["title"],
        category=row["category"],
        topic_code=row["topic_code"],
        spoken_answer=row["spoken_answer"],
        district_variant=row["district_variant"],
        source=row["source"],
        matched_question=row["matched_question"],
        score=score,
    )


def _found(row: Mapping[str, Any], seen: Features, score: float, share: float) -> Found:
    return Found(hit_from(row, score=share), row["district_code"], seen, score)
