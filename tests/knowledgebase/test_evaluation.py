"""Quality on the published questions, where the machine has them (EVALUATION_DATA names the folder)."""

import os
from pathlib import Path

import pytest

from knowledgebase.selectors.evaluation import answer_cases, quality, read_cases
from knowledgebase.services import load_articles
from tests.knowledgebase.conftest import NOW

DATA = Path(os.environ.get("EVALUATION_DATA", "/nonexistent"))


@pytest.mark.skipif(not (DATA / "evaluation" / "kb_dev.csv").exists(), reason="EVALUATION_DATA is not set")
def test_published_questions_find_their_articles(districts: None) -> None:
    report = load_articles(path=DATA / "dasan" / "seoul-120-text.csv", collection="dasan", now=NOW)
    assert report.created > 2_600
    cases = read_cases(DATA / "evaluation" / "kb_dev.csv")
    measured = quality(cases=cases, answers=list(answer_cases(cases=cases, collection="dasan", now=NOW)))
    assert measured is not None
    assert measured.recall[5] >= 0.85
    assert measured.recall[1] >= 0.72
    assert measured.precision is not None
    assert measured.precision >= 0.95
    assert measured.wrongly_answered <= 0.03
