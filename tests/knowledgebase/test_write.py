from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from knowledgebase.models import Article, ArticleUse, ArticleVersion, Posting, TermCount
from knowledgebase.selectors import ArticleNotFound, article, search
from knowledgebase.services import ArticleRefused, publish, record_use, withdraw
from knowledgebase.types import ArticleContent, UseKind
from tests.knowledgebase.conftest import NOW

pytestmark = pytest.mark.django_db


def counted(collection: str) -> dict[tuple[str, str], int]:
    rows = TermCount.objects.filter(collection=collection, articles__gt=0).exclude(term="")
    return {(row.analyser, row.term): row.articles for row in rows}


def recounted(collection: str) -> dict[tuple[str, str], int]:
    rows = Posting.objects.filter(collection=collection).values_list("analyser", "term", "article_id").distinct()
    return dict(Counter((analyser, term) for analyser, term, _ in rows))


def test_a_change_is_a_new_version_and_the_old_one_stays(passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection="small", now=NOW)
    changed = replace(passport, body="정부24에서도 신청합니다.", questions=("여권 갱신",))
    assert publish(content=changed, collection="small", now=NOW + timedelta(days=1)) == article_id
    view = article(article_id=article_id)
    assert (view.version, view.body) == (2, "정부24에서도 신청합니다.")
    versions = ArticleVersion.objects.filter(article_id=article_id).order_by("version")
    assert [version.content["body"] for version in versions] == [passport.body, changed.body]


def test_saying_the_same_again_changes_nothing(passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection="small", now=NOW)
    publish(content=replace(passport, title="  여권 발급\r\n"), collection="small", now=NOW + timedelta(days=1))
    row = Article.objects.get(id=article_id)
    assert (row.version, row.updated_at) == (1, NOW)


def test_versions_cannot_be_rewritten(passport: ArticleContent) -> None:
    publish(content=passport, collection="small", now=NOW)
    for attempt in (lambda: ArticleVersion.objects.update(version=9), lambda: ArticleVersion.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            attempt()


def test_the_counts_of_terms_stay_exact(passport: ArticleContent) -> None:
    first = publish(content=passport, collection="small", now=NOW)
    publish(content=replace(passport, external_id="p2", title="여권 분실"), collection="small", now=NOW)
    publish(content=replace(passport, title="주민등록등본", body="동주민센터"), collection="small", now=NOW)
    assert counted("small") == recounted("small")
    assert TermCount.objects.get(collection="small", term="").articles == 2
    withdraw(article_id=first, now=NOW)
    assert counted("small") == recounted("small")
    assert TermCount.objects.get(collection="small", term="").articles == 1


def test_an_article_is_found_in_the_transaction_that_wrote_it(passport: ArticleContent) -> None:
    publish(content=passport, collection="small", now=NOW)
    assert search(text="패스포트", collection="small", now=NOW)[0].matched_question == "패스포트 신청"


def test_a_withdrawn_article_comes_back_when_published_again(passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection="small", now=NOW)
    withdraw(article_id=article_id, now=NOW)
    with pytest.raises(ArticleNotFound):
        article(article_id=article_id)
    publish(content=passport, collection="small", now=NOW)
    assert article(article_id=article_id).version == 2
    assert search(text="여권", collection="small", now=NOW)


@pytest.mark.parametrize(
    "broken",
    [
        {"title": " "},
        {"title": "가" * 301},
        {"body": "\x00"},
        {"external_id": ""},
        {"chat_summary": "가" * 401},
        {"sms_summary": "a" * 1001},
        {"sms_summary": "좋아요👍"},
        {"questions": ("가" * 201,)},
    ],
)
def test_broken_content_is_refused_with_reasons(passport: ArticleContent, broken: dict[str, object]) -> None:
    with pytest.raises(ArticleRefused) as refused:
        publish(content=replace(passport, **broken), collection="small", now=NOW)  # type: ignore[arg-type]
    assert len(refused.value.extra["problems"]) == 1
    assert not Article.objects.filter(collection="small").exists()


def test_an_article_reads_differently_in_its_district(passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection="small", now=NOW)
    assert article(article_id=article_id, district_code="11680").district_variant == "강남구는 2층입니다."
    assert article(article_id=article_id, district_code="11440").district_variant == ""


def test_an_article_nobody_wrote_is_not_found() -> None:
    with pytest.raises(ArticleNotFound):
        article(article_id=uuid4())


def test_a_use_is_counted_once_for_each_contact(passport: ArticleContent) -> None:
    article_id, contact = publish(content=passport, collection="small", now=NOW), uuid4()
    assert record_use(article_id=article_id, contact_ref=contact, kind=UseKind.SENT, now=NOW)
    assert not record_use(article_id=article_id, contact_ref=contact, kind=UseKind.SENT, now=NOW)
    assert record_use(article_id=article_id, contact_ref=contact, kind=UseKind.RIGHT, now=NOW)
    assert ArticleUse.objects.count() == 2
