"""Who waits for a written answer is called instead: by text message at once, on the web under a number they prove."""

import re

import pytest

from accounts.models import User
from contacts import selectors, services
from contacts.models import CallBack, Contact
from contacts.policies.text import asks_for_call
from contacts.policies.transitions import ActionNotPossible
from contacts.types import ContactState, WrapUpCode
from messaging.models import OutboundMessage
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import WorkKind
from telephony import services as telephony
from telephony.models import Command
from tests.contacts.conftest import GANGNAM, accepted, chat_in, later, make_agent, text_in

pytestmark = pytest.mark.usefixtures("city")

WORDS = "강남구 역삼동에 불법주차가 너무 많아요"
HOUR = 3600


@pytest.mark.parametrize(
    "text", ["전화", "전화요", "전화 주세요.", "전화로 상담하고 싶어요", "통화 원합니다", "Call me"]
)
def test_a_wish_to_be_called_is_understood(text: str) -> None:
    assert asks_for_call(text)


@pytest.mark.parametrize("text", ["전화 받는 사람이 없어요 구청에", "공중전화가 고장 났어요", "", "전화 연결이 안돼요"])
def test_words_about_telephones_are_no_such_wish(text: str) -> None:
    assert not asks_for_call(text)


def test_who_waits_by_text_message_is_called_in_their_place() -> None:
    first = text_in(WORDS)
    text_in("전화 주세요", now=later(60))
    first.refresh_from_db()
    assert (first.state, first.wrap_up_code) == (ContactState.CLOSED, WrapUpCode.CALLBACK)
    call = CallBack.objects.get().contact
    assert (call.channel, call.state, call.district_id) == ("PHONE", ContactState.WAITING, GANGNAM)
    assert (call.citizen_id, call.address) == (first.citizen_id, first.address)
    assert WORDS in call.messages.get(text__contains="전화를 원합니다").text
    [line] = routing_selectors.waiting(district_codes=None)
    assert (line.contact_ref, line.kind, line.enqueued_at) == (call.pk, WorkKind.VOICE, later(0))
    told = OutboundMessage.objects.filter(text__contains="전화드리겠습니다")
    assert [message.recipient for message in told] == [first.address]


def code_sent() -> str:
    found = re.search(r"\d{6}", OutboundMessage.objects.order_by("-sequence")[0].text)
    assert found
    return found[0]


def test_on_the_web_it_takes_a_number_whose_code_was_read() -> None:
    chat = chat_in(WORDS)
    services.send_call_code(contact_id=chat.pk, number="010-7777-8888", now=later(5))
    asked = {"contact_id": chat.pk, "number": "010-7777-8888", "now": later(9)}
    with pytest.raises(services.WrongCode):
        services.call_instead(**asked, digits="12")
    digits = code_sent()
    with pytest.raises(services.WrongCode):
        services.call_instead(**asked | {"number": "010-1111-2222"}, digits=digits)
    call = services.call_instead(**asked, digits=digits).contact
    assert call.address == "+821077778888"
    chat.refresh_from_db()
    assert chat.state == ContactState.CLOSED
    thread = selectors.thread_for_citizen(contact_id=chat.pk, now=later(9))
    assert thread.state == ContactState.CLOSED
    with pytest.raises(ActionNotPossible):
        services.call_instead(**asked, digits=digits)
    assert CallBack.objects.count() == 1


def taken(call: Contact, agent: User, *, seconds: float) -> Contact:
    routing.heartbeat(user_id=agent.id, now=later(seconds))
    return accepted(call, agent, now=later(seconds))


def test_any_exchange_makes_the_call_and_tells_how_it_went() -> None:
    telephony.register_pbx(code="main", name="본관", secret="s" * 40)
    text_in(WORDS)
    text_in("전화", now=later(60))
    call_back = CallBack.objects.get()
    taken(call_back.contact, make_agent(extension="7001"), seconds=2 * HOUR)
    telephony.make_commands(now=later(2 * HOUR))
    command = Command.objects.get()
    assert (command.pbx_id, command.verb) == ("main", "dial")
    assert command.arguments == {"extension": "7001", "to": "+821012345678"}
    services.call_answered(call_id=f"main:{command.call}", extension="", now=later(2 * HOUR + 20))
    call_back.refresh_from_db()
    assert call_back.state == "DONE"


def test_the_board_counts_the_calls_that_are_due_and_late(agent: User) -> None:
    text_in(WORDS)
    text_in("전화", now=later(60))
    at = (CallBack.objects.get().promised_at - later(0)).total_seconds()
    loads = [selectors.call_back_load(user=agent, now=later(seconds)) for seconds in (at - 1, at, at + 601)]
    assert [(load.open, load.due, load.overdue) for load in loads] == [(1, 0, 0), (1, 1, 0), (1, 1, 1)]
