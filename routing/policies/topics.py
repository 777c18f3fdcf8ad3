"""Which field of work a text is about: what the trained model takes it for, and the synonyms found in it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import ahocorasick
import numpy as np

from districts.types import TopicInfo
from routing.policies.classifier import Classifier
from routing.policies.learning import shares

RANKED = 10
SYNONYM_TRUST = 0.5
LONGEST_COUNTED = 6


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic with its share (all add up to 1) and the synonyms found (text, start, end)."""

    code: str
    share: float
    words: tuple[tuple[str, int, int], ...]


class TopicModel:
    """The synonyms in one automaton, and the trained model. Without a model the synonyms alone decide.

    A synonym counts at once when it is edited; the model learns it when it is trained the next time.
    """

    def __init__(self, topics: Sequence[TopicInfo], classifier: Classifier | None) -> None:
        self.codes = tuple(topic.code for topic in topics)
        self.classifier = classifier
        self._index = {code: place for place, code in enumerate(self.codes)}
        known = {} if classifier is None else {code: place for place, code in enumerate(classifier.topics)}
        shared = [(self._index[code], known[code]) for code in self.codes if code in known]
        self._place_of_learnt = [place for place, _ in shared]
        self._learnt_of_place = [learnt for _, learnt in shared]
        self._synonyms = _synonym_automaton(topics)

    def rank(self, matter: str, words: Collection[str]) -> list[TopicScore]:
        """Return the ten best topics by share, the best first; none where nothing speaks for any.

        Takes the text without its places, and its `topic_features`.
        """
        learnt = None if self.classifier is None else self.classifier.topic_scores(words)
        found = self._synonyms_in(matter)
        if not found and learnt is None:
            return []
        scores = np.zeros(len(self.codes), np.float32)
        if learnt is not None:
            scores[:] = learnt.mean()  # of a topic that the model does not know yet
            scores[self._place_of_learnt] = learnt[self._learnt_of_place]
        for place, hits in found.items():
            scores[place] += SYNONYM_TRUST * sum(weight for _, _, _, weight in hits)
        share = shares(scores)
        best = np.argsort(-share, kind="stable")[:RANKED].tolist()
        return [
            TopicScore(
                self.codes[place],
                float(share[place]),
                tuple((word, start, end) for word, start, end, _ in found.get(place, ())),
            )
            for place in best
            if learnt is not None or place in found
        ]

    def _synonyms_in(self, text: str) -> dict[int, list[tuple[str, int, int, float]]]:
        """Find synonyms with spaces left out; of two that overlap for one topic the longer one counts."""
        kept = [(place, character) for place, character in enumerate(text.casefold()) if not character.isspace()]
        packed = "".join(character for _, character in kept)
        hits = (
            [(last + 1 - length, last + 1, codes) for last, (length, codes) in self._synonyms.iter(packed)]
            if packed and len(self._synonyms)
            else []
        )
        found: dict[int, list[tuple[str, int, int, float]]] = defaultdict(list)
        covered: dict[int, set[int]] = defaultdict(set)
        for start, end, codes in sorted(hits, key=lambda hit: hit[0] - hit[1]):
            for code in codes:
                place = self._index[code]
                if covered[place].isdisjoint(range(start, end)):
                    covered[place].update(range(start, end))
                    first, last = kept[start][0], kept[end - 1][0] + 1
                    weight = min(end - start, LONGEST_COUNTED) ** 0.8 / len(codes)
                    found[place].append((text[first:last], first, last, weight))
        return found


def _synonym_automaton(topics: Sequence[TopicInfo]) -> ahocorasick.Automaton:
    codes: dict[str, list[str]] = defaultdict(list)
    for topic in topics:
        for word in {"".join(word.casefold().split()) for word in topic.synonyms}:
            if len(word) >= 2:
                codes[word].append(topic.code)
    automaton = ahocorasick.Automaton()
    for word, meant in codes.items():
        automaton.add_word(word, (len(word), tuple(meant)))
    if codes:
        automaton.make_automaton()
    return automaton
