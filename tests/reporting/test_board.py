"""What the board counts, for whom, and with how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from accounts.types import Role
from complaints import services as complaints
from complaints.types import Kind
from contacts import services
from contacts.models import Contact
from reporting import metrics
from reporting.selectors import live_board, surges
from reporting.types import Board
from routing import services as routing
from routing.types import SeatState
from tests.contacts.conftest import (
    CITY_HALL,
    EUNPYEONG,
    GANGNAM,
    NOW,
    accepted,
    later,
    make_agent,
    make_user,
    text_in,
)

pytestmark = pytest.mark.usefixtures("city")

PARKING = "{place}에 불법주차가 너무 많아요"
ROADS = "11680-도로관리과"


def board_of(user: User, *, seconds: float = 0) -> Board:
    return live_board(user=User.objects.get(pk=user.pk), now=later(seconds))


def call(number: int, *, seconds: float = 0) -> Contact:
    contact_id = services.open_call(
        call_id=f"main:{number}", caller=f"010-2000-{number:04d}", dialled="120", now=later(seconds)
    )
    return Contact.objects.get(pk=contact_id)


def register(contact: Contact, agent: User, *, key: str, place: tuple[float, float] | None = None) -> None:
    complaints.register(
        contact_id=contact.pk,
        citizen_id=contact.citizen_id,
        channel=contact.channel,
        kind=Kind.SIMPLE,
        title="가로등 고장",
        body="가로등이 꺼져 있습니다.",
        place="역삼동",
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        district_code=GANGNAM,
        topic_code="streetlight",
        department_code=ROADS,
        user=agent,
        request_key=key,
        now=NOW,
    )


def test_an_empty_city_has_a_row_for_every_office() -> None:
    board = board_of(make_user(Role.SUPERVISOR))
    assert len(board.districts) == 26
    assert (board.waiting, board.longest_wait_seconds, board.overdue) == (0, 0, 0)
    assert (metrics.service_level(board.flow), metrics.average_wait(board.flow)) == (None, None)


def test_waiting_contacts_are_counted_where_they_wait() -> None:
    text_in(PARKING.format(place="강남구 역삼동"), number="010-1111-0001")
    text_in(PARKING.format(place="강남구 대치동"), number="010-1111-0002", now=later(30))
    text_in(PARKING.format(place="은평구 연신내"), number="010-1111-0003", now=later(40))
    board = board_of(make_user(Role.SUPERVISOR), seconds=60)
    rows = {row.code: row for row in board.districts}
    assert (rows[GANGNAM].waiting, rows[EUNPYEONG].waiting, rows[CITY_HALL].waiting) == (2, 1, 0)
    assert (board.waiting, board.longest_wait_seconds) == (3, 60)
    assert rows[EUNPYEONG].longest_wait_seconds == 20
    assert len(board.lines) == 3


def test_a_district_supervisor_sees_that_district_only() -> None:
    contact = text_in(PARKING.format(place="강남구 역삼동"), number="010-1111-0001")
    text_in(PARKING.format(place="은평구 연신내"), number="010-1111-0003")
    board = board_of(make_user(Role.SUPERVISOR, scopes=[(GANGNAM, "")]))
    assert [row.code for row in board.districts] == [GANGNAM]
    assert [line.contact_ref for line in board.lines] == [contact.pk]
    assert board.waiting == 1


def test_service_level_counts_answered_and_abandoned() -> None:
    agent = make_agent()
    accepted(call(1), agent, now=later(10))
    slow = make_agent()
    routing.heartbeat(user_id=slow.pk, now=later(80))
    accepted(call(2), slow, now=later(80))
    call(3)
    services.end_call(call_id="main:3", now=later(60))
    call(4)
    services.end_call(call_id="main:4", now=later(3))
    board = board_of(make_user(Role.SUPERVISOR), seconds=90)
    assert (board.flow.answered, board.flow.abandoned, board.flow.abandoned_soon) == (2, 2, 1)
    assert metrics.service_level(board.flow) == pytest.approx(100 / 3)
    assert metrics.average_wait(board.flow) == 45
    assert next(row.flow for row in board.districts if row.code == CITY_HALL) == board.flow


def test_the_board_starts_anew_at_midnight_in_seoul() -> None:
    accepted(call(1), make_agent(), now=later(10))
    supervisor = make_user(Role.SUPERVISOR)
    assert board_of(supervisor, seconds=60).flow.answered == 1
    assert live_board(user=supervisor, now=NOW + timedelta(hours=14)).flow.answered == 0


def test_agents_are_counted_by_what_they_do() -> None:
    busy = make_agent()
    accepted(text_in(PARKING.format(place="강남구 역삼동")), busy)
    make_agent()
    counts = {state.state: state.count for state in board_of(make_user(Role.SUPERVISOR)).agents}
    assert (counts[SeatState.BUSY], counts[SeatState.FREE], counts[SeatState.AWAY]) == (1, 1, 0)


def test_complaints_are_counted_by_their_due_day() -> None:
    agent = make_agent()
    contact = accepted(text_in(PARKING.format(place="강남구 역삼동")), agent)
    register(contact, agent, key="first")
    supervisor = make_user(Role.SUPERVISOR)
    assert (board_of(supervisor).open_complaints, board_of(supervisor).overdue) == (1, 0)
    month_later = live_board(user=supervisor, now=NOW + timedelta(days=30))
    assert (month_later.overdue, next(row.overdue for row in month_later.districts if row.code == GANGNAM)) == (1, 1)


def test_a_surge_is_seen_in_the_city_and_in_its_dong() -> None:
    agent = make_agent()
    contact = accepted(text_in(PARKING.format(place="강남구 역삼동")), agent)
    for number in range(5):
        register(contact, agent, key=f"surge-{number}", place=(37.5006, 127.0364))
    supervisor = make_user(Role.SUPERVISOR)
    found = surges(user=supervisor, now=later(60))
    assert {(surge.dong, surge.count, surge.ratio) for surge in found} == {("", 5, 5.0), ("역삼동", 5, 5.0)}
    assert all(surge.topic for surge in found)
    assert surges(user=make_user(Role.SUPERVISOR, scopes=[(EUNPYEONG, "")]), now=later(60)) == ()
    assert surges(user=supervisor, now=NOW + timedelta(days=1, minutes=1)) == ()


def test_the_number_of_queries_does_not_grow() -> None:
    supervisor = make_user(Role.SUPERVISOR)
    text_in(PARKING.format(place="강남구 역삼동"))
    make_agent()
    with CaptureQueriesContext(connection) as one:
        board_of(supervisor)
    for number in range(5):
        text_in(PARKING.format(place="강남구 역삼동"), number=f"010-1111-{number:04d}")
        make_agent()
    with CaptureQueriesContext(connection) as full:
        board_of(supervisor)
    assert len(full) == len(one) <= 11


@pytest.mark.parametrize(
    ("role", "status"), [(Role.SUPERVISOR, 200), (Role.AUDITOR, 200), (Role.AGENT, 403), (Role.OFFICIAL, 403)]
)
def test_the_api_is_for_overseers(role: Role, status: int) -> None:
    client = APIClient()
    client.force_authenticate(make_user(role, scopes=[(GANGNAM, "")]))
    answer = client.get("/api/board/")
    assert answer.status_code == status
    if status == 200:
        assert [row["code"] for row in answer.json()["districts"]] == [GANGNAM]
    else:
        assert answer["Content-Type"] == "application/problem+json"


def test_the_api_needs_an_account() -> None:
    assert APIClient().get("/api/board/").status_code in (401, 403)
