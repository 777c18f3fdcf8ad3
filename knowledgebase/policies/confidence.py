"""How sure one may be that the best article answers the question."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from knowledgebase.policies.query import OFFICIAL_WORD_WEIGHT

# Learned by logistic regression; docs/knowledge.md tells from what, and how it was measured.
INTERCEPT = -3.62
SCORE, GAP, COVERAGE = 0.83, 2.62, 2.83
SAFE = 0.85

LEAST_SCORE = 1.0
LEAST_GAP = 0.2
LEAST_COVERAGE = 0.6
LEAST_TOPICAL = 0.5


@dataclass(frozen=True, slots=True)
class Signs:
    """What the estimate rests on.

    `score` of the best article; `gap`: how far the second stays behind (0–1); `coverage`: the share of what was said,
    weighed by rarity, that the article contains; `topical`: the share that its title and questions contain.
    """

    score: float
    gap: float
    coverage: float
    topical: float


def confidence(signs: Signs) -> float:
    """Return the estimated probability (0–1) that the article answers the question."""
    odds = INTERCEPT + SCORE * signs.score + GAP * signs.gap + COVERAGE * signs.coverage
    return 1 / (1 + math.exp(-odds))


def is_safe(signs: Signs) -> bool:
    """Whether the article may be sent without an agent: sure enough, clearly ahead of the second, and about all of it.

    The single bounds keep out what a high score alone would let through: a rare word met by chance, two articles that
    fit as well, a question of which half is not spoken of.
    """
    return (
        confidence(signs) >= SAFE
        and signs.score >= LEAST_SCORE
        and signs.gap >= LEAST_GAP
        and signs.coverage >= LEAST_COVERAGE
        and signs.topical >= LEAST_TOPICAL
    )


def coverage(asked: Mapping[str, float], rarity: Mapping[str, float], contained: Collection[str]) -> float:
    """Return the share (0–1) of what was said, weighed by rarity, that is among the terms.

    Words that were only meant (see `official_words`) are left out of account.
    """
    said = {term: rarity[term] for term, weight in asked.items() if weight > OFFICIAL_WORD_WEIGHT}
    whole = sum(said.values())
    return sum(part for term, part in said.items() if term in contained) / whole if whole else 0.0
