"""The one door: what is stored of a message, and what happens by itself."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from contacts import selectors, services
from contacts.models import Citizen, CitizenIdentity, Contact, Message
from contacts.policies.text import MessageTooLong
from contacts.policies.transitions import ActionNotPossible
from contacts.types import ContactState, WrapUpCode
from feed.models import Event
from messaging import services as messaging
from messaging.models import OutboundMessage
from messaging.types import Channel, OutboundState, Purpose
from routing import selectors as routing_selectors
from routing import services as routing
from tests.contacts.conftest import (
    CITY_HALL,
    EUNPYEONG,
    GANGNAM,
    PHONE,
    accepted,
    chat_in,
    later,
    make_agent,
    text_in,
)

pytestmark = pytest.mark.usefixtures("city")

Lines = Callable[[Contact], list[tuple[str, str]]]


def sent(contact: Contact) -> list[tuple[str, str]]:
    """What the outbox holds for the citizen of the contact: purpose and text."""
    rows = OutboundMessage.objects.filter(reference=f"contact:{contact.pk}").order_by("sequence")
    return list(rows.values_list("purpose", "text"))


def test_a_text_message_opens_a_contact_of_its_number_in_the_queue_of_its_district() -> None:
    contact = text_in("강남구 역삼동에 불법주차가 너무 많아요")
    assert (contact.state, contact.channel, contact.district_id) == (ContactState.WAITING, Channel.SMS, GANGNAM)
    assert contact.topic_id == "parking_enf"
    assert contact.department_id
    assert contact.decision is not None
    identity = CitizenIdentity.objects.get(citizen=contact.citizen)
    assert identity.value == contact.address == "+821012345678"
    assert "1234" not in identity.value_hash
    waiting = routing_selectors.waiting(district_codes=[GANGNAM])
    assert [line.contact_ref for line in waiting] == [contact.pk]
    [(purpose, text)] = sent(contact)
    assert purpose == Purpose.SYSTEM
    assert "대기 1번째" in text


def test_the_same_provider_id_again_stores_nothing() -> None:
    arguments = {"channel": Channel.SMS, "sender": PHONE, "provider": "gateway", "provider_message_id": "m-1"}
    first = services.receive_message(**arguments, text="강남구 가로등", now=later(0))
    before = Message.objects.count(), OutboundMessage.objects.count(), Event.objects.count()
    again = services.receive_message(**arguments, text="다른 글", now=later(9))
    assert again.duplicate
    assert not first.duplicate
    assert (again.contact_id, again.message_id) == (first.contact_id, first.message_id)
    assert (Message.objects.count(), OutboundMessage.objects.count(), Event.objects.count()) == before


def test_an_open_contact_goes_on_and_a_closed_one_opens_a_new_one_of_the_same_citizen() -> None:
    first = text_in("강남구 역삼동에 불법주차가 많아요")
    assert text_in("아직도요", number="+82 10-1234-5678", now=later(60)).pk == first.pk
    Contact.objects.filter(pk=first.pk).update(
        state=ContactState.CLOSED, closed_at=later(90), wrap_up_code=WrapUpCode.ANSWERED
    )
    second = text_in("강남구 역삼동 또 주차했어요", now=later(120))
    assert second.pk != first.pk
    assert second.citizen_id == first.citizen_id


def test_what_is_stored_is_clean_and_masked_and_staff_are_told() -> None:
    contact = text_in("강남구입니다\x00 제 주민번호 900101-1234567 😀 도와주세요")
    inbound, note, *_ = contact.messages.order_by("sequence")
    assert inbound.text == "강남구입니다 제 주민번호 900101-******* 😀 도와주세요"
    assert "주민등록번호" in note.text
    assert not Message.objects.filter(text__contains="1234567").exists()


def test_a_message_beyond_the_limit_is_refused_with_a_reason_and_stores_nothing() -> None:
    with pytest.raises(MessageTooLong) as refused:
        text_in("가" * 20_000)
    assert refused.value.extra["limit"] == 2_000
    assert not Contact.objects.exists()


def test_a_picture_without_words_still_reaches_a_person() -> None:
    assert text_in("\x00").state == ContactState.WAITING


@pytest.mark.parametrize("number", ["", "anonymous", "no number at all", "발신번호 표시제한", "\x00", "\ud800"])
def test_an_unknown_sender_is_taken_in_without_an_automatic_answer(number: str) -> None:
    first = text_in("은평구 연신내역 앞 가로등이 꺼졌어요", number=number)
    second = text_in("은평구 연신내역 앞 가로등이 꺼졌어요", number=number)
    assert first.citizen_id != second.citizen_id
    assert first.state == ContactState.WAITING
    assert sent(first) == []


def test_a_short_number_is_known_but_not_written_to() -> None:
    first, second = text_in("가로등 고장", number="1544"), text_in("다시", number="1544")
    assert first.pk == second.pk
    assert sent(first) == []


def test_a_place_in_three_districts_is_asked_about_once_and_the_number_answers(lines: Lines) -> None:
    contact = text_in("신사동에 불법주차 신고합니다")
    assert contact.state == ContactState.ASKING
    [(purpose, question)] = sent(contact)
    assert purpose == Purpose.QUESTION
    names = [reply["name"] for reply in contact.question["options"]]
    assert {"강남구", "은평구"} <= set(names)
    assert f"{names.index('은평구') + 1}. 은평구" in question
    contact = text_in(str(names.index("은평구") + 1), now=later(30))
    assert (contact.state, contact.district_id, contact.topic_id) == (ContactState.WAITING, EUNPYEONG, "parking_enf")
    assert [line.contact_ref for line in routing_selectors.waiting(district_codes=[EUNPYEONG])] == [contact.pk]
    assert len(lines(contact)) == 4


def test_the_name_answers_too() -> None:
    text_in("신사동에 불법주차 신고합니다")
    assert text_in("은평구요").district_id == EUNPYEONG


def test_an_answer_that_says_nothing_is_not_asked_about_again() -> None:
    text_in("신사동에 불법주차 신고합니다")
    contact = text_in("잘 모르겠는데요")
    assert contact.state == ContactState.WAITING
    assert [purpose for purpose, _ in sent(contact)] == [Purpose.QUESTION, Purpose.SYSTEM]


def test_on_the_web_the_district_is_pressed() -> None:
    contact = chat_in("신사동에 불법주차 신고합니다")
    thread = selectors.thread_for_citizen(contact_id=contact.pk, now=later(9))
    assert EUNPYEONG in {reply.code for reply in thread.question}
    assert "1. " not in sent(contact)[0][1]
    with pytest.raises(services.UnknownDistrict):
        services.choose_district(contact_id=contact.pk, district_code="99999", now=later(1))
    services.choose_district(contact_id=contact.pk, district_code=EUNPYEONG, now=later(2))
    contact.refresh_from_db()
    assert (contact.state, contact.district_id) == (ContactState.WAITING, EUNPYEONG)
    assert contact.messages.filter(author="CITIZEN", text="은평구").exists()
    with pytest.raises(ActionNotPossible):
        services.choose_district(contact_id=contact.pk, district_code=GANGNAM, now=later(3))


def test_what_was_said_another_way_meanwhile_stays_on_the_page() -> None:
    contact = chat_in("신사동에 불법주차 신고합니다")
    asked = contact.messages.exclude(outbound=None).get()
    OutboundMessage.objects.filter(pk=asked.outbound_id).update(state=OutboundState.REPLACED, sent_at=later(1))
    thread = selectors.thread_for_citizen(contact_id=contact.pk, now=later(9))
    assert thread.messages[-1].text == asked.text
    assert (thread.cursor, thread.unseen) == (contact.message_count, (asked.outbound_id,))
    assert messaging.record_seen(message_ids=thread.unseen, now=later(2)) == 1
    assert selectors.thread_for_citizen(contact_id=contact.pk, now=later(9)).unseen == ()


def test_a_simple_question_is_answered_at_once_with_its_source() -> None:
    contact = text_in("여권 재발급은 어떻게 하나요?")
    assert contact.state == ContactState.ANSWERED
    assert contact.answered_by_article is not None
    [(purpose, text)] = sent(contact)
    assert purpose == Purpose.AUTOMATIC_ANSWER
    assert "여권법 제9조" in text
    assert "'상담원'" in text
    line = contact.messages.get(author="AUTOMATIC")
    assert line.article_id == contact.answered_by_article


def test_thanks_need_no_answer_and_a_person_comes_when_asked_for(lines: Lines) -> None:
    contact = text_in("여권 재발급은 어떻게 하나요?")
    contact = text_in("네 감사합니다", now=later(10))
    assert contact.state == ContactState.ANSWERED
    assert len(sent(contact)) == 1
    contact = text_in("상담원", now=later(20))
    assert contact.state == ContactState.WAITING
    said = [text for author, text in lines(contact) if author == "CITIZEN"]
    assert said == ["여권 재발급은 어떻게 하나요?", "네 감사합니다", "상담원"]
    assert contact.topic_id == "passport"


def test_asking_for_an_agent_on_the_web_is_harmless_twice() -> None:
    contact = chat_in("여권 재발급은 어떻게 하나요?")
    for seconds in (1, 2):
        services.ask_for_agent(contact_id=contact.pk, now=later(seconds))
    contact.refresh_from_db()
    assert contact.state == ContactState.WAITING
    assert [purpose for purpose, _ in sent(contact)].count(Purpose.SYSTEM) == 1


def test_an_emergency_is_told_whom_to_call_and_goes_first() -> None:
    waiting = text_in("강남구 역삼동에 불법주차가 많아요", number="010-1111-2222")
    contact = text_in("강남구 역삼동 건물에 불이 났어요 사람이 갇혀 있어요", now=later(5))
    assert contact.state == ContactState.WAITING
    [(_, text)] = sent(contact)
    assert "119" in text
    assert routing_selectors.position(contact_ref=contact.pk) == 1
    assert routing_selectors.position(contact_ref=waiting.pk) == 2


def test_an_emergency_while_waiting_moves_to_the_front_once() -> None:
    text_in("강남구 역삼동에 불법주차가 많아요", number="010-1111-2222")
    contact = text_in("강남구 역삼동 가로등이 고장났어요", now=later(5))
    for seconds in (10, 20):
        contact = text_in("지금 건물에 불이 났어요 사람이 갇혀 있어요", now=later(seconds))
    assert routing_selectors.position(contact_ref=contact.pk) == 1
    assert sum("119" in text for _, text in sent(contact)) == 1


def test_words_without_a_place_wait_at_city_hall() -> None:
    contact = text_in("너무 화가 나서 말씀드릴 게 있어요")
    assert contact.state == ContactState.WAITING
    assert contact.district_id in (None, CITY_HALL)
    assert [line.contact_ref for line in routing_selectors.waiting(district_codes=[CITY_HALL])] == [contact.pk]


def test_who_writes_during_wrap_up_goes_on_with_the_same_agent() -> None:
    agent = make_agent()
    contact = accepted(text_in("강남구 역삼동에 불법주차가 많아요"), agent)
    services.end(contact_id=contact.pk, user=agent, now=later(60))
    routing.heartbeat(user_id=agent.id, now=later(69))
    contact = text_in("하나만 더요", now=later(70))
    assert (contact.state, contact.agent_id, contact.ended_at) == (ContactState.ACTIVE, agent.id, None)
    services.end(contact_id=contact.pk, user=agent, now=later(80))
    contact = text_in("또 하나요", now=later(120))  # the agent is not heard of any more
    assert (contact.state, contact.agent) == (ContactState.WAITING, None)


def test_a_web_message_into_a_closed_contact_opens_a_new_one_for_the_same_citizen() -> None:
    first = chat_in("너무 화가 나서 말씀드릴 게 있어요")
    Contact.objects.filter(pk=first.pk).update(
        state=ContactState.CLOSED, closed_at=later(90), wrap_up_code=WrapUpCode.ANSWERED
    )
    second = chat_in("또 왔어요", contact=first, now=later(100))
    third = chat_in("한 번 더", contact=first, now=later(110))
    assert second.pk == third.pk != first.pk
    assert second.citizen_id == first.citizen_id
    assert Citizen.objects.count() == 1


def test_a_request_key_of_somebody_else_opens_nothing() -> None:
    mine, theirs = chat_in("너무 화가 나요"), chat_in("저도 화가 나요")
    key = uuid4().hex
    arguments = {"channel": Channel.WEB, "sender": "", "text": "안녕", "provider": "web", "provider_message_id": key}
    services.receive_message(**arguments, contact_id=mine.pk, now=later(1))
    with pytest.raises(services.NotYourMessage):
        services.receive_message(**arguments, contact_id=theirs.pk, now=later(2))


def test_on_the_web_a_used_key_takes_no_other_text_and_the_same_again_is_a_duplicate() -> None:
    contact = chat_in("너무 화가 나요")
    arguments = {"channel": Channel.WEB, "sender": "", "provider": "web", "provider_message_id": "k-1"}
    number = "주민번호 900101-1234567"
    first = services.receive_message(**arguments, text=number, contact_id=contact.pk, now=later(1))
    again = services.receive_message(**arguments, text=number, contact_id=contact.pk, now=later(2))
    assert (again.message_id, again.duplicate) == (first.message_id, True)
    with pytest.raises(services.NotYourMessage) as refused:
        services.receive_message(**arguments, text="고쳐 쓴 글", contact_id=contact.pk, now=later(3))
    assert (refused.value.status, refused.value.code) == (409, "request_key_used")
    assert contact.messages.filter(author="CITIZEN").count() == 2


def test_a_web_message_into_a_text_conversation_is_not_found() -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    with pytest.raises(services.ContactNotFound):
        chat_in("안녕", contact=contact)


def test_everybody_who_must_hear_hears() -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    told = set(Event.objects.values_list("stream", "kind"))
    assert {
        (f"contact:{contact.pk}", "contact.opened"),
        ("city", "contact.opened"),
        (f"district:{GANGNAM}", "contact.queued"),
    } <= told
