"""What every complaint goes through when it comes in, whoever brings it."""

import math
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from complaints.models import Complaint, ComplaintEvent
from complaints.policies.number import ComplaintNumber
from complaints.policies.transitions import InvalidFields
from complaints.services.text import too_long
from complaints.types import Kind
from districts import selectors as districts
from districts.types import CITY_HALL
from korean.dates import seoul_time
from korean.hangul import search_text
from messaging.types import CITIZEN_CHANNELS

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
LONGEST_PLACE = 200
LONGEST_KEY = 64
PLACE = ("citizen", "district", "topic", "department")
OF_PLACE = (
    *("citizen__language", "district__name", "district__name_en", "district__main_phone"),
    *("topic__name", "topic__name_en"),
    *("department__name", "department__phone", "department__district", "department__valid_until"),
)


def field_errors(complaint: Complaint) -> dict[str, list[str]]:
    """Return what is wrong with the fields of a complaint that is not written yet."""
    errors = too_long(
        {
            "title": (complaint.title, LONGEST_TITLE),
            "body": (complaint.body, LONGEST_BODY),
            "place": (complaint.place, LONGEST_PLACE),
        }
    )
    if complaint.kind and complaint.kind not in Kind.values:
        errors["kind"] = [_("민원 종류를 목록에서 골라 주세요.")]
    if complaint.channel not in CITIZEN_CHANNELS:
        errors["channel"] = [_("알 수 없는 채널입니다.")]
    if not 0 < len(complaint.request_key) <= LONGEST_KEY:
        errors["request_key"] = [_("요청 키는 1자에서 64자까지입니다.")]
    if not _is_point(complaint.latitude, complaint.longitude):
        errors["latitude"] = [_("위도와 경도를 함께, 올바른 범위로 적어 주세요.")]
    return errors


def write_new(complaint: Complaint, *, events: list[ComplaintEvent], now: datetime) -> Complaint:
    """Give a checked complaint its number, write it with the first lines of its history, and return it as written.

    Raises InvalidFields for a district, topic, department or citizen that does not exist.
    """
    complaint.number = str(_next_number(seoul_time(now).year))
    complaint.version = complaint.event_count = len(events)
    complaint.search_text = searchable(complaint)
    complaint.save(force_insert=True)
    ComplaintEvent.objects.bulk_create(events)
    return with_place(complaint, on=seoul_time(now).date())


def searchable(complaint: Complaint) -> str:
    """Return the text by which a complaint is found."""
    return search_text("\n".join((complaint.number, complaint.title, complaint.body, complaint.place)))


def with_place(complaint: Complaint, *, on: date) -> Complaint:
    """Return the complaint with its related rows as far as lines and notices need them: one look at the database, which
    is also the check that its place exists. (PostgreSQL would say so too, but only at the commit and in its own words.)
    """
    written = Complaint.objects.select_related(*PLACE).only(*PLACE, *OF_PLACE).filter(pk=complaint.pk)
    found = next(iter(written), None)
    if found is None:
        raise InvalidFields(errors=_unknown_codes(complaint))
    for name in PLACE:
        setattr(complaint, name, getattr(found, name))
    department = complaint.department
    ended = department.valid_until is not None and department.valid_until <= on
    if ended or department.district_id not in (complaint.district_id, CITY_HALL):
        raise InvalidFields(errors={"department_code": [_("이 자치구나 시청에서 지금 일하는 부서가 아닙니다.")]})
    return complaint


def _unknown_codes(complaint: Complaint) -> dict[str, list[str]]:
    errors = {}
    if complaint.district_id not in {district.code for district in districts.all_districts()}:
        errors["district_code"] = [_("없는 자치구입니다.")]
    if complaint.topic_id not in {topic.code for topic in districts.topics()}:
        errors["topic_code"] = [_("없는 업무 분야입니다.")]
    if districts.department(code=complaint.department_id) is None:
        errors["department_code"] = [_("없는 부서입니다.")]
    return errors or {"citizen_id": [_("없는 민원인입니다.")]}


def _next_number(year: int) -> ComplaintNumber:
    """Take the next serial number of `year`; others who register wait until this transaction ends, so none is lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO complaints_numbercounter AS counter (year, last) VALUES (%s, 1)
            ON CONFLICT (year) DO UPDATE SET last = counter.last + 1
            RETURNING last
            """,
            [year],
        )
        (serial,) = cursor.fetchone()
    return ComplaintNumber(year=year, serial=serial)


def _is_point(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return latitude is longitude
    return math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
