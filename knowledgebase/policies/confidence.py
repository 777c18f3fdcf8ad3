"""How sure one may be that the best article answers the question."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass
from itertools import product

from knowledgebase.policies.fusion import Coefficients
from korean.morphemes import Token, kinship

FARTHEST_AHEAD = 5.0
MEANT_SHARE = 0.9
FEW_ARTICLES, SAFE_AMONG_FEW = 1_000, 0.83
"""Among few articles a wrong one stands out more than among those that the threshold was learned from."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the estimate rests on.

    `ahead`, `ahead_by_words`, `ahead_by_opening`: by how much its fused score, its words, its opening lead those of the
    first that gives another answer; `agreement`: whether it is first by words, by meaning, by opening alone (0–3);
    `heading_pairs`, `heading_kin`: the share of its title, or of its best question, that was said or meant, by syllable
    pairs and by kinship of words; `opening`: the feature of this name; `likeness`: how near the meanings lie, in steps
    of 0.05 of cosine above 0.85.
    """

    ahead: float
    ahead_by_words: float
    ahead_by_opening: float
    agreement: float
    heading_pairs: float
    heading_kin: float
    opening: float
    likeness: float


NAMES = tuple(Signs.__dataclass_fields__)


def confidence(signs: Signs, learned: Coefficients) -> float:
    """Return the estimated probability (0–1) that the article answers the question."""
    odds = learned.certainty["constant"]
    odds += sum(learned.certainty[name] * value for name, value in zip(NAMES, astuple(signs), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def is_safe(signs: Signs, learned: Coefficients, *, articles: int) -> bool:
    """Whether the article may be sent without an agent: sure enough for the precision that was learned for.

    `articles`: among how many it was found.
    """
    least = learned.safe if articles >= FEW_ARTICLES else max(learned.safe, SAFE_AMONG_FEW)
    return confidence(signs, learned) >= least


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


def heading_kinship(
    said: Collection[Token],
    meant: Collection[Token],
    headings: Iterable[Collection[Token]],
    rarity: Mapping[str, float],
) -> float:
    """Return the largest share (0–1) of a heading that was said or meant.

    Words count by their rarity, and words that are used alike (벌금, 과태료) as far as they are (`kinship`).
    """
    shares = [0.0]
    for heading in headings:
        told = {token.form: 0.0 for token in heading}
        for weight, words in ((1.0, said), (MEANT_SHARE, meant)):
            for word, other in product(words, heading):
                told[other.form] = max(told[other.form], weight * kinship(word, other))
        whole = sum(rarity[form] for form in told)
        if whole:
            shares.append(sum(rarity[form] * near for form, near in told.items()) / whole)
    return max(shares)
