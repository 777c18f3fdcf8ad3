import platform
from dataclasses import replace

import numpy as np
import pytest

from knowledgebase.models import Opening, Wording
from knowledgebase.selectors import search
from knowledgebase.selectors.vectors import Matrix, Outline, worth_comparing
from knowledgebase.services import publish, read_some_wordings, read_wordings, vectors, withdraw
from knowledgebase.types import ArticleContent
from korean import meaning
from tests.knowledgebase.conftest import NOW

needs_model = pytest.mark.skipif(bool(meaning.problem()), reason="the model of meanings is not installed")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the model is published for x86-64 alone")
def test_the_model_is_there_where_the_product_is_installed() -> None:
    assert meaning.problem() == ""


def found(text: str) -> list[str]:
    return [hit.external_id for hit in search(text=text, collection="small", now=NOW)]


@pytest.fixture
def three(districts: None) -> None:
    for number, title in (("a", "지하수 비린내"), ("b", "상속인 금융거래 조회"), ("c", "교복 물려주기")):
        publish(content=ArticleContent(number, title, "내용입니다."), collection="small", now=NOW)


@needs_model
def test_meaning_finds_what_no_word_does(three: None) -> None:
    question = "우물물에서 생선 썩는 것 같은 게 올라와"
    assert read_wordings(collection="small") == 6  # three titles, three openings
    assert found(question)[0] == "a"


@needs_model
def test_an_edited_article_is_found_at_once_and_its_old_meaning_forgotten(
    three: None, passport: ArticleContent
) -> None:
    read_wordings(collection="small")
    found("교복")
    publish(content=ArticleContent("c", "체육복 나눔", "내용입니다."), collection="small", now=NOW)
    assert found("체육복")[0] == "c"
    assert Wording.objects.filter(collection="small", vector=None).count() == 1
    assert read_wordings(collection="small") == 2
    assert found("체육복 나눠 주기")[0] == "c"


@needs_model
def test_a_text_that_was_read_once_keeps_its_vector(three: None, passport: ArticleContent) -> None:
    read_wordings(collection="small")
    publish(content=ArticleContent("c", "교복 물려주기", "다른 내용."), collection="small", now=NOW)
    publish(content=replace(passport, title="교복 물려주기", questions=()), collection="other", now=NOW)
    assert not Wording.objects.filter(collection__in=["small", "other"], vector=None).exists()


@needs_model
def test_a_withdrawn_article_is_not_found_by_meaning(districts: None, passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection="small", now=NOW)
    read_wordings(collection="small")
    assert found("여권 만들려면") == ["p1"]
    withdraw(article_id=article_id, now=NOW)
    assert found("여권 만들려면") == []


def test_without_the_model_words_go_on(three: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "_problem", "ImportError: no module")
    assert read_wordings(collection="small") == 0
    assert found("교복 물려주기")[0] == "c"


@needs_model
def test_a_worker_reads_a_few_wordings_at_a_time_and_rings_for_the_others(
    three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(vectors, "ring", rung.append)
    monkeypatch.setattr(vectors, "BATCH_OF_TASK", 2)
    left = []
    for _ in range(5):
        read_some_wordings()
        left.append(tuple(rows.objects.filter(collection="small", vector=None).count() for rows in (Wording, Opening)))
    assert left == [(1, 3), (0, 3), (0, 1), (0, 0), (0, 0)]
    assert rung == [vectors.READ_TASK] * 4


def test_a_large_collection_is_compared_in_outline_first() -> None:
    random = np.random.default_rng(1)
    few = random.normal(size=(40, meaning.DIMENSIONS))
    rows = (few[random.integers(0, 40, 6_000)] + 0.3 * random.normal(size=(6_000, meaning.DIMENSIONS))).astype(
        np.float32
    )
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    nothing, ids = np.zeros(len(rows), np.float32), np.arange(len(rows))
    matrix = Matrix(1, ids, (), rows.astype(np.float16), nothing, Outline.of(rows.astype(np.float16)))
    compared = worth_comparing(matrix, rows[17])
    assert len(compared) == 2_000
    best = set(np.argsort(-(rows @ rows[17]))[:50].tolist())
    assert len(best & set(compared.tolist())) >= 49
