"""Decide whether the best article may be sent without an agent. Precision comes first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db.models import Value

from knowledgebase.models import AlternateQuestion, Article, Posting
from knowledgebase.policies.confidence import (
    FARTHEST_AHEAD,
    Signs,
    confidence,
    heading_coverage,
    heading_kinship,
    is_safe,
)
from knowledgebase.policies.fusion import coefficients
from knowledgebase.policies.guards import lacks_what_is_asked, must_see_a_person
from knowledgebase.policies.query import meant_tokens, said_tokens
from knowledgebase.policies.scope import named_districts, proper_names, spoken_for
from knowledgebase.selectors.article import ArticleNotFound, article
from knowledgebase.selectors.automatic import may_answer
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.selectors.search import MOST_HITS, Found, Result, articles_in, find, rarities
from knowledgebase.types import CITY_COLLECTION, Analyser, AutomaticAnswer, Field, Hit

ANSWERED_HANDLING = "SIMPLE"
TEXT_CHANNELS = frozenset({"SMS", "WEB", "KAKAO"})
COMPARED = 10
MOST_OWN_DISTRICTS = 3
LIKENESS_STEPS, LEAST_LIKENESS = 20.0, 0.85
SAME_ANSWER = 0.97


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
    What supervisors want of the category's precision holds besides (`may_answer`). The text fits the channel (SMS:
    its own summary) and ends with what is different in the district.
    """
    if channel not in TEXT_CHANNELS or handling != ANSWERED_HANDLING:
        return None
    assessment = assess(text=text, district_code=district_code, now=now)
    if assessment.withheld:
        return None
    hit = assessment.hits[0]
    if not may_answer(category=hit.category, confidence=assessment.confidence):
        return None
    try:
        view = article(article_id=hit.article_id)
    except ArticleNotFound:  # withdrawn since the search
        return None
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
    *,
    text: str,
    district_code: str | None = None,
    collection: str = CITY_COLLECTION,
    use_vectors: bool = True,
    now: datetime,
) -> Assessment:
    """Search and judge: the ten best articles, the confidence in the first, and the reason to withhold it, if any.

    Reasons: those of `must_see_a_person`, "chosung", "nothing_found", "other_district", "not_told", "unsure".
    """
    result = find(
        text=text,
        district_code=district_code,
        collection=collection,
        limit=MOST_HITS,
        use_vectors=use_vectors,
        now=now,
    )
    hits = tuple(found.hit for found in result.found[:COMPARED])
    if result.query.chosung:
        return Assessment(hits, 0.0, "chosung")
    if not hits:
        return Assessment((), 0.0, "nothing_found")
    names = district_codes_by_name()
    learned = coefficients(with_vectors=result.with_vectors)
    seen = signs(ranked=result.found, result=result, collection=collection)
    withheld = must_see_a_person(text)
    if not withheld and is_elsewhere(best=result.found[0], result=result, district_code=district_code, names=names):
        withheld = "other_district"
    if not withheld and not tells(best=result.found[0], result=result):
        withheld = "not_told"
    if not withheld and not is_safe(seen, learned, articles=articles_in(collection=collection)):
        withheld = "unsure"
    return Assessment(hits, confidence(seen, learned), withheld)


def signs(*, ranked: Sequence[Found], result: Result, collection: str) -> Signs:
    """Return what speaks for the first of the ranked articles of a search. Three SQL queries."""
    best = ranked[0]
    others = [found for found in ranked[1:] if not _same_answer(best, found)]
    pairs = _heading_pairs(best.hit.article_id)
    said, meant = said_tokens(result.query.text), meant_tokens(result.query)
    told = list(map(said_tokens, _heading_texts(best.hit.article_id)))
    rarity = rarities(
        morphemes={token.form for token in chain(said, meant, *told)},
        pairs={*result.query.bigrams, *chain(*pairs)},
        collection=collection,
    )
    ahead = [ahead_of(best, others, by) for by in (_fused, _by_words, _by_opening, _by_meaning)]
    return Signs(
        ahead=min(ahead[0], FARTHEST_AHEAD),
        ahead_by_words=min(max(ahead[1], -2.0), 4.0),
        ahead_by_opening=min(max(ahead[2], -1.0), 2.0),
        agreement=sum(lead >= 0 for lead in ahead[1:]),
        heading_pairs=heading_coverage(result.query.bigrams, _of(rarity, Analyser.BIGRAM), pairs),
        heading_kin=heading_kinship(said, meant, told, _of(rarity, Analyser.MORPHEME)),
        opening=best.seen.opening,
        likeness=LIKENESS_STEPS * max(0.0, best.likeness - LEAST_LIKENESS),
    )


def _same_answer(one: Found, other: Found) -> bool:
    """Whether two articles say the same (published twice): the meanings of their beginnings are one."""
    if one.opening is None or other.opening is None:
        return False
    return float(one.opening @ other.opening) > SAME_ANSWER


def ahead_of(best: Found, others: Sequence[Found], by: Callable[[Found], float]) -> float:
    """Return by how much the best leads all others in one respect (FARTHEST_AHEAD where there is no other)."""
    return by(best) - max(map(by, others)) if others else FARTHEST_AHEAD


def _fused(found: Found) -> float:
    return found.fused


def _by_words(found: Found) -> float:
    seen = found.seen
    return seen.heading_words + seen.body_words + seen.heading_pairs + seen.body_pairs


def _by_opening(found: Found) -> float:
    return found.seen.opening


def _by_meaning(found: Found) -> float:
    return found.seen.meaning


def _heading_pairs(article_id: UUID) -> list[set[str]]:
    """Return the pairs of syllables of the title and of each question."""
    pairs: dict[int, set[str]] = {}
    postings = Posting.objects.filter(article_id=article_id, analyser=Analyser.BIGRAM).exclude(field=Field.BODY)
    for ordinal, term in postings.values_list("ordinal", "term"):
        pairs.setdefault(ordinal, set()).add(term)
    return list(pairs.values())


def _heading_texts(article_id: UUID) -> list[str]:
    """Return the title and the questions in other people's words."""
    titles = Article.objects.filter(id=article_id).annotate(ordinal=Value(0)).values_list("title", "ordinal")
    questions = AlternateQuestion.objects.filter(article_id=article_id).values_list("text", "ordinal")
    return [text for text, _ in titles.union(questions).order_by("ordinal")]


def _of(rarity: Mapping[tuple[str, str], float], analyser: Analyser) -> dict[str, float]:
    return {term: value for (name, term), value in rarity.items() if name == analyser.value}


def tells(*, best: Found, result: Result) -> bool:
    """Whether the article speaks of the detail that is asked for (`lacks_what_is_asked`). One SQL query."""
    body = Article.objects.values_list("body", flat=True).get(id=best.hit.article_id)
    return not lacks_what_is_asked(result.query.text, f"{best.hit.title} {body}")


def is_elsewhere(*, best: Found, result: Result, district_code: str | None, names: Mapping[str, str]) -> bool:
    """Whether the article speaks of a district that is not the one the citizen means, or the citizen names several.

    The body speaks of one when it speaks for up to three: a list of more is meant for the whole city. An address does
    not count, nor a body whose title has the same proper name as the question: there is one 홍제천. One SQL query.
    """
    meant = set(result.named_districts or ([district_code] if district_code else []))
    heading = {*named_districts(f"{best.hit.title} {best.hit.matched_question}", names), best.district_code}
    body = Article.objects.values_list("body", flat=True).get(id=best.hit.article_id)
    in_body = set(spoken_for(body, names))
    elsewhere_in_body = 0 < len(in_body) <= MOST_OWN_DISTRICTS and not meant & set(named_districts(body, names))
    if elsewhere_in_body:
        elsewhere_in_body = not proper_names(result.query.text) & proper_names(best.hit.title)
    return len(meant) > 1 or not heading <= meant | {""} or elsewhere_in_body
