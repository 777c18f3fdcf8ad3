"""Quality on the published questions, where the machine has them (EVALUATION_DATA names the folder).

Reading all 2,640 articles costs about five minutes of processor time, so a part is searched: every article that answers
one of the questions, and a twentieth of the others, chosen by a hash of their numbers. Among fewer articles the right
one is found more easily: these floors tell that nothing broke, `docs/knowledge.md` how good search is among all.
"""

import csv
import hashlib
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


def write_part(*, path: Path, answers: set[str]) -> None:
    """Write the published articles that answer a question and a twentieth of the others."""
    with (DATA / "dasan" / "seoul-120-text.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["번호"] in answers or is_of_a_twentieth(row["번호"]))


def is_of_a_twentieth(number: str) -> bool:
    return hashlib.sha256(number.encode()).digest()[0] % 20 == 0


@pytest.mark.skipif(not (DATA / "evaluation" / "kb_dev.csv").exists(), reason="EVALUATION_DATA is not set")
def test_published_questions_find_their_articles(districts: None, tmp_path: Path) -> None:
    cases = read_cases(DATA / "evaluation" / "kb_dev.csv")
    part = tmp_path / "part.csv"
    write_part(path=part, answers={number for case in cases for number in gold_ids(case)})
    assert import_articles(path=part, collection="dasan", now=NOW).created > 250

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
