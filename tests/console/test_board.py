"""The supervisor's board, its map, and what is settled on it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from console.city_map import city_map
from contacts import services as contacts
from districts.models import District, Topic
from messaging.models import OutboundMessage
from routing import services as routing
from tests.console.conftest import GANGNAM, held_by, make_agent, offered_to, text_in
from tests.console.html import problems
from tests.contacts.conftest import make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]


@pytest.fixture
def board(sign_in: SignIn) -> Client:
    """The browser of a supervisor of the whole city."""
    return sign_in(make_user(Role.SUPERVISOR))


def figure(page: str, name: str) -> str:
    """Return one figure of the tiles as it is printed."""
    found = re.search(rf'data-figure="{name}">(.*?)</dd>', page, re.DOTALL)
    assert found
    return re.sub("<.*?>", "", found[1]).strip()


def test_the_empty_board(board: Client) -> None:
    page = board.get("/board/").content.decode()
    assert problems(page) == []
    assert (figure(page, "waiting"), figure(page, "longest"), figure(page, "service-level")) == ("0", "–", "–")
    assert "기다리는 상담이 없습니다." in page
    assert page.count('class="district"') == 25


def test_who_waits_is_shown_with_why(board: Client) -> None:
    contact = text_in()
    routing.explain_newcomers(now=timezone.now())
    page = board.get("/board/now/").content.decode()
    assert figure(page, "waiting") == "1"
    assert f"/console/contacts/{contact.pk}/" in page
    assert "이 대기열을 맡은 상담사가 없습니다." in page
    assert 'aria-label="강남구, 대기 1, 기한 지남 0"' in page


def test_english_readers_read_english_names(board: Client, sign_in: SignIn) -> None:
    contact = text_in()
    contact.topic_id = Topic.objects.values_list("pk", flat=True)[0]
    contact.save(update_fields=["topic"])
    agent = make_agent()
    offered_to(agent)
    desk = sign_in(agent)
    for client in (board, desk):
        client.cookies["language"] = "en"
    page = board.get("/board/now/").content.decode()
    topic, office = Topic.objects.get(pk=contact.topic_id), District.objects.get(pk=GANGNAM)
    waiting = page[page.index('id="waiting-title"') :]
    assert f">{topic.name_en}</a>" in waiting
    assert topic.name not in waiting
    offer = desk.get("/console/desk/").content.decode()
    offer = offer[offer.index('class="offer ') : offer.index("offer-words")]
    assert office.name_en in offer
    assert office.name not in offer


def test_calls_that_are_due_stand_on_a_tile_and_in_a_list(board: Client) -> None:
    now = timezone.now()
    contact_id = contacts.open_call(call_id="main:c1", caller="010-2222-3333", dialled="02120", now=now)
    contacts.promise_call_back(contact_id=contact_id, now=now - timedelta(hours=2))
    page = board.get("/board/now/").content.decode()
    assert problems(page) == []
    assert figure(page, "call-backs-due").split() == ["1/", "1"]
    assert "1건 늦음" in page
    assert f"/console/contacts/{contact_id}/" in page[page.index('id="call-backs-title"') :]


def test_agents_are_shown_with_what_they_do(board: Client) -> None:
    held_by(make_agent(name="김바쁨"), text_in())
    page = board.get("/board/now/").content.decode()
    assert "김바쁨" in page
    assert "채팅 1/3" in page


@pytest.mark.parametrize(
    ("role", "status"), [(Role.SUPERVISOR, 200), (Role.AUDITOR, 200), (Role.AGENT, 403), (Role.OFFICIAL, 403)]
)
def test_who_may_open_the_board(role: Role, status: int, sign_in: SignIn) -> None:
    assert sign_in(make_user(role)).get("/board/").status_code == status


def test_a_district_supervisor_sees_one_district(sign_in: SignIn) -> None:
    text_in("은평구 연신내역 앞 불법주차 단속해 주세요", number="010-2222-3333")
    page = sign_in(make_user(Role.SUPERVISOR, scopes=[(GANGNAM, "")])).get("/board/").content.decode()
    assert problems(page) == []
    assert (figure(page, "waiting"), page.count('class="district"')) == ("0", 1)
    assert "도착하지 못한 안내" not in page


@pytest.fixture
def failed() -> OutboundMessage:
    """A message to a citizen that did not get through."""
    text_in()
    message = OutboundMessage.objects.earliest("sequence")
    OutboundMessage.objects.filter(pk=message.pk).update(state="FAILED", failure_reason="UNDELIVERED")
    return message


def test_failed_messages_are_sent_again(board: Client, failed: OutboundMessage) -> None:
    page = board.get("/board/now/").content.decode()
    assert "휴대전화에 도착하지 못했습니다" in page
    assert "010-1234-5678" not in page
    path = f"/board/messages/{failed.pk}/resend/"
    assert "success" in board.post(path)["HX-Trigger"]
    failed.refresh_from_db()
    assert failed.state == "QUEUED"
    assert "danger" in board.post(path)["HX-Trigger"]


def test_a_message_settled_otherwise_leaves_the_list(board: Client, failed: OutboundMessage) -> None:
    assert board.post(f"/board/messages/{failed.pk}/cancel/").status_code == 204
    failed.refresh_from_db()
    assert failed.state == "CANCELLED"
    assert "모든 안내가 나갔습니다." in board.get("/board/now/").content.decode()


def test_an_auditor_settles_nothing(failed: OutboundMessage, sign_in: SignIn) -> None:
    auditor = sign_in(make_user(Role.AUDITOR))
    assert "다시 보내기" not in auditor.get("/board/").content.decode()
    assert auditor.post(f"/board/messages/{failed.pk}/resend/").status_code == 403
    failed.refresh_from_db()
    assert failed.state == "FAILED"


def test_a_district_supervisor_cannot_settle_what_is_not_shown(failed: OutboundMessage, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.SUPERVISOR, scopes=[(GANGNAM, "")]))
    assert "danger" in client.post(f"/board/messages/{failed.pk}/resend/")["HX-Trigger"]
    failed.refresh_from_db()
    assert failed.state == "FAILED"


def test_the_number_of_queries_does_not_grow(board: Client) -> None:
    def queries() -> int:
        board.get("/board/now/")
        with CaptureQueriesContext(connection) as captured:
            assert board.get("/board/now/").status_code == 200
        return len(captured)

    text_in()
    before = queries()
    for number in range(5):
        text_in(number=f"010-3333-{number:04d}")
        make_agent()
    assert queries() == before <= 20


def test_every_district_lies_within_the_map() -> None:
    drawn = city_map()
    assert len(drawn.shapes) == 25
    for shape in drawn.shapes:
        assert 0 < shape.label_x < drawn.width
        assert 0 < shape.label_y < drawn.height
    places = {shape.name: shape for shape in drawn.shapes}
    assert places["강서구"].label_x < places["중구"].label_x < places["강동구"].label_x
    assert places["도봉구"].label_y < places["중구"].label_y < places["관악구"].label_y
