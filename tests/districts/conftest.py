"""A tiny city for the selectors, and a copy of Seoul's files to edit."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from districts.models import City, Department, District, Responsibility, Topic
from districts.services.files import DATA
from districts.types import CITY_HALL, Level, Review, TopicComplaintKind, TopicHandling

TODAY = date(2026, 11, 23)
SEOUL = DATA / "seoul"


@pytest.fixture
def small_city(db: None) -> None:
    City.objects.create(code=CITY_HALL, name="서울특별시", name_en="Seoul", call_number="120")
    for code, name, name_en in (
        (CITY_HALL, "서울특별시", "Seoul"),
        ("11140", "중구", "Jung-gu"),
        ("11680", "강남구", "Gangnam-gu"),
    ):
        District.objects.create(
            code=code,
            name=name,
            name_en=name_en,
            office_address="주소",
            zip="00000",
            main_phone=f"+822{code}",
            latitude=37.5,
            longitude=127.0,
            source="test",
        )
    for code, level in (("snow", Level.DISTRICT), ("subway", Level.CITY), ("ads", Level.DISTRICT)):
        Topic.objects.create(
            code=code,
            name=code,
            name_en=code,
            description=code,
            complaint_kind=TopicComplaintKind.SIMPLE,
            handling=TopicHandling.LONG,
            level=level,
            synonyms=[code],
        )
    for code, name, district, desk in (
        ("11680-도로관리과", "도로관리과", "11680", False),
        ("11680-민원여권과", "민원여권과", "11680", True),
        ("11000-서울교통공사", "서울교통공사", CITY_HALL, False),
        ("11000-도로관리과", "도로관리과", CITY_HALL, False),
    ):
        Department.objects.create(code=code, name=name, district_id=district, is_main_desk=desk)
    for district, topic, department in (
        ("11680", "snow", "11680-도로관리과"),
        (CITY_HALL, "subway", "11000-서울교통공사"),
        (CITY_HALL, "ads", "11000-도로관리과"),
    ):
        Responsibility.objects.create(
            district_id=district,
            topic_id=topic,
            department_id=department,
            wording="눈 치우기",
            basis="시험",
            review=Review.REVIEWED,
        )


@pytest.fixture
def seoul_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEOUL, tmp_path / "seoul"))
