"""How sure one may be that the best article answers the question."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass

from knowledgebase.policies.fusion import Coefficients
from knowledgebase.policies.query import OFFICIAL_WORD_WEIGHT

FARTHEST_AHEAD = 5.0
LEAST_TOPICAL = 0.25


@dataclass(frozen=True, slots=True)
class Signs:
    """What the estimate rests on.

    `ahead`: by how much its fused score leads the second's (0–5); `topical`: the share of what was said, weighed by
    rarity, that its title and questions contain; `heading_words`, `heading_pairs`: the share of its title, or of its
    best question, that was said or meant; `meaning`: the feature of this name; `likeness`: how near the meanings lie,
    in steps of 0.05 of cosine above 0.85; `agreement`: whether it is first by words alone and by meaning alone (0–2).
    """

    ahead: float
    topical: float
    heading_words: float
    heading_pairs: float
    meaning: float
    likeness: float
    agreement: float


NAMES = tuple(Signs.__dataclass_fields__)


def confidence(signs: Signs, learned: Coefficients) -> float:
    """Return the estimated probability (0–1) that the article answers the question."""
    odds = learned.certainty["constant"]
    odds += sum(learned.certainty[name] * value for name, value in zip(NAMES, astuple(signs), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def is_safe(signs: Signs, learned: Coefficients) -> bool:
    """Whether the article may be sent without an agent: sure enough, and its heading speaks of what was said.

    Meaning alone is not enough: near-misses (another museum, another district's bowling alley) mean much the same.
    """
    return confidence(signs, learned) >= learned.safe and signs.topical >= LEAST_TOPICAL


def heading_coverage(
    asked: Mapping[str, float], rarity: Mapping[str, float], headings: Iterable[Collection[str]]
) -> float:
    """Return the largest share (0–1) of a heading, weighed by rarity, that was said (or meant: less)."""
    shares = [0.0]
    for terms in headings:
        whole = sum(rarity[term] for term in terms)
        if whole:
            shares.append(sum(rarity[term] * asked.get(term, 0.0) for term in terms) / whole)
    return max(shares)


def coverage(asked: Mapping[str, float], rarity: Mapping[str, float], contained: Collection[str]) -> float:
    """Return the share (0–1) of what was said, weighed by rarity, that is among the terms.

    Words that were only meant (see `official_words`) are left out of account.
    """
    said = {term: rarity[term] for term, weight in asked.items() if weight > OFFICIAL_WORD_WEIGHT}
    whole = sum(said.values())
    return sum(part for term, part in said.items() if term in contained) / whole if whole else 0.0
