"""Loading Seoul: complete, repeatable, told as a difference, and careful with edits made by hand."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import City, Department, District, Dong, Responsibility, Road
from districts.selectors import (
    all_districts,
    department_in_charge,
    districts_geojson,
    gazetteer_rows,
    gazetteer_version,
    topics,
)
from districts.services import BadData, load_city
from tests.districts.conftest import TODAY

TOMORROW = date(2026, 11, 24)


def replace_in(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def without(folder: Path, name: str, start: str) -> None:
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(start)]
    assert len(kept) < len(lines)
    path.write_text("".join(kept), encoding="utf-8")


@pytest.mark.django_db
def test_loads_everything_and_then_nothing(seoul_copy: Path) -> None:
    first = load_city(name="seoul", folder=seoul_copy, today=TODAY)
    assert {change.table: change.added for change in first.changes}["동"] == 1116
    assert District.objects.count() == 26
    assert Dong.objects.filter(abolished_on__isnull=True).count() == 427 + 467
    assert all(change.changed == change.removed == 0 for change in first.changes)

    version = gazetteer_version()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = load_city(name="seoul", folder=seoul_copy, today=TOMORROW)
    assert not second
    assert second.unchanged == 13
    assert len(queries) < 12

    third = load_city(name="seoul", folder=seoul_copy, today=TOMORROW, everything=True)
    assert not third
    assert third.unchanged == 0
    assert gazetteer_version() == version

    # what the other apps read
    assert [info.code for info in all_districts()][:2] == ["11000", "11110"]
    assert len(topics()) == 54
    assert len(districts_geojson()["features"]) == 25
    for district in all_districts():
        for topic in topics():
            found = department_in_charge(district_code=district.code, topic_code=topic.code, on=TODAY)
            assert found.code, (district, topic)
            assert not found.fallback or district.code == "11000", (district, topic)
    fire = department_in_charge(district_code="11680", topic_code="emergency_119", on=TODAY)
    assert fire.phone == "119"
    rows = gazetteer_rows()
    assert rows.version == version
    assert len(rows.roads) == Road.objects.count() > 14_000
    assert len(rows.responsibilities) == Responsibility.objects.count()
    yongsin = next(row for row in rows.dongs if row.name == "용신동")
    assert yongsin.abolished
    names = {row.code: row.name for row in rows.dongs}
    assert {names[code] for code in yongsin.successors} == {"신설동", "용두동"}


@pytest.mark.django_db
def test_a_new_edition_is_told_as_a_difference_and_ends_what_is_gone(seoul_copy: Path) -> None:
    load_city(name="seoul", folder=seoul_copy, today=TODAY)
    replace_in(seoul_copy, "departments.csv", "11680-주차관리과,주차관리과,11680", "11680-주차정책과,주차정책과,11680")
    path = seoul_copy / "responsibilities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("11680-주차관리과", "11680-주차정책과"), encoding="utf-8")
    without(seoul_copy, "roads.csv", "강남대로,")

    before = gazetteer_version()
    preview = load_city(name="seoul", folder=seoul_copy, today=TOMORROW, dry_run=True)
    assert gazetteer_version() == before
    report = load_city(name="seoul", folder=seoul_copy, today=TOMORROW)
    assert preview == report
    assert [str(change) for change in report.changes] == ["도로 +0 ~0 -3", "부서 +1 ~0 -1", "업무 분장 +0 ~3 -0"]
    assert gazetteer_version() > before

    old = Department.objects.get(code="11680-주차관리과")
    assert old.valid_until == TOMORROW
    lines = Responsibility.objects.filter(district_id="11680", topic_id="parking_enf")
    assert {(line.department_id, line.valid_from, line.valid_until) for line in lines} == {
        ("11680-주차관리과", None, TOMORROW),
        ("11680-주차정책과", TOMORROW, None),
    }
    yesterday = department_in_charge(district_code="11680", topic_code="parking_enf", on=TODAY)
    today = department_in_charge(district_code="11680", topic_code="parking_enf", on=TOMORROW)
    assert (yesterday.name, today.name) == ("주차관리과", "주차정책과")


@pytest.mark.django_db
def test_an_edit_by_hand_survives_a_reload_of_the_same_edition(seoul_copy: Path) -> None:
    load_city(name="seoul", folder=seoul_copy, today=TODAY)
    line = Responsibility.objects.get(district_id="11680", topic_id="snow")
    Responsibility.objects.filter(pk=line.pk).update(department_id="11680-치수과")
    Department.objects.filter(code="11680-치수과").update(phone="+8223423000")
    load_city(name="seoul", folder=seoul_copy, today=TOMORROW)
    found = department_in_charge(district_code="11680", topic_code="snow", on=TOMORROW)
    assert (found.name, found.phone) == ("치수과", "+8223423000")


@pytest.mark.django_db
def test_contradicting_files_load_nothing(seoul_copy: Path) -> None:
    replace_in(seoul_copy, "roads.csv", ",11680,", ",99999,")
    with pytest.raises(BadData):
        load_city(name="seoul", folder=seoul_copy, today=TODAY, dry_run=True)
    assert not Road.objects.exists()


@pytest.mark.django_db
def test_a_broken_number_loads_nothing(seoul_copy: Path) -> None:
    replace_in(seoul_copy, "districts.csv", "+82221481114", "02-2148-1114")
    with pytest.raises(BadData):
        load_city(name="seoul", folder=seoul_copy, today=TODAY)
    assert not City.objects.exists()
    assert not District.objects.exists()


@pytest.mark.django_db
def test_command_tells_what_changed_or_that_nothing_did(seoul_copy: Path) -> None:
    first, second = StringIO(), StringIO()
    call_command("load_city", "seoul", "--folder", seoul_copy, "--dry-run", stdout=first)
    assert "자치구 +26 ~0 -0" in first.getvalue()
    assert not District.objects.exists()
    call_command("load_city", "seoul", "--folder", seoul_copy, stdout=StringIO())
    call_command("load_city", "seoul", "--folder", seoul_copy, stdout=second)
    assert second.getvalue() == "바뀐 것이 없습니다.\n"


@pytest.mark.django_db
def test_an_unknown_city_is_told() -> None:
    with pytest.raises(CommandError, match=r"city\.json"):
        call_command("load_city", "atlantis")
