"""Gyeongju's files: complete in themselves, and its own words for everything that names Seoul."""

import csv
import re

import polib
import pytest

from contactcenter.city import cities, city_profile
from contactcenter.testing import ROOT
from districts.services.files import DATA, CityFiles

GYEONGJU = CityFiles(DATA / "gyeongju")
OFFICES = {"47000", "47130"}
NAMES_SEOUL = re.compile(r"서울|(?<!\d)120(?!\d)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def test_places_lie_in_a_dong_that_the_city_has() -> None:
    known = {row["name"] for row in GYEONGJU.dongs()}
    assert {row["dong"] for row in GYEONGJU.curated_places() if row["dong"]} <= known
    assert {row["district_id"] for row in GYEONGJU.places()} == {"47130"}


def test_every_topic_has_one_department_that_exists() -> None:
    departments = {row["code"] for row in GYEONGJU.departments()}
    lines = GYEONGJU.responsibilities()
    assert sorted(row["topic_id"] for row in lines) == sorted(row["code"] for row in GYEONGJU.topics())
    assert {row["department_id"] for row in lines} <= departments
    assert {row["district_id"] for row in GYEONGJU.departments() if row["is_main_desk"]} == OFFICES


def test_the_examples_of_its_own_topics_are_there() -> None:
    seoul = {row["code"] for row in CityFiles(DATA / "seoul").topics()}
    own = {row["code"] for row in GYEONGJU.topics()} - seoul
    assert {path.stem for path in (ROOT / "routing/data/topics").glob("*.txt")} >= own


@pytest.mark.parametrize("name", cities())
def test_a_profile_names_offices_and_zones_that_exist(name: str) -> None:
    profile = city_profile(name)
    offices = {row["code"]: row["name"] for row in CityFiles(DATA / name).districts()}
    assert profile.hall in offices
    served = [district for zone in profile.zones.values() for district in zone]
    assert sorted(served) == sorted(office for code, office in offices.items() if code != profile.hall)


@pytest.mark.parametrize(("language", "own"), [("ko", "msgid"), ("en", "msgstr")])
def test_whatever_names_seoul_has_words_of_its_own(language: str, own: str) -> None:
    words = polib.pofile(str(GYEONGJU.folder / f"locale/{language}/LC_MESSAGES/django.po"))
    changed = {entry.msgid: entry.msgstr for entry in words}
    told = polib.pofile(str(ROOT / "locale/en/LC_MESSAGES/django.po"))
    names = NAMES_SEOUL if language == "ko" else re.compile(r"\bSeoul\b|\b120\b")
    assert [entry.msgid for entry in told if names.search(getattr(entry, own)) and entry.msgid not in changed] == []
    for msgid, text in changed.items():
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(msgid))
        assert not names.search(text), text


def test_the_cases_of_routing_name_topics_and_departments_that_exist() -> None:
    with (ROOT / "tests/routing/gyeongju_cases.csv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    assert {case["duty"] for case in cases} <= {row["code"] for row in GYEONGJU.topics()}
    names = {row["name"] for row in GYEONGJU.departments()}
    assert {case["departments"] for case in cases if case["departments"]} <= names
