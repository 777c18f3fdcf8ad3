"""The city's own articles, loaded once for the tests that read them, and small articles to write."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import Scope, User
from accounts.types import Role
from districts.models import District
from districts.services.files import DATA as DISTRICT_DATA
from knowledgebase.management.commands.load_articles import DATA
from knowledgebase.services import load_articles
from knowledgebase.types import CITY_COLLECTION, ArticleContent

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def create_districts() -> None:
    """The districts of Seoul by code and name, and city hall; nothing else of the city."""
    with (DISTRICT_DATA / "seoul" / "districts.csv").open(encoding="utf-8") as file:
        rows = [(row["code"], row["name"], row["name_en"]) for row in csv.DictReader(file)]
    District.objects.bulk_create(
        District(
            code=code,
            name=name,
            name_en=name_en,
            office_address="주소",
            zip="00000",
            main_phone="+82221330000",
            latitude=37.5,
            longitude=127.0,
            source="시험",
        )
        for code, name, name_en in rows
    )


@pytest.fixture(scope="package")
def loaded_seoul(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the city's articles in a transaction that is rolled back after the last test of this folder."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        create_districts()
        report = load_articles(path=DATA / "seoul", collection=CITY_COLLECTION, now=NOW)
        assert report.refused == ()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def seoul(loaded_seoul: None, db: None) -> None:
    """The districts and the city's articles."""


@pytest.fixture
def districts(db: None) -> None:
    """The districts, and no articles but those of other tests' collections."""
    if not District.objects.exists():
        create_districts()


@pytest.fixture
def passport() -> ArticleContent:
    """A small article with everything in it."""
    return ArticleContent(
        external_id="p1",
        title="여권 발급",
        body="구청 여권 창구에서 신청합니다.",
        category="여권",
        spoken_answer="구청에서 신청하시면 됩니다.",
        chat_summary="여권은 구청에서 신청합니다.",
        sms_summary="여권은 구청에서 신청합니다.",
        source="외교부",
        questions=("여권 만들려면", "패스포트 신청"),
        variants={"11680": "강남구는 2층입니다."},
    )


def make_staff(role: Role, *, district: str = "") -> User:
    """Somebody with this role in the whole city, or in one district."""
    user = User.objects.create(username=f"{role}-{district}-{User.objects.count()}", role=role)
    Scope.objects.create(user=user, district_code=district)
    return user
