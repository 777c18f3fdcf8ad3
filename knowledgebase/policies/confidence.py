"""How sure one may be that the best article answers the question."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from knowledgebase.policies.query import OFFICIAL_WORD_WEIGHT

# Learned by logistic regression; docs/knowledge.md tells from what, and how to learn them again.
INTERCEPT = -6.0
SCORE, GAP, COVERAGE, HEADING = 0.5, 2.0, 4.0, 3.0
SAFE = 0.9


@dataclass(frozen=True, slots=True)
class Signs:
    """What the estimate rests on.

    `score` of the best article; `gap`: how far the second stays behind (0–1); `coverage`: the share of the question's
    rarity that the article contains; `heading`: the share of the matched title or question that the citizen said.
    """

    score: float
    gap: float
    coverage: float
    heading: float


def confidence(signs: Signs) -> float:
    """Return the estimated probability (0–1) that the article answers the question."""
    sum_ = INTERCEPT + SCORE * signs.score + GAP * signs.gap + COVERAGE * signs.coverage + HEADING * signs.heading
    return 1 / (1 + math.exp(-sum_))


def coverage(asked: Mapping[str, float], rarity: Mapping[str, float], contained: Collection[str]) -> float:
    """Return the share (0–1) of what was said, weighed by rarity, that the article's terms contain.

    Words that were only meant (see `official_words`) are left out of account.
    """
    said = {term: rarity[term] for term, weight in asked.items() if weight > OFFICIAL_WORD_WEIGHT}
    whole = sum(said.values())
    return sum(part for term, part in said.items() if term in contained) / whole if whole else 0.0


def heading_share(heading: Mapping[str, float], asked: Collection[str]) -> float:
    """Return the share (0–1) of the heading's terms, weighed by rarity, that the question says or means."""
    whole = sum(heading.values())
    return sum(part for term, part in heading.items() if term in asked) / whole if whole else 0.0
