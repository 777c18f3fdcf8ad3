"""Who is in charge on a day, how they are named while the district is open, and who answers at night."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from districts.policies.working_time import Calendar
from districts.types import CITY_HALL, DepartmentRow, GazetteerRows, ResponsibilityRow
from routing.policies.edits import edited_rows
from routing.policies.offices import Offices
from routing.types import DutyRoom, Edit, EditKind

pytestmark = pytest.mark.django_db  # so that the database is there when a file is run alone

DUTY_PHONE = "+8223516041"
BY_DAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 10:00 in Seoul
AT_LUNCH = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
BY_NIGHT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
ON_CHRISTMAS = datetime(2026, 12, 25, 2, 0, tzinfo=UTC)
ON_SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
CHANGE = date(2026, 12, 1)
PARKING = ("11380", "parking_enf")


def offices(*lines, departments=(), **others):
    return Offices(
        lines={PARKING: lines},
        departments={row.code: row for row in departments},
        main_desks={"11380": "desk"},
        calendars={"11380": Calendar(), **others.pop("calendars", {})},
        duty_phones={"11380": DUTY_PHONE},
    )


@pytest.fixture
def rows():
    return GazetteerRows(1, (), (), (), (), (), (), (), (), ())


def department(code, *, until=None, successor=""):
    return DepartmentRow(code, f"{code} name", "11380", code == "desk", until, successor)


def in_charge(offices, on):
    choice = offices.in_charge(district_code="11380", topic_code="parking_enf", on=on)
    return choice.code, choice.fallback


def test_lines_hold_from_their_first_day_until_their_last():
    tables = offices(
        ResponsibilityRow(*PARKING, "old", "old name", None, CHANGE),
        ResponsibilityRow(*PARKING, "new", "new name", CHANGE, date(2027, 1, 1)),
        departments=[department("old"), department("new"), department("desk")],
    )
    assert in_charge(tables, date(2026, 11, 30)) == ("old", False)
    assert in_charge(tables, CHANGE) == ("new", False)
    assert in_charge(tables, date(2027, 1, 1)) == ("desk", True)


def test_a_department_is_followed_to_its_successor_from_the_day_it_ends():
    chain = [department("old", until=CHANGE, successor="new"), department("new"), department("desk")]
    line = ResponsibilityRow(*PARKING, "old", "old name")
    assert in_charge(offices(line, departments=chain), date(2026, 11, 30)) == ("old", False)
    assert in_charge(offices(line, departments=chain), CHANGE) == ("new", False)
    circle = [department("old", until=CHANGE, successor="old"), department("desk")]
    assert in_charge(offices(line, departments=circle), CHANGE) == ("desk", True)


def test_an_edit_holds_until_a_line_that_was_written_later(rows):
    today, planned = (
        ResponsibilityRow(*PARKING, code, f"{code} name", start) for code, start in (("a", None), ("b", CHANGE))
    )
    rows = replace(rows, responsibilities=(today, planned))
    for said_on, wanted in (
        (date(2026, 11, 23), ["edited", "b"]),
        (CHANGE, ["edited"]),
        (date(2026, 12, 9), ["edited"]),
    ):
        edit = Edit(
            EditKind.RESPONSIBILITY,
            district_code=PARKING[0],
            topic_code=PARKING[1],
            department_code="edited",
            since=said_on,
        )
        lines = edited_rows(rows, [edit], department_names={"edited": "edited name"}).responsibilities
        assert [line.department_code for line in lines] == wanted
        assert lines[0].valid_until == (CHANGE if len(wanted) == 2 else None)


@pytest.mark.parametrize("at", [BY_NIGHT, ON_CHRISTMAS, ON_SATURDAY])
def test_the_duty_room_answers_at_night_and_on_holidays(decide, at):
    decision = decide("연신내역 앞에 불법주차 단속해 주세요", now=at)
    assert decision.duty_room == DutyRoom(DUTY_PHONE)
    assert decision.department_name == "주차관리과"
    assert "02-351-6041" in decision.one_line()


@pytest.mark.parametrize("at", [BY_DAY, AT_LUNCH])
def test_by_day_the_department_answers(decide, at):
    assert decide("연신내역 앞에 불법주차 단속해 주세요", now=at).duty_room is None


def test_office_hours_are_those_of_the_district():
    late = offices(calendars={"11380": Calendar(closes=time(23))})
    assert late.duty_room(district_code="11380", at=BY_NIGHT) is None
    assert offices().duty_room(district_code="11380", at=BY_NIGHT) == DutyRoom(DUTY_PHONE)
    assert offices().duty_room(district_code="", at=BY_NIGHT) is None
    assert offices().duty_room(district_code=CITY_HALL, at=BY_NIGHT) is None


def test_while_the_district_is_open_the_name_is_the_usual_one_or_says_the_duty(decide):
    assert decide("집 앞 도로가 파였어요").department_name == "도로과"
    assert (
        decide("어린이집 대기 신청은 어떻게 하나요").department_name
        == "보육·어린이집·아동수당 담당 부서(가족정책과 등)"
    )
