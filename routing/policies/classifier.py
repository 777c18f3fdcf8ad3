"""The trained model: which topic and which handling a citizen's words resemble.

`train` makes it from topics and example sentences, reproducibly; `Classifier.read` brings it back. It is one linear
score per class over morphemes and pieces of words: the log odds of naive Bayes plus the weights of a logistic
regression, in one table of bytes. A decision looks up some hundred rows and adds them.
"""

import json
import math
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from districts.types import TopicHandling, TopicInfo
from routing.policies.features import handling_marks, manner_features, topic_features
from routing.policies.learning import Floats, fit, rows_of, shares
from routing.policies.reading import Reading
from routing.types import Example, ExampleKind, Handling

FORMAT = b"routing 1\n"
HANDLINGS = (Handling.SIMPLE, Handling.LONG, Handling.EMERGENCY)
LENGTH = 5.0
LOG_ODDS = 18.0
RARE = 2
SMOOTHING, SMOOTHED_OVER = 1.0, 200

Read = Callable[[str], Reading]


class UnreadableModel(ValueError):
    """The bytes are not a model this version of the program can read."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Words (weighted by rarity, a text's length taken out), marks (as they are), and the class it is one of."""

    words: Collection[str]
    marks: Collection[str]
    wanted: int


@dataclass(frozen=True, slots=True)
class Head:
    """One linear classifier. A word's row of bytes times its `sizes` is what it adds to the score of each class."""

    words: dict[str, int]
    rows: npt.NDArray[np.int8]
    sizes: Floats
    rarity: Floats
    marks: dict[str, int]
    mark_rows: Floats

    def scores(self, words: Iterable[str], marks: Iterable[str]) -> Floats:
        """Return the score of each class; words and marks never seen count nothing."""
        known = [self.words[word] for word in words if word in self.words]
        marked = [self.marks[mark] for mark in ("", *marks) if mark in self.marks]
        scores: Floats = self.mark_rows[marked].sum(axis=0)
        if known:
            length = math.sqrt(float((self.rarity[known] ** 2).sum()))
            scores += (self.sizes[known] @ self.rows[known].astype(np.float32)) / np.float32(length)
        return scores

    def knows(self, words: Iterable[str]) -> bool:
        """Tell whether any of the words has been seen."""
        return any(word in self.words for word in words)

    def arrays(self) -> list[npt.NDArray[np.generic]]:
        """Return the tables in the order of the file."""
        return [self.rows, self.sizes, self.rarity, self.mark_rows]


class Classifier:
    """A trained model, read once per version and used by many threads."""

    def __init__(self, topics: tuple[str, ...], topic_head: Head, handling_head: Head) -> None:
        self.topics = topics
        self._topic, self._handling = topic_head, handling_head

    def topic_scores(self, words: Collection[str]) -> Floats | None:
        """Return the score of each of `topics` (log odds) for `topic_features`; None where it knows none of them."""
        return self._topic.scores(words, ()) if self._topic.knows(words) else None

    def handling_shares(self, words: Collection[str], marks: Collection[str]) -> dict[Handling, float]:
        """Return how likely each handling is for `topic_features | manner_features` and `handling_marks`."""
        scores = self._handling.scores(words, marks)
        return dict(zip(HANDLINGS, shares(scores).tolist(), strict=True))

    def artefact(self) -> bytes:
        """Return the model as bytes that `read` reads back; the same model gives the same bytes."""
        heads = (self._topic, self._handling)
        header = {
            "topics": self.topics,
            "heads": [{"words": "\n".join(head.words), "marks": list(head.marks)} for head in heads],
        }
        text = json.dumps(header, ensure_ascii=False).encode()
        tables = b"".join(np.ascontiguousarray(table).tobytes() for head in heads for table in head.arrays())
        return FORMAT + zlib.compress(len(text).to_bytes(4, "big") + text + tables, 6)

    @classmethod
    def read(cls, artefact: bytes) -> "Classifier":
        """Read what `train` returned. Raises UnreadableModel."""
        if not artefact.startswith(FORMAT):
            raise UnreadableModel
        try:
            plain = zlib.decompress(artefact[len(FORMAT) :])
            end = 4 + int.from_bytes(plain[:4], "big")
            header = json.loads(plain[4:end])
            topics = tuple(header["topics"])
            heads, place = [], end
            for described, classes in zip(header["heads"], (len(topics), len(HANDLINGS)), strict=True):
                head, place = _head(plain, place, described["words"].split("\n"), described["marks"], classes)
                heads.append(head)
        except (ValueError, KeyError, zlib.error) as error:
            raise UnreadableModel from error
        return cls(topics, *heads)


def train(*, topics: Sequence[TopicInfo], examples: Sequence[Example], read: Read) -> bytes:
    """Return a model trained from the topics (their names and synonyms) and the examples, as bytes.

    Half a minute of one core for 5,000 examples, most of it reading. The same input gives the same bytes.
    Raises ValueError where there is no example to learn from.
    """
    if not examples:
        raise ValueError("there are no examples to learn from")
    by_code = {topic.code: topic for topic in topics}
    codes = tuple(sorted(by_code))
    number = {code: place for place, code in enumerate(codes)}
    about: list[Sample] = []
    handled: list[Sample] = []
    for topic in topics:
        for reading in map(read, (topic.name, *topic.synonyms)):
            about.append(Sample(topic_features(reading.matter, reading.matter_tokens), (), number[topic.code]))
    for example in examples:
        topic, reading = by_code[example.topic_code], read(example.text)
        words = topic_features(reading.matter, reading.matter_tokens)
        about.append(Sample(words, (), number[topic.code]))
        manner = words | manner_features(reading.matter_tokens)
        wanted = HANDLINGS.index(_handling_of(example, topic))
        handled.append(Sample(manner, handling_marks(reading.matter, topic), wanted))
    topic_head = _trained(about, classes=len(codes), log_odds=LOG_ODDS)
    handling_head = _trained(handled, classes=len(HANDLINGS), log_odds=0)
    return Classifier(codes, topic_head, handling_head).artefact()


def _handling_of(example: Example, topic: TopicInfo) -> Handling:
    if example.kind == ExampleKind.QUESTION:
        return Handling.SIMPLE
    return Handling.EMERGENCY if topic.handling == TopicHandling.EMERGENCY else Handling.LONG


def _trained(samples: Sequence[Sample], *, classes: int, log_odds: float) -> Head:
    seen = Counter(word for sample in samples for word in sample.words)
    words = {word: place for place, word in enumerate(sorted(word for word in seen if _is_kept(word, seen[word])))}
    marks = {
        mark: place for place, mark in enumerate(sorted({"", *(mark for sample in samples for mark in sample.marks)}))
    }
    rarity = np.array([math.log((len(samples) + 1) / (seen[word] + 1)) + 1 for word in words], np.float32)
    known = [sorted(words[word] for word in sample.words if word in words) for sample in samples]
    vectors = [
        _vector(places, rarity, [len(words) + marks[mark] for mark in sorted(("", *sample.marks))])
        for places, sample in zip(known, samples, strict=True)
    ]
    wanted = np.array([sample.wanted for sample in samples], np.int64)
    weights = fit(rows_of(vectors), wanted, features=len(words) + len(marks), classes=classes)
    table = weights[: len(words)] * (LENGTH * rarity)[:, None]
    if log_odds:
        table += log_odds * _log_odds(known, wanted, list(words), classes)
    sizes = np.maximum(np.abs(table).max(axis=1), 1e-6) / 127
    rows = np.rint(table / sizes[:, None]).astype(np.int8)
    return Head(words, rows, sizes.astype(np.float32), rarity, marks, weights[len(words) :])


def _is_kept(word: str, times: int) -> bool:
    """Whether a feature is worth a row: whole morphemes and pairs of characters always, longer pieces if seen twice."""
    return times >= RARE or word.startswith("m:") or len(word) == 2


def _vector(places: Sequence[int], rarity: Floats, marks: Sequence[int]) -> list[tuple[int, float]]:
    length = math.sqrt(float((rarity[list(places)] ** 2).sum())) if places else 1.0
    return [*((place, LENGTH * float(rarity[place]) / length) for place in places), *((mark, 1.0) for mark in marks)]


def _log_odds(
    known: Sequence[Sequence[int]], wanted: npt.NDArray[np.int64], words: Sequence[str], classes: int
) -> Floats:
    """Return how much more often than elsewhere each class has a word (log odds, only where more often), a third of it
    for morphemes and less for pieces of words, of which there are many in one text."""
    here = np.zeros((len(words), classes))
    for places, code in zip(known, wanted, strict=True):
        here[list(places), code] += 1
    everywhere = here.sum(axis=1, keepdims=True)
    size, whole = here.sum(axis=0), here.sum()
    odds = np.log((here + SMOOTHING) / (size + SMOOTHING * SMOOTHED_OVER))
    odds -= np.log((everywhere - here + SMOOTHING) / (whole - size + SMOOTHING * SMOOTHED_OVER))
    weight = np.array([0.33 if word.startswith("m:") else 0.17 if word.startswith("p:") else 0.05 for word in words])
    return np.where((odds > 0) & (here > 0), odds, 0).astype(np.float32) * weight[:, None].astype(np.float32)


def _head(plain: bytes, place: int, words: Sequence[str], marks: Sequence[str], classes: int) -> tuple[Head, int]:
    tables: list[npt.NDArray[np.generic]] = []
    kinds = (
        (np.int8, (len(words), classes)),
        (np.float32, (len(words),)),
        (np.float32, (len(words),)),
        (np.float32, (len(marks), classes)),
    )
    for kind, shape in kinds:
        count = math.prod(shape)
        table: npt.NDArray[np.generic] = np.frombuffer(plain, kind, count, place).reshape(shape)
        place += table.nbytes
        tables.append(table.copy())
    rows, sizes, rarity, mark_rows = tables
    return (
        Head(
            words={word: number for number, word in enumerate(words)},
            rows=rows.astype(np.int8, copy=False),
            sizes=sizes.astype(np.float32, copy=False),
            rarity=rarity.astype(np.float32, copy=False),
            marks={mark: number for number, mark in enumerate(marks)},
            mark_rows=mark_rows.astype(np.float32, copy=False),
        ),
        place,
    )
