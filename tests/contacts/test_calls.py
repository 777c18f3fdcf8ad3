"""The life of a call."""

from datetime import timedelta

import pytest

from contacts import services
from contacts.models import Citizen, Contact
from contacts.selectors import tallies
from contacts.types import ContactState, WrapUpCode
from feed.models import Event
from messaging.models import OutboundMessage
from messaging.types import Channel, Purpose
from routing import selectors as routing_selectors
from routing.types import WorkKind
from tests.contacts.conftest import CITY_HALL, NOW, PHONE, accepted, later, make_agent, text_in

pytestmark = pytest.mark.usefixtures("city")


def call_in(call_id: str = "main:c1", *, caller: str = PHONE, dialled: str = "120", seconds: float = 0) -> Contact:
    contact_id = services.open_call(call_id=call_id, caller=caller, dialled=dialled, now=later(seconds))
    return Contact.objects.get(pk=contact_id)


def test_a_call_waits_as_voice_and_is_opened_once() -> None:
    contact = call_in()
    assert call_in(seconds=3).pk == contact.pk
    assert (contact.channel, contact.state) == (Channel.PHONE, ContactState.WAITING)
    [line] = routing_selectors.waiting(district_codes=None)
    assert line.kind == WorkKind.VOICE
    assert line.queue_code == CITY_HALL
    assert not OutboundMessage.objects.exists()
    assert Event.objects.filter(stream="calls", kind="contact.opened").count() == 1


def test_the_number_shows_who_wrote_before() -> None:
    written = text_in("강남구 역삼동에 불법주차가 많아요")
    assert call_in().citizen_id == written.citizen_id


@pytest.mark.parametrize("caller", ["", "anonymous"])
def test_a_withheld_number_is_an_anonymous_citizen(caller: str) -> None:
    first, second = call_in("main:c1", caller=caller), call_in("main:c2", caller=caller)
    assert first.citizen_id != second.citizen_id
    assert first.address == ""
    assert Citizen.objects.count() == 2


def test_two_calls_from_one_number_are_two_contacts() -> None:
    assert call_in("main:c1").pk != call_in("main:c2").pk


def test_hanging_up_while_waiting_leaves_the_queue() -> None:
    contact = call_in()
    for _ in range(2):
        services.end_call(call_id="main:c1", now=later(30))
    contact.refresh_from_db()
    assert (contact.state, contact.wrap_up_code) == (ContactState.CLOSED, WrapUpCode.NO_RESPONSE)
    assert routing_selectors.waiting(district_codes=None) == []


def test_hanging_up_during_the_conversation_leads_to_wrap_up() -> None:
    agent = make_agent()
    contact = accepted(call_in(), agent)
    services.end_call(call_id="main:c1", now=later(90))
    contact.refresh_from_db()
    assert (contact.state, contact.ended_at) == (ContactState.WRAP_UP, later(90))
    services.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=later(100))
    services.end_call(call_id="main:c1", now=later(110))
    contact.refresh_from_db()
    assert contact.closed_at == later(100)


def test_a_call_answered_at_an_agents_device_is_that_agents() -> None:
    agent = make_agent(extension="7001")
    contact = call_in()
    services.call_answered(call_id="main:c1", extension="7001", now=later(5))
    contact.refresh_from_db()
    assert (contact.state, contact.agent_id) == (ContactState.ACTIVE, agent.id)
    event = Event.objects.get(stream="calls", kind="contact.accepted")
    assert event.ids["extension"] == "7001"


@pytest.mark.parametrize("extension", ["", "9999"])
def test_a_call_answered_elsewhere_goes_on_waiting(extension: str) -> None:
    contact = call_in()
    services.call_answered(call_id="main:c1", extension=extension, now=later(5))
    contact.refresh_from_db()
    assert contact.state == ContactState.WAITING


def test_what_is_told_of_an_unknown_call_is_harmless() -> None:
    services.call_answered(call_id="main:none", extension="7001", now=later(0))
    services.end_call(call_id="main:none", now=later(0))
    assert not Contact.objects.exists()


def test_a_caller_is_answered_in_writing_by_text_message() -> None:
    agent = make_agent()
    contact = accepted(call_in(), agent)
    services.reply(contact_id=contact.pk, user=agent, text="주소를 문자로 보내 드립니다.", now=later(20))
    message = OutboundMessage.objects.get(purpose=Purpose.REPLY)
    assert (message.channel, message.recipient) == (Channel.SMS, "+821012345678")


def test_what_is_said_is_noted_and_never_leaves() -> None:
    agent = make_agent()
    contact = accepted(call_in(), agent)
    note = services.write_note(contact_id=contact.pk, user=agent, text="여권 창구 안내함", spoken=True, now=later(20))
    assert (note.direction, note.spoken, note.outbound_id) == ("NOTE", True, None)
    assert not OutboundMessage.objects.exists()


def test_a_caller_from_a_land_line_cannot_be_written_to_and_a_notice_becomes_a_line_for_staff() -> None:
    agent = make_agent()
    contact = accepted(call_in(caller="02-731-2120"), agent)
    with pytest.raises(services.NoWayToWrite):
        services.reply(contact_id=contact.pk, user=agent, text="안내", now=later(20))
    for seconds in (30, 31):
        notice = services.post_notice(
            contact_id=contact.pk,
            text="민원이 접수되었습니다.",
            purpose=Purpose.RECEIPT,
            reference=f"contact:{contact.pk}",
            idempotency_key="receipt-1",
            now=later(seconds),
        )
        assert notice is None
    assert contact.messages.filter(provider="notice").count() == 1
    last = contact.messages.order_by("sequence").last()
    assert last is not None
    assert last.direction == "SYSTEM"
    assert "민원이 접수되었습니다." in last.text


def test_calls_over_the_relay_are_marked_and_nobodys() -> None:
    first, second = call_in("main:c1", caller="107"), call_in("main:c2", caller="107", seconds=5)
    assert first.relayed
    assert second.relayed
    assert first.citizen_id != second.citizen_id
    assert (first.address, first.address_hash) == ("", "")
    assert not call_in("main:c3", caller="10-7123-4567").relayed
    limits = tallies.Limits(in_time=timedelta(), soon=timedelta(), again=timedelta())
    [counted] = tallies.tally(tallies.begun(since=NOW), by=["channel"], limits=limits)
    assert (counted["offered"], counted["relayed"]) == (3, 2)
