"""What a supervisor does from the board, and who may not."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccessRecord, User
from accounts.types import AccessAction, Role
from contacts import services as contacts
from contacts.models import Contact, Message
from feed.models import Event
from routing import selectors as routing_selectors
from routing.types import Intent
from tests.console.conftest import GANGNAM, held_by, make_agent, offered_to, text_in
from tests.console.html import problems
from tests.contacts.conftest import EUNPYEONG, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]


@pytest.fixture
def board(sign_in: SignIn) -> Client:
    """The browser of a supervisor of the whole city."""
    return sign_in(make_user(Role.SUPERVISOR, name="박관리", extension="7100"))


def told(client: Client, path: str, **given: str) -> str:
    return client.post(path, given)["HX-Trigger"]


def last_line(contact: Contact) -> str:
    return Message.objects.filter(contact=contact).latest("sequence").text


def test_an_offer_is_taken_back(board: Client) -> None:
    agent, contact = make_agent("김늦음"), text_in()
    offered_to(agent)
    page = board.get(f"/board/contacts/{contact.pk}/").content.decode()
    assert problems(page) == []
    assert "김늦음 상담사에게서 제안 거두기" in page
    assert "success" in told(board, f"/board/contacts/{contact.pk}/take-back/", reason="자리에 없음")
    assert routing_selectors.offers_for(user_id=agent.pk, now=timezone.now()) == []
    assert "danger" in told(board, f"/board/contacts/{contact.pk}/take-back/")


def test_a_contact_is_moved_to_another_queue_and_stays_what_it_is(board: Client) -> None:
    contact = text_in()
    assert "success" in told(board, f"/board/contacts/{contact.pk}/move/", district=EUNPYEONG, reason="혼잡")
    line = routing_selectors.queue_of(contact_ref=contact.pk)
    assert line is not None
    assert line.queue_code == EUNPYEONG
    contact.refresh_from_db()
    assert (contact.district_id, last_line(contact)) == (
        GANGNAM,
        "박관리님이 상담을 은평구 대기열로 옮겼습니다. 사유: 혼잡",
    )
    assert "danger" in told(board, f"/board/contacts/{contact.pk}/move/", district="99999")


def test_what_an_agent_has_is_shown_and_returned(board: Client) -> None:
    agent = make_agent("김바쁨")
    contact = held_by(agent, text_in())
    page = board.get(f"/board/seats/{agent.pk}/").content.decode()
    assert problems(page) == []
    assert f"/board/contacts/{contact.pk}/return/" in page
    assert "success" in told(board, f"/board/contacts/{contact.pk}/return/", reason="교대")
    contact.refresh_from_db()
    assert (contact.state, contact.agent) == ("WAITING", None)


def test_the_next_intent_of_a_seat_is_set(board: Client) -> None:
    agent = make_agent()
    assert "success" in told(board, f"/board/seats/{agent.pk}/next/", intent=Intent.BREAK)
    seat = routing_selectors.seat_of(user_id=agent.pk, now=timezone.now())
    assert seat is not None
    assert seat.intent == Intent.BREAK
    assert "danger" in told(board, f"/board/seats/{agent.pk}/next/", intent="NONSENSE")


def test_a_queue_is_opened_to_all_and_closed(board: Client) -> None:
    told(board, f"/board/queues/{GANGNAM}/overflow/", open="1")
    assert "전체 개방" in board.get("/board/now/").content.decode()
    (load,) = routing_selectors.queue_loads(district_codes=[GANGNAM])
    assert load.overflow_since is not None
    told(board, f"/board/queues/{GANGNAM}/overflow/")
    (load,) = routing_selectors.queue_loads(district_codes=[GANGNAM])
    assert load.overflow_since is None


def test_listening_is_asked_with_a_reason_and_recorded(board: Client, sign_in: SignIn) -> None:
    agent = make_agent()
    contacts.open_call(call_id="main:7", caller="010-1111-2222", dialled="120", now=timezone.now())
    call = held_by(agent, Contact.objects.get(external_call_id="main:7"))
    assert "danger" in told(board, f"/board/contacts/{call.pk}/listen/", reason=" ")
    assert "success" in told(board, f"/board/contacts/{call.pk}/listen/", reason="폭언 신고 확인")
    record = AccessRecord.objects.get(action=AccessAction.LISTEN)
    assert (record.subject_id, record.reason) == (call.citizen_id, "폭언 신고 확인")
    assert last_line(call) == "박관리님이 통화 청취를 요청했습니다. 사유: 폭언 신고 확인"
    [event] = Event.objects.filter(stream="calls", kind="contact.listening")
    assert event.ids == {"contact": str(call.pk), "extension": "7100"}
    without = sign_in(make_user(Role.SUPERVISOR))
    assert "danger" in told(without, f"/board/contacts/{call.pk}/listen/", reason="까닭")
    text = held_by(agent, text_in())
    assert "danger" in told(board, f"/board/contacts/{text.pk}/listen/", reason="까닭")
    assert AccessRecord.objects.filter(action=AccessAction.LISTEN).count() == 1


def test_it_is_for_supervisors_of_these_districts(sign_in: SignIn) -> None:
    contact, agent = text_in(), make_agent()
    elsewhere = sign_in(make_user(Role.SUPERVISOR, scopes=[(EUNPYEONG, "")]))
    for path, given in (
        (f"/board/contacts/{contact.pk}/move/", {"district": EUNPYEONG}),
        (f"/board/seats/{agent.pk}/next/", {"intent": "BREAK"}),
        (f"/board/queues/{GANGNAM}/overflow/", {"open": "1"}),
    ):
        assert "danger" in told(elsewhere, path, **given)
        assert sign_in(make_user(Role.AUDITOR)).post(path, given).status_code == 403
    line = routing_selectors.queue_of(contact_ref=contact.pk)
    assert line is not None
    assert line.queue_code == GANGNAM


def test_an_announcement_reaches_every_console(board: Client, sign_in: SignIn) -> None:
    assert "success" in told(board, "/board/announcements/", text="전산 점검 5분 전입니다")
    agent = sign_in(make_agent())
    shown = agent.get("/announcements/").content.decode()
    assert "전산 점검 5분 전입니다" in shown
    path = shown.split('hx-post="')[1].split('"')[0]
    assert "전산 점검" not in agent.post(path).content.decode()
    assert agent.post("/board/announcements/", {"text": "나도"}).status_code == 403


def test_the_wall_shows_who_needs_help_first(board: Client) -> None:
    text_in()
    page = board.get("/board/wall/").content.decode()
    assert problems(page) == []
    assert 'data-figure="waiting">1<' in page
    assert "이 기관을 먼저 맡는 상담사 없음" in page
    assert "강남구" in board.get("/board/wall/now/").content.decode()


def test_the_heaviest_part_of_the_board_comes_apart(board: Client) -> None:
    assert "되풀이해 물은 질문에는 모두 답이 있습니다." in board.get("/board/gaps/").content.decode()


def test_a_supervisor_sets_what_an_agent_can_do(board: Client) -> None:
    agent = make_agent("김배움")
    seen = Event.objects.filter(kind="seat.changed", stream=f"user:{agent.pk}")
    before = seen.count()
    address = f"/board/seats/{agent.pk}/"
    assert "success" in told(board, f"{address}skills/", **{"skill-KSL": "5", "skill-EN": "2", "skill-JA": "0"})
    page = board.get(address).content.decode()
    assert problems(page) == []
    assert [skill.level for skill in routing_selectors.skill_levels(user_id=agent.pk)] == [5, 2, 0, 0, 0, 0]
    assert '<option value="5" selected>5 · 능숙' in page
    recorded = AccessRecord.objects.get(action=AccessAction.CHANGE)
    assert (str(recorded.user), recorded.target, recorded.reason) == (
        "박관리",
        f"skills:{agent.pk}",
        "EN=2 KSL=5",
    )
    assert seen.count() == before + 1
    for nonsense in ("6", "-1", "much"):
        assert "danger" in told(board, f"{address}skills/", **{"skill-KSL": nonsense})
    assert routing_selectors.able_agents(skill="KSL") == 1


def test_skills_are_set_within_the_own_districts_only(sign_in: SignIn) -> None:
    agent = make_agent("김강남")
    elsewhere = sign_in(make_user(Role.SUPERVISOR, scopes=[(EUNPYEONG, "")]))
    assert "danger" in told(elsewhere, f"/board/seats/{agent.pk}/skills/", **{"skill-KSL": "5"})
    assert sign_in(agent).post(f"/board/seats/{agent.pk}/skills/", {"skill-KSL": "5"}).status_code == 403
    assert routing_selectors.able_agents(skill="KSL") == 0
