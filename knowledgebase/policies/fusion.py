"""One score from all that speaks for an article: words in its heading and body, syllable pairs, meaning.

The coefficients are learned (`manage.py train_search`) and kept with where they come from in
`data/search_coefficients.json`: one set for searching with vectors, one for words alone.
"""

import json
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

COEFFICIENTS = Path(__file__).resolve().parent.parent / "data" / "search_coefficients.json"
REPEATED_QUESTION = 6.0
MORPHEME_SHARE, HEADING_WEIGHT = 0.45, 3.0


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for one article, each about 0 to 3; a heading is the better of the title and the best question.

    `meaning` tells how far its nearest wording stands above the fifty nearest of all, `opening` how far its title with
    the beginning of its text stands above the fifty nearest candidates'; both are 0 where there are no vectors. `told`
    is the share of the kinds of thing wanted (a place, a price …) of which the heading speaks, `silent` is 1 where some
    is wanted and the heading speaks of none.
    """

    heading_words: float
    body_words: float
    heading_pairs: float
    body_pairs: float
    best_words: float
    best_pairs: float
    meaning: float
    opening: float
    told: float
    silent: float


NAMES = tuple(Features.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The weights of one fusion and of the judgement on its best article; `version` tells where they come from."""

    version: str
    ranking: Mapping[str, float]
    certainty: Mapping[str, float]
    safe: float


@cache
def coefficients(*, with_vectors: bool) -> Coefficients:
    """Return the learned coefficients for searching with or without vectors."""
    kept = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    part = kept["with_vectors" if with_vectors else "words_alone"]
    return Coefficients(kept["version"], part["ranking"], part["certainty"], part["safe"])


def features(
    *,
    words: tuple[float, float],
    pairs: tuple[float, float],
    meaning: float,
    opening: float,
    wanted: Set[str],
    told: Set[str],
) -> Features:
    """Return the features from the scores of (heading, body) by morphemes and by syllable pairs, the meanings, and the
    kinds of thing wanted and told."""
    share = len(wanted & told) / len(wanted) if wanted else 0.0
    silent = float(bool(wanted) and not wanted & told)
    return Features(words[0], words[1], pairs[0], pairs[1], max(words), max(pairs), meaning, opening, share, silent)


def fused(seen: Features, *, repeated: bool, learned: Coefficients) -> float:
    """Return the score by which articles are ranked: a logarithm of odds, any number.

    Repeating a written question word for word counts extra (no case can teach that).
    """
    score: float = sum(learned.ranking[name] * value for name, value in zip(NAMES, astuple(seen), strict=True))
    return score + (REPEATED_QUESTION if repeated else 0.0)


def shares(scores: Sequence[float]) -> list[float]:
    """Return the probability (0–1) of each to be the best of those found, from their fused scores."""
    highest = max(scores, default=0.0)
    odds = [math.exp(score - highest) for score in scores]
    return [odd / sum(odds) for odd in odds]
