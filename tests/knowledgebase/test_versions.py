"""Files and people write the same articles: people's edits stay."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.types import Role
from knowledgebase.models import Article
from knowledgebase.policies.content import restore, snapshot
from knowledgebase.selectors import article, changed_in_file, version_of, versions_of
from knowledgebase.services import keep_ours, load_articles, publish, withdraw
from knowledgebase.types import ArticleContent, ArticleStatus
from tests.knowledgebase.conftest import NOW, make_staff

pytestmark = pytest.mark.django_db

ROW: dict[str, Any] = {
    "external_id": "p1",
    "title": "여권 발급",
    "body": "구청에서 신청합니다.",
    "synonyms": ["패스포트"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "articles.json"


def load(file: Path, **changed: Any) -> tuple[int, int, int, int]:
    """Load one row, and return how many were created, updated, unchanged, and kept."""
    file.write_text(json.dumps([ROW | changed]), encoding="utf-8")
    report = load_articles(path=file, collection="small", now=NOW)
    assert report.refused == ()
    return report.created, report.updated, report.unchanged, report.kept


def edited(**changed: Any) -> Article:
    """Somebody edits the article that was loaded."""
    row = Article.objects.get(collection="small")
    content = replace(restore(version_of(article_id=row.pk, version=row.version).content), **changed)
    publish(content=content, collection="small", author=make_staff(Role.SUPERVISOR), now=NOW + timedelta(days=1))
    return Article.objects.get(collection="small")


def test_a_file_updates_what_nobody_edited(file: Path) -> None:
    assert load(file) == (1, 0, 0, 0)
    assert load(file) == (0, 0, 1, 0)
    assert load(file, body="새 내용") == (0, 1, 0, 0)
    assert Article.objects.get(collection="small").version == 2


def test_a_file_never_overwrites_what_people_edited(file: Path) -> None:
    load(file)
    row = edited(body="사람이 고친 내용")
    assert load(file) == (0, 0, 1, 0)
    assert load(file, body="파일의 새 내용") == (0, 0, 0, 1)
    assert load(file, body="파일의 새 내용") == (0, 0, 1, 0)
    row.refresh_from_db()
    assert (row.version, article(article_id=row.pk).body) == (2, "사람이 고친 내용")
    assert row.file_content["body"] == "파일의 새 내용"
    assert [version.author is None for version in versions_of(article_id=row.pk)] == [False, True]


def test_what_a_file_says_otherwise_may_be_left(file: Path) -> None:
    load(file)
    row = edited(body="사람이 고친 내용")
    Article.objects.update(collection="city")
    row.refresh_from_db()
    Article.objects.update(file_content={**snapshot(restore(version_of(article_id=row.pk, version=2).content))})
    assert changed_in_file() == [row]
    keep_ours(article_id=row.pk, user=make_staff(Role.SUPERVISOR))
    assert changed_in_file() == []


def test_an_edit_that_the_file_takes_over_is_the_files_again(file: Path) -> None:
    load(file)
    edited(body="같은 내용")
    assert load(file, body="같은 내용") == (0, 0, 0, 1)
    assert Article.objects.get(collection="small").file_content is None
    assert load(file, body="다음 내용") == (0, 1, 0, 0)


def test_what_people_withdrew_stays_withdrawn(file: Path) -> None:
    load(file)
    withdraw(article_id=Article.objects.get(collection="small").pk, now=NOW)
    assert load(file, body="파일의 새 내용") == (0, 0, 0, 1)
    assert Article.objects.get(collection="small").status == ArticleStatus.WITHDRAWN


def test_a_stored_version_gives_back_everything_that_was_written(passport: ArticleContent) -> None:
    content = replace(
        passport,
        synonyms=("패스포트",),
        related=("p2",),
        attachments={"신청서": "https://example.go.kr/form"},
        department_code="seoul-passport",
        valid_until=NOW.date(),
    )
    article_id = publish(content=content, collection="small", now=NOW)
    assert restore(json.loads(json.dumps(version_of(article_id=article_id, version=1).content))) == content
    assert article(article_id=article_id).attachments == {"신청서": "https://example.go.kr/form"}
