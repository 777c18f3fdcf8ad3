"""Where it is: asked once when nobody can tell, understood whenever the citizen says it."""

import pytest

from contacts import selectors, services
from contacts.models import Contact
from contacts.types import ContactState
from districts import selectors as districts
from messaging.types import Purpose
from routing import selectors as routing_selectors
from routing import services as routing
from tests.contacts.conftest import CITY_HALL, EUNPYEONG, GANGNAM, NOW, accepted, chat_in, later, make_agent, text_in
from tests.contacts.test_receiving import sent

pytestmark = pytest.mark.usefixtures("city")

SEOCHO = "11650"


def waiting_in(district_code: str) -> list[object]:
    return [line.contact_ref for line in routing_selectors.waiting(district_codes=[district_code])]


def in_charge(contact: Contact) -> str:
    assert contact.district_id
    assert contact.topic_id
    return districts.department_in_charge(
        district_code=contact.district_id, topic_code=contact.topic_id, on=NOW.date()
    ).code


def test_where_it_is_is_asked_in_free_words_and_the_answer_leads_there() -> None:
    contact = text_in("도로가 파였어요 고쳐주세요")
    assert contact.state == ContactState.ASKING
    [(purpose, question)] = sent(contact)
    assert purpose == Purpose.QUESTION
    assert "어느 구" in question
    assert waiting_in(CITY_HALL) == []
    contact = text_in("서초구요", now=later(30))
    assert (contact.state, contact.district_id, contact.topic_id) == (ContactState.WAITING, SEOCHO, "road")
    assert contact.department_id == in_charge(contact)
    assert waiting_in(SEOCHO) == [contact.pk]


def test_on_the_web_there_is_nothing_to_press_but_the_way_to_a_person() -> None:
    contact = chat_in("도로가 파였어요 고쳐주세요")
    thread = selectors.thread_for_citizen(contact_id=contact.pk, now=later(9))
    assert (thread.state, thread.question, thread.can_ask_for_agent) == (ContactState.ASKING, (), True)
    services.ask_for_agent(contact_id=contact.pk, now=later(5))
    contact.refresh_from_db()
    assert (contact.state, contact.topic_id) == (ContactState.WAITING, "road")


def test_a_second_unclear_answer_waits_at_city_hall_with_everything_said() -> None:
    text_in("도로가 파였어요 고쳐주세요")
    contact = text_in("우리 집 앞이요", now=later(30))
    assert (contact.state, contact.district_id, contact.topic_id) == (ContactState.WAITING, None, "road")
    assert [purpose for purpose, _ in sent(contact)] == [Purpose.QUESTION, Purpose.SYSTEM]
    assert waiting_in(CITY_HALL) == [contact.pk]
    assert contact.messages.filter(author="CITIZEN").count() == 2


def test_an_answer_that_names_a_place_in_several_districts_is_narrowed_down_once() -> None:
    text_in("도로가 파였어요 고쳐주세요")
    contact = text_in("신사동이요", now=later(30))
    assert contact.state == ContactState.ASKING
    contact = text_in("은평구요", now=later(60))
    assert (contact.state, contact.district_id, contact.topic_id) == (ContactState.WAITING, EUNPYEONG, "road")
    assert [purpose for purpose, _ in sent(contact)][:2] == [Purpose.QUESTION, Purpose.QUESTION]


def test_a_call_is_not_asked_where() -> None:
    contact_id = services.open_call(call_id="c-1", caller="010-9999-0000", dialled="120", now=later(9))
    assert Contact.objects.get(pk=contact_id).state == ContactState.WAITING


def test_words_that_hardly_say_anything_are_not_asked_about() -> None:
    assert text_in("빨리 좀 해주세요").state == ContactState.WAITING


def test_a_place_said_while_waiting_moves_the_contact_and_keeps_its_time() -> None:
    text_in("도로가 파였어요 고쳐주세요")
    contact = text_in("우리 집 앞이요", now=later(30))
    contact = text_in("아 서초구요", now=later(90))
    assert (contact.state, contact.district_id, contact.topic_id) == (ContactState.WAITING, SEOCHO, "road")
    assert contact.department_id == in_charge(contact)
    [line] = routing_selectors.waiting(district_codes=[SEOCHO])
    assert (line.contact_ref, line.enqueued_at) == (contact.pk, later(30))
    assert waiting_in(CITY_HALL) == []


def test_a_short_correction_moves_a_waiting_contact_and_a_mention_does_not() -> None:
    contact = text_in("강남구 도로가 파였어요 고쳐주세요")
    contact = text_in("은평구청에도 어제 오후에 전화했는데 아무도 안 받더라고요", now=later(30))
    assert contact.district_id == GANGNAM
    contact = text_in("아 서초구요", now=later(60))
    assert (contact.district_id, contact.department_id) == (SEOCHO, in_charge(contact))
    assert waiting_in(SEOCHO) == [contact.pk]


def test_another_district_is_another_department() -> None:
    contact = text_in("강남구 여권 재발급은 어떻게 하나요?")
    assert (contact.state, contact.district_id) == (ContactState.ANSWERED, GANGNAM)
    before = contact.department_id
    contact = text_in("아 서초구요", now=later(60))
    assert (contact.district_id, contact.topic_id) == (SEOCHO, "passport")
    assert contact.department_id == in_charge(contact) != before


def test_the_number_of_a_district_is_understood_after_half_an_hour_too() -> None:
    contact = text_in("신사동에 불법주차 신고합니다")
    position = [reply["name"] for reply in contact.question["options"]].index("은평구") + 1
    assert services.close_idle(now=later(30 * 60)) == 1
    again = text_in(str(position), now=later(32 * 60))
    assert again.pk == contact.pk
    assert (again.state, again.district_id, again.topic_id) == (ContactState.WAITING, EUNPYEONG, "parking_enf")
    assert waiting_in(EUNPYEONG) == [contact.pk]


@pytest.mark.parametrize("before", [[], ["여권 재발급은 어떻게 하나요?"], ["신사동에 불법주차 신고합니다"]])
@pytest.mark.parametrize(
    "text", ["사람이 쓰러졌어요", "사람이 물에 빠졌어요", "사람이 갇혔어요", "직원이 쓰러졌어요", "사람 살려주세요"]
)
def test_somebody_in_danger_comes_before_asking_for_somebody(before: list[str], text: str) -> None:
    other = text_in("강남구 역삼동에 불법주차가 많아요", number="010-1111-2222")
    for words in before:
        text_in(words)
    contact = text_in(text, now=later(9))
    assert contact.state == ContactState.WAITING
    assert "119" in sent(contact)[-1][1]
    assert contact.decision is not None
    assert contact.decision.handling == "EMERGENCY"
    lines = {line.contact_ref: line.priority for line in routing_selectors.waiting(district_codes=[CITY_HALL, GANGNAM])}
    assert lines[contact.pk] > lines[other.pk]


def test_an_answer_that_names_the_district_and_an_emergency_is_an_emergency() -> None:
    text_in("신사동에 불법주차 신고합니다")
    contact = text_in("은평구인데 지금 사람이 쓰러졌어요", now=later(9))
    assert "119" in sent(contact)[-1][1]
    assert contact.district_id == EUNPYEONG


def test_asking_for_a_person_during_wrap_up_goes_on_with_the_same_agent() -> None:
    agent = make_agent()
    contact = accepted(chat_in("강남구 역삼동에 불법주차가 많아요"), agent)
    services.end(contact_id=contact.pk, user=agent, now=later(60))
    routing.heartbeat(user_id=agent.pk, now=later(65))
    services.ask_for_agent(contact_id=contact.pk, now=later(70))
    contact.refresh_from_db()
    assert (contact.state, contact.agent_id, contact.ended_at) == (ContactState.ACTIVE, agent.pk, None)
