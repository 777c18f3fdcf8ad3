"""Quality on the published questions, where the machine has them (EVALUATION_DATA names the folder).

Reading 2,640 titles costs about 90 seconds of processor time: this is the dearest test of the knowledge base.
"""

import os
from pathlib import Path

import pytest

from knowledgebase.selectors.evaluation import Quality, answer_cases, gold_ids, quality, read_cases
from knowledgebase.services import import_articles
from korean import meaning
from tests.knowledgebase.conftest import NOW

DATA = Path(os.environ.get("EVALUATION_DATA", "/nonexistent"))


def test_the_right_articles_are_read_from_a_case() -> None:
    assert gold_ids({"gold_ids": "12;7, 9"}) == {"12", "7", "9"}
    assert gold_ids({"query": "x"}) == frozenset()


@pytest.mark.skipif(not (DATA / "evaluation" / "kb_dev.csv").exists(), reason="EVALUATION_DATA is not set")
def test_published_questions_find_their_articles(districts: None) -> None:
    report = import_articles(path=DATA / "dasan" / "seoul-120-text.csv", collection="dasan", now=NOW)
    assert report.created > 2_600
    cases = read_cases(DATA / "evaluation" / "kb_dev.csv")

    def measured(*, use_vectors: bool) -> Quality:
        answers = list(answer_cases(cases=cases, collection="dasan", use_vectors=use_vectors, now=NOW))
        found = quality(cases=cases, answers=answers)
        assert found is not None
        return found

    by_words = measured(use_vectors=False)
    assert by_words.recall[5] >= 0.85
    assert by_words.wrongly_answered <= 0.03
    if meaning.problem():
        pytest.skip(f"no vectors here: {meaning.problem()}")
    by_meaning = measured(use_vectors=True)
    assert by_meaning.recall[5] >= 0.92
    assert by_meaning.precision is not None
    assert by_meaning.precision >= 0.97
    assert by_meaning.wrongly_answered <= 0.03
