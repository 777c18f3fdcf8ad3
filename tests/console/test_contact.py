"""One contact on the screen, and everything its holder does with it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccessRecord, User
from accounts.types import Role
from complaints.models import Complaint
from contacts import services
from contacts.models import Contact, Draft, Message, Transfer
from contacts.types import ContactState
from knowledgebase.models import Article
from routing.models import LabelledCase
from tests.console.conftest import GANGNAM, ROADS, held_by, make_agent, make_user, text_in
from tests.console.html import problems


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def address(contact: Contact) -> str:
    return f"/console/contacts/{contact.pk}/"


def test_the_page_shows_words_and_reason_and_records_who_looked(
    agent: User, desk: Client, contact: Contact, address: str
) -> None:
    page = text_of(desk.get(address))
    assert "3일째 꺼져 있어요" in page
    assert "도로관리과" in page
    assert problems(page) == []
    record = AccessRecord.objects.get(user=agent, action="VIEW")
    assert (record.subject_id, record.target) == (contact.citizen_id, f"contact:{contact.pk}")


def test_others_do_not_find_it(sign_in: Callable[[User], Client], address: str) -> None:
    elsewhere = make_user(Role.AGENT, scopes=[("11380", "")])
    official = make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)])
    for user in (elsewhere, official):
        browser = sign_in(user)
        assert browser.get(address).status_code == 404
        assert browser.get(f"{address}conversation/").status_code == 404
        assert browser.post(f"{address}messages/", {"text": "안녕"}).status_code == 404
        assert browser.post(f"{address}phone/", {"reason": "궁금함"}).status_code == 404


def test_the_telephone_number_is_masked_until_a_reason_is_given(agent: User, desk: Client) -> None:
    contact = held_by(agent, text_in(number="010-1234-5678"))
    address = f"/console/contacts/{contact.pk}/"
    page = text_of(desk.get(address))
    assert "010-****-5678" in page
    assert "010-1234-5678" not in page
    assert desk.post(f"{address}phone/", {"reason": " "}).status_code == 422
    shown = desk.post(f"{address}phone/", {"reason": "회신 전화"})
    assert "010-1234-5678" in text_of(shown)
    assert AccessRecord.objects.get(action="REVEAL").reason == "회신 전화"


def test_a_reply_leaves_once_and_clears_the_composer(desk: Client, contact: Contact, address: str) -> None:
    for _press in range(2):
        answer = desk.post(f"{address}messages/", {"text": "확인하겠습니다.", "kind": "reply", "key": "one"})
        assert answer.status_code == 200
    assert "확인하겠습니다." not in text_of(answer)
    assert f"live:contact:{contact.pk}" in answer["HX-Trigger"]
    assert Message.objects.filter(contact=contact, author="AGENT", direction="OUTBOUND").count() == 1


def test_a_refused_reply_keeps_the_text(desk: Client, address: str) -> None:
    text = "가" * 6_000
    answer = desk.post(f"{address}messages/", {"text": text, "kind": "reply", "key": "one"})
    assert answer.status_code == 422
    assert text in text_of(answer)
    assert 'aria-invalid="true"' in text_of(answer)


def test_characters_a_text_message_cannot_carry_are_named(agent: User, desk: Client) -> None:
    contact = held_by(agent, text_in())
    address = f"/console/contacts/{contact.pk}/"
    size = desk.post(f"{address}draft/", {"text": "감사합니다 😀", "channel": "SMS"})
    assert "😀" in text_of(size)
    assert "바이트" in text_of(size)
    answer = desk.post(f"{address}messages/", {"text": "감사합니다 😀", "kind": "reply", "key": "one"})
    assert answer.status_code == 422
    assert "감사합니다 😀" in text_of(answer)


def test_what_was_typed_is_there_after_a_reload(agent: User, desk: Client, contact: Contact, address: str) -> None:
    desk.post(f"{address}draft/", {"text": "쓰다 만 답변", "channel": "WEB"})
    assert "쓰다 만 답변" in text_of(desk.get(address))
    desk.post(f"{address}messages/", {"text": "다 쓴 답변", "kind": "reply", "key": "one"})
    assert not Draft.objects.filter(contact=contact, user=agent).exists()


def test_a_colleague_may_note_but_not_answer(sign_in: Callable[[User], Client], contact: Contact, address: str) -> None:
    browser = sign_in(make_agent("이상담"))
    page = text_of(browser.get(address))
    assert "김상담 상담 중" in page
    assert "wrap-up-code" not in page
    assert browser.post(f"{address}messages/", {"text": "도와드릴까요", "kind": "note"}).status_code == 200
    refused = browser.post(f"{address}messages/", {"text": "제가 답합니다", "kind": "reply", "key": "x"})
    assert refused.status_code == 422
    assert "김상담" in text_of(refused)


def test_an_article_is_found_read_and_sent(desk: Client, contact: Contact, address: str) -> None:
    found = text_of(desk.get(f"{address}articles/", {"q": "여권 재발급"}))
    assert "여권을 새로 만들거나" in found
    article = Article.objects.get()
    assert "신분증과 사진" in text_of(desk.get(f"{address}articles/{article.pk}/"))
    answer = desk.post(f"{address}articles/{article.pk}/send/")
    assert answer.status_code == 204
    assert Message.objects.filter(contact=contact, article_id=article.pk, direction="OUTBOUND").exists()
    assert "맞는 상담 DB가 없습니다." in text_of(desk.get(f"{address}articles/", {"q": "ㅁㄴㅇㄹ"}))
    assert desk.get(f"{address}articles/{uuid4()}/").status_code == 404


def test_the_department_in_charge_is_shown_with_its_number(desk: Client, address: str) -> None:
    shown = text_of(desk.get(f"{address}officials/"))
    assert "도로관리과" in shown
    assert 'href="tel:+82' in shown
    assert "담당 공무원 연결" in shown


def test_connecting_needs_a_summary_and_keeps_the_choice(desk: Client, contact: Contact, address: str) -> None:
    sent = {"district": GANGNAM, "department": ROADS, "summary": " "}
    refused = desk.post(f"{address}connect/", sent)
    assert refused.status_code == 422
    assert f'value="{ROADS}" selected' in text_of(refused)
    answer = desk.post(f"{address}connect/", sent | {"summary": "가로등 세 개가 꺼졌다고 합니다."})
    assert answer.status_code == 200
    assert Transfer.objects.get(contact=contact).to_department_id == ROADS
    assert "연결 요청 중" in text_of(desk.get(f"{address}conversation/"))


def test_the_complaint_form_comes_prefilled_and_registers_once(desk: Client, contact: Contact, address: str) -> None:
    form = text_of(desk.get(f"{address}complaint/"))
    assert "가로등이 3일째" in form
    assert f'value="{ROADS}" selected' in form
    assert 'value="streetlight" selected' in form
    assert "처리기한" in form
    sent = {
        "key": "one",
        "title": "가로등 고장",
        "body": "가로등이 꺼져 있습니다.",
        "place": "역삼역",
        "district": GANGNAM,
        "topic": "streetlight",
        "kind": "SIMPLE",
        "department": ROADS,
    }
    for _press in range(2):
        answer = desk.post(f"{address}complaint/", sent)
        assert answer.status_code == 200
    complaint = Complaint.objects.get(contact=contact)
    assert complaint.number in text_of(answer)
    assert complaint.number in text_of(desk.get(f"{address}complaints/"))


def test_a_refused_complaint_keeps_every_field(desk: Client, address: str) -> None:
    sent = {"key": "one", "title": "", "body": "남길 내용", "place": "역삼역", "district": GANGNAM, "kind": "PROPOSAL"}
    answer = desk.post(f"{address}complaint/", sent)
    assert answer.status_code in (400, 422)
    page = text_of(answer)
    assert "남길 내용" in page
    assert 'value="역삼역"' in page
    assert 'value="PROPOSAL" selected' in page
    assert not Complaint.objects.exists()


def test_another_topic_suggests_another_department_and_due_date(desk: Client, address: str) -> None:
    chosen = {"district": GANGNAM, "topic": "parking_enf", "kind": "SIMPLE", "department": ROADS, "suggested_for": "x"}
    target = text_of(desk.get(f"{address}complaint/target/", chosen))
    assert f'value="{ROADS}" selected' not in target
    assert "처리기한" in target
    by_hand = chosen | {"suggested_for": f"{GANGNAM}|parking_enf"}
    assert f'value="{ROADS}" selected' in text_of(desk.get(f"{address}complaint/target/", by_hand))


def test_correcting_where_it_belongs(desk: Client, contact: Contact, address: str) -> None:
    refused = desk.post(f"{address}routing/", {"district": GANGNAM, "topic": "nothing", "reason": "주차 문의"})
    assert refused.status_code == 422
    assert 'value="주차 문의"' in text_of(refused)
    answer = desk.post(f"{address}routing/", {"district": GANGNAM, "topic": "parking_enf", "reason": ""})
    assert answer.status_code == 200
    contact.refresh_from_db()
    assert contact.topic_id == "parking_enf"


def test_finishing_needs_a_result_and_keeps_the_note(desk: Client, contact: Contact, address: str) -> None:
    refused = desk.post(f"{address}finish/", {"wrap_up_code": "", "note": "메모"})
    assert refused.status_code == 422
    assert 'value="메모"' in text_of(refused)
    assert desk.post(f"{address}end/").status_code == 204
    answer = desk.post(f"{address}finish/", {"wrap_up_code": "ANSWERED", "note": "메모"})
    assert answer["HX-Redirect"] == "/console/"
    contact.refresh_from_db()
    assert contact.state == ContactState.CLOSED
    assert "답변 완료" in text_of(desk.get(address))


def test_the_page_is_told_when_what_may_be_done_has_changed(desk: Client, address: str) -> None:
    assert "HX-Trigger" not in desk.get(f"{address}conversation/", {"mode": "ACTIVE-holds"})
    desk.post(f"{address}end/")
    assert "contact-mode" in desk.get(f"{address}conversation/", {"mode": "ACTIVE-holds"})["HX-Trigger"]


def test_a_long_conversation_costs_no_more_queries(
    desk: Client, contact: Contact, address: str, django_assert_max_num_queries: Any
) -> None:
    Message.objects.bulk_create(
        Message(
            contact=contact,
            sequence=100 + number,
            direction="INBOUND",
            author="CITIZEN",
            text="네",
            created_at=timezone.now(),
        )
        for number in range(200)
    )
    with django_assert_max_num_queries(12):
        desk.get(f"{address}conversation/")
    with django_assert_max_num_queries(24):
        desk.get(address)


def test_a_call_is_answered_by_word_and_written_down(agent: User, desk: Client) -> None:
    services.open_call(call_id="call-1", caller="010-2222-3333", dialled="02120", now=timezone.now())
    call = held_by(agent, Contact.objects.get(external_call_id="call-1"))
    address = f"/console/contacts/{call.pk}/"
    page = text_of(desk.get(address))
    assert "말로 안내함" in page
    assert "문자로 보내기" in page
    assert "통화 중입니다" in page or "님이 상담을 맡았습니다" in page
    assert problems(page) == []
    desk.post(f"{address}messages/", {"text": "내일 오전에 방문합니다.", "kind": "spoken"})
    line = Message.objects.get(contact=call, text="내일 오전에 방문합니다.")
    assert (line.direction, line.spoken) == ("NOTE", True)
    assert "말로 안내" in text_of(desk.get(f"{address}conversation/"))
    article = Article.objects.get()
    assert desk.post(f"{address}articles/{article.pk}/send/", {"kind": "spoken"}).status_code == 204
    assert Message.objects.filter(contact=call, article_id=article.pk, spoken=True).exists()


def _asks_for_a_person(text: str) -> Contact:
    text_in(text)
    return text_in("상담원 연결해 주세요")


def test_another_candidate_is_taken_with_one_key_and_learnt(agent: User, desk: Client) -> None:
    contact = held_by(agent, _asks_for_a_person("신사동인데 가로등이 꺼졌어요"))
    address = f"/console/contacts/{contact.pk}/"
    page = text_of(desk.get(address))
    assert problems(page) == []
    assert 'data-shortcut="Alt+Digit1"' in page
    assert '<mark title="동 이름">신사동</mark>' in page
    answer = desk.post(f"{address}routing/", {"district": GANGNAM, "reason": "다른 후보를 고름"})
    assert answer.status_code == 200
    case = LabelledCase.objects.get()
    assert (case.district_id, case.user, case.reason) == (GANGNAM, agent, "다른 후보를 고름")
    assert "신사동" in case.text
    contact.refresh_from_db()
    assert contact.district_id == GANGNAM


def test_department_and_handling_are_corrected_too(agent: User, desk: Client, contact: Contact, address: str) -> None:
    refused = desk.post(f"{address}routing/", {"department": "11380-주차관리과"})
    assert refused.status_code == 422
    assert desk.post(f"{address}routing/", {}).status_code == 422
    desk.post(f"{address}routing/", {"department": ROADS, "handling": "SIMPLE"})
    case = LabelledCase.objects.get()
    assert (case.department_id, case.handling) == (ROADS, "SIMPLE")


def test_the_citizen_is_asked_and_the_answer_completes_the_decision(agent: User, desk: Client) -> None:
    contact = held_by(agent, _asks_for_a_person("신사동인데 가로등이 꺼졌어요"))
    address = f"/console/contacts/{contact.pk}/"
    assert desk.post(f"{address}ask/").status_code == 204
    asked = Message.objects.filter(contact=contact, direction="OUTBOUND").latest("sequence")
    assert "1. " in asked.text
    assert "시민의 답을 기다림" in text_of(desk.get(address))
    services.receive_message(
        channel=contact.channel,
        sender="010-1234-5678",
        text="강남구요",
        provider="gateway",
        provider_message_id=uuid4().hex,
        now=timezone.now(),
    )
    contact.refresh_from_db()
    assert (contact.district_id, contact.state) == (GANGNAM, ContactState.ACTIVE)
    assert contact.question is None
