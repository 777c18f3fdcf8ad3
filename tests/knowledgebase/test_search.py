from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from knowledgebase.models import AlternateQuestion, Article, Posting
from knowledgebase.selectors import search, suggest
from knowledgebase.services import publish, withdraw
from knowledgebase.types import ArticleContent, Field
from tests.knowledgebase.conftest import NOW


def numbers(text: str, *, district_code: str | None = None, collection: str = "city", limit: int = 5) -> list[str]:
    hits = search(text=text, district_code=district_code, collection=collection, limit=limit, now=NOW)
    return [hit.external_id for hit in hits]


def written_questions(*, every: int) -> list[AlternateQuestion]:
    questions = AlternateQuestion.objects.filter(article__collection="city").select_related("article")
    return list(questions.order_by("article__external_id", "ordinal"))[::every]


def test_written_questions_find_their_article(seoul: None) -> None:
    """Ask every eighth: people word some questions so alike that one in fifty may come second."""
    asked = written_questions(every=8)
    missed = [asking.text for asking in asked if asking.article.external_id not in numbers(asking.text, limit=1)]
    assert len(asked) > 200
    assert len(missed) <= len(asked) // 50, missed


def test_a_question_that_was_never_written_finds_its_article_too(seoul: None) -> None:
    """Take every twelfth question out of the index and ask it: at least 85 % find their article among three."""
    asked = written_questions(every=12)
    found = 0
    for question in asked:
        with transaction.atomic():
            Posting.objects.filter(
                article=question.article, field=Field.QUESTION.value, ordinal=question.ordinal
            ).delete()
            found += question.article.external_id in numbers(question.text, limit=3)
            transaction.set_rollback(True)
    assert len(asked) > 140
    assert found / len(asked) >= 0.85


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("durnjs woqkfrmq", "seoul-passport-renew"),
        ("장롱 버릴라믄 우째야 됩니꺼", "seoul-bulky-waste"),
        ("전입 신고 인터냇으로 하고십어요", "seoul-move-in"),
        ("물이 안 나오는디 뭔 일이당가요", "seoul-water-outage"),
        (
            "안녕하세요 수고 많으십니다 제가 이번에 아기를 낳았는데 출생신고를 하려면 어떻게 하는지 궁금해서요",
            "seoul-birth-report",
        ),
        ("따릉이", "seoul-bike"),
    ],
)
def test_citizens_need_not_type_well(seoul: None, text: str, number: str) -> None:
    assert number in numbers(text, limit=3)


def test_first_consonants_are_looked_up_in_titles(seoul: None) -> None:
    assert numbers("ㄸㄹㅇ")[0] == "seoul-bike"
    assert "seoul-move-in" in numbers("ㅈㅇㅅㄱ")
    assert "seoul-bulky-waste" in [hit.external_id for hit in suggest(text="ㄷㅎㅍㄱㅁ", now=NOW)]


def test_a_half_typed_syllable_does_not_hide_the_article(seoul: None) -> None:
    assert suggest(text="거주자우선주차ㅅ", now=NOW)[0].external_id == "seoul-resident-parking"


def test_the_district_said_decides_before_the_district_known(seoul: None) -> None:
    said = search(text="마포구 대형폐기물 어떻게 버려요", district_code="11680", now=NOW)[0]
    known = search(text="대형폐기물 어떻게 버려요", district_code="11680", now=NOW)[0]
    neither = search(text="대형폐기물 어떻게 버려요", now=NOW)[0]
    assert said.district_variant.startswith("마포구는")
    assert known.district_variant.startswith("강남구는")
    assert neither.district_variant == ""


def test_articles_of_other_districts_are_left_out(districts: None, passport: ArticleContent) -> None:
    publish(content=replace(passport, district_code="11440"), collection="small", now=NOW)
    assert numbers("여권 발급", collection="small") == ["p1"]
    assert numbers("여권 발급", collection="small", district_code="11440") == ["p1"]
    assert numbers("여권 발급", collection="small", district_code="11680") == []
    assert numbers("마포구 여권 발급", collection="small", district_code="11680") == ["p1"]


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "found"),
    [
        (None, None, True),
        (date(2026, 11, 23), date(2026, 11, 23), True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 22), False),
    ],
)
def test_only_valid_articles_are_found(
    districts: None, passport: ArticleContent, valid_from: date | None, valid_until: date | None, found: bool
) -> None:
    publish(content=replace(passport, valid_from=valid_from, valid_until=valid_until), collection="small", now=NOW)
    assert (numbers("여권 발급", collection="small") == ["p1"]) is found


def test_collections_do_not_see_each_other(districts: None, passport: ArticleContent) -> None:
    publish(content=passport, collection="small", now=NOW)
    assert numbers("패스포트", collection="other") == []


def test_a_withdrawn_article_is_not_found(districts: None, passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection="small", now=NOW)
    withdraw(article_id=article_id, now=NOW)
    withdraw(article_id=article_id, now=NOW)
    assert numbers("여권 발급", collection="small") == []
    assert not Posting.objects.filter(article_id=article_id).exists()


def test_the_best_of_many_questions_counts_not_their_sum(districts: None) -> None:
    right = ArticleContent(external_id="right", title="가로등", body="고장 신고", questions=("가로등 고장 신고",))
    many = ArticleContent(
        external_id="many",
        title="신호등",
        body="고장",
        questions=("신호등 고장", "고장 난 신호등", "신호등이 고장", "고장 신고"),
    )
    for content in (right, many):
        publish(content=content, collection="small", now=NOW)
    hits = search(text="가로등 고장 신고", collection="small", now=NOW)
    assert hits[0].external_id == "right"
    assert hits[0].matched_question == "가로등 고장 신고"


@pytest.mark.parametrize("text", ["", "   ", "?!", "\x00", "ㅋㅋㅋㅋ", "👍👍", "어디서 뭐 해요"])
def test_saying_nothing_finds_nothing(seoul: None, text: str) -> None:
    assert numbers(text) == []


def test_a_very_long_text_is_still_a_question(seoul: None) -> None:
    assert numbers("여권 재발급 " + "가나다라 " * 5_000, limit=50)


def test_search_takes_at_most_four_queries(seoul: None, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    search(text="여권", now=NOW)
    with django_assert_max_num_queries(4):
        assert search(text="마포구에서 냉장고 버리려면 어떻게 해요", district_code="11440", limit=10, now=NOW)
    with django_assert_max_num_queries(4):
        search(text="ㄸㄹㅇ", now=NOW)


def test_what_is_typed_in_latin_letters_is_found(districts: None) -> None:
    publish(content=ArticleContent("k", "KTX와 wifi", "안내"), collection="small", now=NOW)
    assert numbers("wifi", collection="small") == ["k"]
    assert Article.objects.filter(external_id="k").exists()
