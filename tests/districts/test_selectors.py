"""Who is in charge, what a place is called, when an office is open."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from districts.models import Department, District, Dong, Holiday, OfficeHours, Responsibility
from districts.policies.working_time import SEOUL, add_working_hours
from districts.selectors import (
    UnknownDistrict,
    calendar,
    calendars,
    department,
    department_in_charge,
    departments_of,
    district,
    gazetteer_rows,
    gazetteer_version,
    officials_of,
)
from districts.services import officials_upsert
from districts.types import HolidayEffect, OfficialEntry, Position
from tests.districts.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_city")]


def in_charge(topic: str, *, of: str = "11680", on: date = TODAY) -> tuple[str, bool]:
    found = department_in_charge(district_code=of, topic_code=topic, on=on)
    return found.code, found.fallback


def test_the_district_answers_for_its_own_topics() -> None:
    found = department_in_charge(district_code="11680", topic_code="snow", on=TODAY)
    assert (found.name, found.wording, found.fallback) == ("도로관리과", "눈 치우기", False)
    assert found.phone == "+82211680"  # the office's, while the department has none of its own


def test_what_the_city_owns_is_the_citys_in_every_district() -> None:
    assert in_charge("subway") == ("11000-서울교통공사", False)


def test_nobody_known_falls_back_to_the_main_desk_visibly() -> None:
    # city hall has a line for it, but a district's topic is never silently given to city hall
    assert in_charge("ads") == ("11680-민원여권과", True)
    assert in_charge("no-such-topic") == ("11680-민원여권과", True)
    assert in_charge("snow", of="11140") == ("", True)


def test_an_unknown_district_is_told() -> None:
    with pytest.raises(UnknownDistrict):
        department_in_charge(district_code="99999", topic_code="snow", on=TODAY)
    with pytest.raises(UnknownDistrict):
        district(code="99999")


def test_an_ended_department_is_followed_to_its_successor() -> None:
    for name in ("도로과", "도로조명과"):
        Department.objects.create(code=f"11680-{name}", name=name, district_id="11680")
    Department.objects.filter(code="11680-도로관리과").update(valid_until=date(2026, 1, 1), successor_id="11680-도로과")
    Department.objects.filter(code="11680-도로과").update(valid_until=TODAY, successor_id="11680-도로조명과")
    assert in_charge("snow", on=date(2025, 12, 31)) == ("11680-도로관리과", False)
    assert in_charge("snow", on=date(2026, 1, 1)) == ("11680-도로과", False)
    assert in_charge("snow", on=TODAY) == ("11680-도로조명과", False)
    rows = gazetteer_rows()
    assert [row.department_name for row in rows.responsibilities if row.topic_code == "snow"] == ["도로관리과"]
    successors = {row.name: row.successor_code for row in rows.departments}
    assert (successors["도로관리과"], successors["도로과"]) == ("11680-도로과", "11680-도로조명과")


def test_successors_in_a_circle_or_to_nowhere_fall_back() -> None:
    Department.objects.create(code="11680-도로과", name="도로과", district_id="11680", valid_until=TODAY)
    Department.objects.filter(code="11680-도로관리과").update(valid_until=TODAY, successor_id="11680-도로과")
    assert in_charge("snow") == ("11680-민원여권과", True)
    Department.objects.filter(code="11680-도로과").update(successor_id="11680-도로관리과")
    assert in_charge("snow") == ("11680-민원여권과", True)


def test_a_responsibility_holds_from_its_first_day_to_its_last() -> None:
    Department.objects.create(code="11680-도로과", name="도로과", district_id="11680")
    old = Responsibility.objects.get(topic_id="snow")
    Responsibility.objects.filter(pk=old.pk).update(valid_until=TODAY)
    new = Responsibility(
        district_id="11680",
        topic_id="snow",
        department_id="11680-도로과",
        wording="-",
        basis="-",
        review="REVIEWED",
        valid_from=TODAY,
    )
    new.save()
    assert in_charge("snow", on=date(2026, 11, 22)) == ("11680-도로관리과", False)
    assert in_charge("snow", on=TODAY) == ("11680-도로과", False)


def test_two_open_responsibilities_for_one_topic_are_refused() -> None:
    line = Responsibility.objects.get(topic_id="snow")
    line.pk = uuid4()
    line._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


@pytest.mark.parametrize(
    "change",
    [
        {"successor_id": "11680-도로관리과", "valid_until": TODAY},
        {"successor_id": "11680-민원여권과"},
        {"valid_from": TODAY, "valid_until": TODAY},
        {"phone": "02-120"},
        {"kind": "SOMETHING"},
        {"is_main_desk": True},
    ],
)
def test_impossible_departments_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(code="11680-도로관리과").update(**change)


def test_departments_of_a_district_are_the_present_ones() -> None:
    Department.objects.filter(code="11680-도로관리과").update(valid_until=TODAY)
    assert [row.name for row in departments_of(district_code="11680")] == ["민원여권과"]
    ended = department(code="11680-도로관리과")
    assert ended is not None
    assert ended.name == "도로관리과"
    assert department(code="없는 부서") is None


def test_officials_the_head_first_and_changed_not_doubled() -> None:
    entries = [
        OfficialEntry(department_code="11680-도로관리과", name="가상 담당", position=Position.OFFICER, extension="101"),
        OfficialEntry(department_code="11680-도로관리과", name="가상 과장", position=Position.HEAD, extension="100"),
    ]
    assert officials_upsert(entries=entries) == 2
    officials_upsert(
        entries=[
            OfficialEntry(
                department_code="11680-도로관리과", name="가상 담당", position=Position.OFFICER, on_duty=False
            )
        ]
    )
    lines = officials_of(department_code="11680-도로관리과")
    assert [(line.name, line.extension, line.on_duty) for line in lines] == [
        ("가상 과장", "100", True),
        ("가상 담당", "", False),
    ]


def test_any_edit_of_what_routing_reads_raises_the_version() -> None:
    seen = [gazetteer_version()]
    Dong.objects.create(code="1168010700", name="신사동", kind="LEGAL", district_id="11680")
    seen.append(gazetteer_version())
    Dong.objects.filter(code="1168010700").update(name="새이름동")
    seen.append(gazetteer_version())
    Dong.objects.filter(code="1168010700").delete()
    seen.append(gazetteer_version())
    District.objects.filter(code="11680").update(main_phone="+82234235114")
    seen.append(gazetteer_version())
    assert seen == sorted(set(seen))


def test_calendar_takes_the_statute_and_what_was_entered() -> None:
    christmas, day_after, monday = date(2026, 12, 25), date(2026, 12, 24), date(2026, 12, 28)
    Holiday.objects.create(day=christmas, name="정상 근무", effect=HolidayEffect.OPEN, district_id="11680")
    Holiday.objects.create(day=day_after, name="임시공휴일", effect=HolidayEffect.CLOSED)
    Holiday.objects.create(day=monday, name="임시공휴일", effect=HolidayEffect.CLOSED)
    Holiday.objects.create(day=monday, name="정상 근무", effect=HolidayEffect.OPEN, district_id="11680")
    gangnam = calendar(district_code="11680", years={2026})
    jung = calendar(district_code="11140", years={2026})
    assert [day for day in (day_after, christmas, monday) if not gangnam.is_working_day(day)] == [day_after]
    assert [day for day in (day_after, christmas, monday) if not jung.is_working_day(day)] == [
        day_after,
        christmas,
        monday,
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Holiday.objects.create(day=day_after, name="두 번", effect=HolidayEffect.OPEN)


def test_calendars_of_many_districts_take_one_query(django_assert_num_queries: Any) -> None:
    codes = ["11680", "11140", "11380"]
    with django_assert_num_queries(1):
        found = calendars(district_codes=codes, years={2026, 2027})
    assert {code: calendar(district_code=code, years={2026, 2027}) for code in codes} == found


def test_calendar_takes_the_offices_own_hours() -> None:
    OfficeHours.objects.create(
        district_id="11680", opens=time(9), closes=time(18), lunch_starts=time(11, 30), lunch_ends=time(12, 30)
    )
    start = datetime(2026, 11, 23, 11, 0, tzinfo=SEOUL)
    own = add_working_hours(start, 1, calendar(district_code="11680", years=[2026]))
    usual = add_working_hours(start, 1, calendar(district_code="11140", years=[2026]))
    assert (own.time(), usual.time()) == (time(13, 0), time(12, 0))
