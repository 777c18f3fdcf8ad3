"""Decide whether the best article may be sent without an agent. Precision comes first."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from districts import selectors as districts
from knowledgebase.models import Posting, TermCount
from knowledgebase.policies.confidence import SAFE, Signs, confidence, coverage, heading_share
from knowledgebase.policies.guards import must_see_a_person
from knowledgebase.policies.scope import named_districts, without_districts
from knowledgebase.selectors.article import article
from knowledgebase.selectors.search import Found, Result, find
from knowledgebase.types import CITY_COLLECTION, Analyser, AutomaticAnswer, Field, Hit

ANSWERED_HANDLING = "SIMPLE"
TEXT_CHANNELS = frozenset({"SMS", "WEB", "KAKAO"})
COMPARED = 10


@dataclass(frozen=True, slots=True)
class Assessment:
    """The articles found, how likely the first is right (0–1), and why it may not be sent ("" when it may)."""

    hits: tuple[Hit, ...]
    confidence: float
    withheld: str


def answer_automatically(
    *, text: str, district_code: str | None, channel: str, handling: str, now: datetime
) -> AutomaticAnswer | None:
    """Return the city's answer to a simple question on a text channel, or None when an agent should see it.

    `handling` is what routing decided: only SIMPLE is answered, never an emergency or what a department must do.
    The text fits the channel (SMS: its own summary) and ends with what is different in the district.
    """
    if channel not in TEXT_CHANNELS or handling != ANSWERED_HANDLING:
        return None
    assessment = assess(text=text, district_code=district_code, now=now)
    if assessment.withheld:
        return None
    hit = assessment.hits[0]
    view = article(article_id=hit.article_id)
    summary = view.sms_summary if channel == "SMS" else view.chat_summary
    if not summary:
        return None
    return AutomaticAnswer(
        article_id=view.article_id,
        title=view.title,
        text="\n\n".join(part for part in (summary, hit.district_variant) if part),
        source=view.source,
        confidence=assessment.confidence,
    )


def assess(
    *, text: str, district_code: str | None = None, collection: str = CITY_COLLECTION, now: datetime
) -> Assessment:
    """Search and judge: the ten best articles, the confidence in the first, and the reason to withhold it, if any.

    Reasons: those of `must_see_a_person`, "chosung", "nothing_found", "other_district", "unsure".
    """
    result = find(text=text, district_code=district_code, collection=collection, limit=COMPARED, now=now)
    hits = tuple(found.hit for found in result.found)
    if result.query.chosung:
        return Assessment(hits, 0.0, "chosung")
    if not hits:
        return Assessment((), 0.0, "nothing_found")
    names = {district.name: district.code for district in districts.all_districts()}
    sure = confidence(signs(result=result, codes_by_name=names, collection=collection))
    withheld = must_see_a_person(text)
    if not withheld and _elsewhere(result, district_code, names):
        withheld = "other_district"
    if not withheld and sure < SAFE:
        withheld = "unsure"
    return Assessment(hits, sure, withheld)


def signs(*, result: Result, codes_by_name: dict[str, str], collection: str) -> Signs:
    """Return what speaks for the first article found; `result` must hold one."""
    best = result.found[0]
    second = result.found[1].hit.score if len(result.found) > 1 else 0.0
    contained, heading = _terms_of(best, collection)
    named = set(result.query.morphemes) - set(
        without_districts(" ".join(result.query.morphemes), codes_by_name).split()
    )
    asked = {term: weight for term, weight in result.query.morphemes.items() if term not in named}
    rarity = {term: value for (analyser, term), value in result.rarity.items() if analyser == Analyser.MORPHEME.value}
    return Signs(
        score=best.hit.score,
        gap=1 - second / best.hit.score,
        coverage=coverage(asked, rarity, contained),
        heading=heading_share(heading, asked),
    )


def _terms_of(found: Found, collection: str) -> tuple[set[str], dict[str, float]]:
    """Return all morphemes of the article, and those of the heading that matched with their rarity. One SQL query."""
    counted = TermCount.objects.filter(collection=collection, analyser=Analyser.MORPHEME)
    rows = Posting.objects.filter(article_id=found.hit.article_id, analyser=Analyser.MORPHEME).annotate(
        articles=Subquery(counted.filter(term=OuterRef("term")).values("articles")),
        total=Subquery(counted.filter(term="").values("articles")),
    )
    contained: set[str] = set()
    heading: dict[str, float] = {}
    for field, ordinal, term, articles, total in rows.values_list("field", "ordinal", "term", "articles", "total"):
        contained.add(term)
        if field != Field.BODY.value and ordinal == found.ordinal:
            heading[term] = math.log(1 + (total - articles + 0.5) / (articles + 0.5))
    return contained, heading


def _elsewhere(result: Result, district_code: str | None, codes_by_name: dict[str, str]) -> bool:
    """Whether the article speaks of a district that is not the one the citizen means, or the citizen names several."""
    best = result.found[0]
    meant = result.named_districts or ((district_code,) if district_code else ())
    about = {*named_districts(f"{best.hit.title} {best.hit.matched_question}", codes_by_name), best.district_code} - {
        ""
    }
    return len(meant) > 1 or not about <= set(meant)
