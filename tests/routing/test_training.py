"""The trained model: the same tables give the same bytes, which read back to the same answers."""

import numpy as np
import pytest

from districts.types import TopicInfo
from korean import morphemes
from routing.policies.classifier import Classifier, UnreadableModel, train
from routing.policies.features import handling_marks, manner_features, topic_features
from routing.policies.learning import fit, rows_of, shares
from routing.policies.reading import Reading
from routing.types import Example, ExampleKind, Handling

TOPICS = [
    TopicInfo("tree", "가로수", "Trees", "SIMPLE", "LONG", "DISTRICT", ("가로수",)),
    TopicInfo("passport", "여권", "Passports", "STATUTORY", "SIMPLE", "DISTRICT", ("여권",)),
    TopicInfo("fire", "화재", "Fire", "SIMPLE", "EMERGENCY", "NATIONAL", ("불이 났",)),
]
EXAMPLES = [
    Example("tree", "나뭇가지가 전깃줄에 닿았어요", ExampleKind.REPORT),
    Example("tree", "은행 열매 냄새가 나요 치워 주세요", ExampleKind.REPORT),
    Example("tree", "가지치기는 언제 하나요", ExampleKind.QUESTION),
    Example("passport", "여권 사진은 어떻게 찍어요", ExampleKind.QUESTION),
    Example("passport", "외국 나가는데 며칠 걸려요", ExampleKind.QUESTION),
    Example("passport", "여권에 이름이 잘못 나왔어요 고쳐 주세요", ExampleKind.REPORT),
    Example("fire", "연기가 나고 불길이 보여요", ExampleKind.REPORT),
]


def read(text: str) -> Reading:
    return Reading(text, (), text, morphemes.tokens(text))


@pytest.fixture(scope="module")
def artefact() -> bytes:
    return train(topics=TOPICS, examples=EXAMPLES, read=read)


def test_the_same_tables_give_the_same_bytes(artefact):
    assert train(topics=TOPICS, examples=EXAMPLES, read=read) == artefact
    assert train(topics=TOPICS, examples=EXAMPLES[:-1], read=read) != artefact


def test_it_learns_topics_and_handlings(artefact):
    classifier = Classifier.read(artefact)
    for example in EXAMPLES:
        reading = read(example.text)
        words = topic_features(reading.matter, reading.matter_tokens)
        scores = classifier.topic_scores(words)
        assert classifier.topics[int(np.argmax(scores))] == example.topic_code
        topic = next(topic for topic in TOPICS if topic.code == example.topic_code)
        learnt = classifier.handling_shares(
            words | manner_features(reading.matter_tokens), handling_marks(reading.matter, topic)
        )
        wanted = Handling.EMERGENCY if topic.code == "fire" else Handling.LONG
        assert max(learnt, key=learnt.get) == (Handling.SIMPLE if example.kind == ExampleKind.QUESTION else wanted)
        assert sum(learnt.values()) == pytest.approx(1)


def test_reading_and_writing_again_changes_nothing(artefact):
    assert Classifier.read(artefact).artefact() == artefact


def test_words_it_never_saw_say_nothing(artefact):
    assert Classifier.read(artefact).topic_scores({"m:코끼리"}) is None


@pytest.mark.parametrize("damage", [b"", b"routing 1\n", b"other", b"routing 1\nnonsense"])
def test_bytes_that_are_no_model_are_refused(damage):
    with pytest.raises(UnreadableModel):
        Classifier.read(damage)


def test_half_a_model_is_refused(artefact):
    with pytest.raises(UnreadableModel):
        Classifier.read(artefact[: len(artefact) // 2])


def test_without_examples_there_is_nothing_to_learn():
    with pytest.raises(ValueError, match="no examples"):
        train(topics=TOPICS, examples=[], read=read)


def test_the_regression_separates_what_can_be_separated():
    rows = rows_of([[(0, 1.0)], [(0, 0.5), (2, 1.0)], [(1, 1.0)], [(1, 0.5), (2, 1.0)]])
    weights = fit(rows, np.array([0, 0, 1, 1]), features=3, classes=2)
    assert shares(weights[0])[0] > 0.8
    assert shares(weights[1])[1] > 0.8
