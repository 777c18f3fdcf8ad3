"""Index terms of a text and their weights: morphemes and syllable bigrams, each scored by BM25.

A weight depends on the article alone: lengths are compared with a fixed usual length of the field, not with the
average of the collection, so that writing one article never changes the postings of another.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase.types import Analyser, Field
from korean.morphemes import content_terms

SATURATION = 1.2
USUAL_LENGTH = {Analyser.MORPHEME: {Field.TITLE: 6, Field.QUESTION: 6, Field.BODY: 70}}
USUAL_LENGTH[Analyser.BIGRAM] = {Field.TITLE: 12, Field.QUESTION: 12, Field.BODY: 140}
LENGTH_EFFECT = {Field.TITLE: 0.5, Field.QUESTION: 0.5, Field.BODY: 0.75}
LONGEST_TERM = 40

RUN = re.compile(r"[가-힣]+|[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one term speaks for one field of an article; `ordinal` numbers the questions, 0 elsewhere."""

    analyser: Analyser
    field: Field
    ordinal: int
    term: str
    weight: float


def bigrams(text: str) -> tuple[str, ...]:
    """Return the overlapping pairs of syllables in each run of Hangul; Latin words and numbers stay whole."""
    found: list[str] = []
    for run in RUN.findall(text.casefold()):
        if len(run) == 1 or not "가" <= run[0] <= "힣":
            found.append(run[:LONGEST_TERM])
        else:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return tuple(found)


def weights(field: Field, ordinal: int, text: str) -> Iterator[Weight]:
    """Yield the term weights of one field of an article by both analysers."""
    for analyser, terms in ((Analyser.MORPHEME, content_terms(text)), (Analyser.BIGRAM, bigrams(text))):
        ratio = len(terms) / USUAL_LENGTH[analyser][field]
        damping = SATURATION * (1 - LENGTH_EFFECT[field] + LENGTH_EFFECT[field] * ratio)
        for term, count in Counter(terms).items():
            yield Weight(analyser, field, ordinal, term[:LONGEST_TERM], count * (SATURATION + 1) / (count + damping))
