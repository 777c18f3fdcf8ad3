"""Suggest articles while the question is still being typed: no analyser, no model, only letters and words."""

import re
from datetime import datetime
from typing import Any

from django.db import connection

from knowledgebase.policies.scope import named_districts
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.selectors.search import COLUMNS, FINDABLE, MOST_HITS, VARIANT, find, hit_from
from knowledgebase.types import CITY_COLLECTION, Hit
from korean.dates import seoul_time
from korean.hangul import CHOSUNG, JUNGSUNG, is_chosung, typed_letters
from korean.keyboard import as_hangul

FEWEST_LETTERS = 2
HALF_TYPED = re.compile(rf"(?<=[가-힣])[{CHOSUNG}{JUNGSUNG}]+$")
BY_LETTERS = f"""
    WITH known AS (SELECT wording.article_id, min(wording.ordinal) AS ordinal,
                          max((CASE WHEN wording.letters LIKE %(begins)s THEN 2 ELSE 1 END)
                              + %(length)s::float8 / length(wording.letters)) / 3 AS score
                     FROM knowledgebase_wording AS wording
                    WHERE wording.collection = %(collection)s AND wording.letters LIKE %(holds)s
                    GROUP BY wording.article_id)
    SELECT {COLUMNS}, coalesce(question.text, '') AS matched_question, known.score
      FROM known JOIN knowledgebase_article AS article ON article.id = known.article_id
      LEFT JOIN knowledgebase_alternatequestion AS question
             ON question.article_id = article.id AND question.ordinal = known.ordinal
      {VARIANT}
     WHERE {FINDABLE}
     ORDER BY known.score DESC, article.id LIMIT %(limit)s
"""  # noqa: S608


def suggest(
    *, text: str, district_code: str | None = None, collection: str = CITY_COLLECTION, limit: int = 5, now: datetime
) -> list[Hit]:
    """Return at most `limit` (≤ 50) articles for what was typed so far, best first: the last syllable may be half done.

    First those of which a title or question begins with or holds the letters typed (한영 key forgotten or not), then
    what the words find. First consonants alone (ㅇㄱ) look up titles.
    """
    if is_chosung(text):
        result = find(text=text, district_code=district_code, collection=collection, limit=limit, now=now)
        return [found.hit for found in result.found]
    limit = max(0, min(limit, MOST_HITS))
    typed = as_hangul(text) or text
    hits = _by_letters(typed, district_code=district_code, collection=collection, limit=limit, now=now)
    if len(hits) < limit:
        settled = HALF_TYPED.sub("", typed.rstrip())
        result = find(
            text=settled, district_code=district_code, collection=collection, limit=limit, now=now, use_vectors=False
        )
        seen = {hit.article_id for hit in hits}
        hits += [found.hit for found in result.found if found.hit.article_id not in seen]
    return hits[:limit]


def _by_letters(text: str, *, district_code: str | None, collection: str, limit: int, now: datetime) -> list[Hit]:
    letters = typed_letters(text.replace("\x00", ""))
    if len(letters) < FEWEST_LETTERS:
        return []
    named = named_districts(text, district_codes_by_name())
    scopes = named or ((district_code,) if district_code else ())
    literal = re.sub(r"([\\%_])", r"\\\1", letters)
    parameters: dict[str, Any] = {
        "collection": collection,
        "begins": f"{literal}%",
        "holds": f"%{literal}%",
        "length": len(letters),
        "district": scopes[0] if scopes else "",
        "scopes": list(scopes),
        "anywhere": not scopes,
        "today": seoul_time(now).date(),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_LETTERS, parameters)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [hit_from(row, score=row["score"]) for row in rows]
