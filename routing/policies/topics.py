"""Which field of work a text is about: synonyms found in it, and citizens' phrases it resembles."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick

from districts.types import TopicInfo
from korean.morphemes import EMPTY_STEMS, NOUN_TAGS, STEM_TAGS, Token
from routing.types import Handling

SMOOTHING = 0.6
MORPHEME_WEIGHT = 1.0
BIGRAM_WEIGHT = 0.3
SYNONYM_WEIGHT = 2.0
TEMPERATURE = 3.0

Tokenise = Callable[[str], Sequence[Token]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way a citizen puts a matter, and whether it asks a question or reports something."""

    topic_code: str
    handling: Handling
    text: str


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic with its score and the synonyms found (text, start, end)."""

    code: str
    score: float
    share: float
    words: tuple[tuple[str, int, int], ...]


class TopicModel:
    """Synonyms in one automaton, and how much each morpheme and bigram speaks for each topic; made once per version."""

    def __init__(self, topics: Sequence[TopicInfo], phrases: Iterable[Phrase], tokenise: Tokenise) -> None:
        self.codes = tuple(topic.code for topic in topics)
        self._index = {code: place for place, code in enumerate(self.codes)}
        self._synonyms = _synonym_automaton(topics)
        counts: dict[str, Counter[str]] = {code: Counter() for code in self.codes}
        asked, reported = Counter[str](), Counter[str]()
        for topic in topics:
            for text in (topic.name, *topic.synonyms):
                counts[topic.code].update(_features(text, tokenise(text)))
        for phrase in phrases:
            tokens = tokenise(phrase.text)
            if phrase.topic_code in counts:
                counts[phrase.topic_code].update(_features(phrase.text, tokens))
            (asked if phrase.handling == Handling.SIMPLE else reported).update(_manner_features(tokens))
        self._weights = _log_odds(counts, self._index)
        self._manner = _two_sided_odds(asked, reported)

    def rank(self, text: str, tokens: Sequence[Token]) -> list[TopicScore]:
        """Return the topics that anything speaks for, the best first; `share` adds up to 1 over all of them."""
        if not self.codes:
            return []
        scores = [0.0] * len(self.codes)
        for feature, times in _features(text, tokens).items():
            for place, weight in self._weights.get(feature, ()):
                scores[place] += weight * min(times, 2)
        words = self._synonyms_in(text)
        for place, found in words.items():
            scores[place] += SYNONYM_WEIGHT * sum(weight for _, _, _, weight in found)
        best = max(scores)
        powers = [math.exp((score - best) / TEMPERATURE) for score in scores]
        whole = sum(powers)
        ranked = [
            TopicScore(
                self.codes[place],
                score,
                powers[place] / whole,
                tuple((word, start, end) for word, start, end, _ in words.get(place, ())),
            )
            for place, score in enumerate(scores)
            if score > 0
        ]
        return sorted(ranked, key=lambda topic: (-topic.score, topic.code))

    def question_odds(self, tokens: Sequence[Token]) -> float:
        """Return the log odds that the text asks (above 0) rather than reports, by its endings and words."""
        return sum(self._manner.get(feature, 0.0) for feature in _manner_features(tokens))

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
                    weight = min(end - start, 6) ** 0.8 / len(codes)
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


def _features(text: str, tokens: Sequence[Token]) -> Counter[str]:
    features = Counter[str]()
    for token in tokens:
        if token.tag in NOUN_TAGS or token.tag == "SL":
            features[f"m:{token.form.casefold()}"] += 1
        elif token.tag in STEM_TAGS and token.form not in EMPTY_STEMS:
            features[f"m:{token.form}"] += 1
    for word in text.casefold().split():
        features.update(f"b:{word[place : place + 2]}" for place in range(len(word) - 1))
    return features


def _manner_features(tokens: Sequence[Token]) -> set[str]:
    manner = {f"{token.form}/{token.tag[:2]}" for token in tokens if token.tag[:1] in "EVMX" or token.tag == "NP"}
    return manner | {f"last:{token.form}" for token in tokens[-2:]}


def _log_odds(counts: Mapping[str, Counter[str]], index: Mapping[str, int]) -> dict[str, list[tuple[int, float]]]:
    """Return for each feature how much more often than elsewhere each topic has it (log, only where more often)."""
    everywhere = Counter[str]()
    for features in counts.values():
        everywhere.update(features)
    total = sum(everywhere.values())
    weights: dict[str, list[tuple[int, float]]] = {}
    for code, features in counts.items():
        here = sum(features.values())
        for feature, times in features.items():
            elsewhere = everywhere[feature] - times
            odds = math.log((times + SMOOTHING) / (here + SMOOTHING * 200)) - math.log(
                (elsewhere + SMOOTHING) / (total - here + SMOOTHING * 200)
            )
            weight = MORPHEME_WEIGHT if feature.startswith("m:") else BIGRAM_WEIGHT
            if odds > 0:
                weights.setdefault(feature, []).append((index[code], weight * odds))
    return weights


def _two_sided_odds(asked: Counter[str], reported: Counter[str]) -> dict[str, float]:
    questions, reports = sum(asked.values()) or 1, sum(reported.values()) or 1
    return {
        feature: math.log((asked[feature] + 1) / (questions + 100))
        - math.log((reported[feature] + 1) / (reports + 100))
        for feature in asked.keys() | reported.keys()
        if asked[feature] + reported[feature] >= 3
    }
