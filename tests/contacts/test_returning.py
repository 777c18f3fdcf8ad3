"""Contacts whose holder is gone: back to the queue, or closed when only the result is missing."""

import pytest

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.models import Contact, Transfer
from contacts.policies.transitions import ActionNotPossible
from contacts.services.waiting import raise_priority
from contacts.types import ContactState, TransferState, WrapUpCode
from feed.models import Event
from messaging.models import OutboundMessage
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent
from tests.contacts.conftest import (
    GANGNAM,
    NOW,
    accepted,
    later,
    make_agent,
    make_user,
    text_in,
)

pytestmark = pytest.mark.usefixtures("city")


def refreshed(contact: Contact) -> Contact:
    return Contact.objects.get(pk=contact.pk)


def waiting_refs() -> list[object]:
    return [line.contact_ref for line in routing_selectors.waiting(district_codes=[GANGNAM])]


def test_what_an_agent_who_signed_out_had_goes_back_with_the_time_it_waited(active: Contact, agent: User) -> None:
    routing.set_intent(user_id=agent.id, intent=Intent.OFFLINE, now=later(60))
    newer = text_in("강남구 청담동에 불법주차가 많아요", number="010-2222-3333", now=later(61))
    sent = OutboundMessage.objects.count()
    assert services.return_left_behind(now=later(60 + 179)) == 0
    assert services.return_left_behind(now=later(60 + 180)) == 1
    assert services.return_left_behind(now=later(60 + 181)) == 0
    contact = refreshed(active)
    assert (contact.state, contact.agent_id, contact.queued_at) == (ContactState.WAITING, None, NOW)
    assert waiting_refs() == [contact.pk, newer.pk]
    told = OutboundMessage.objects.order_by("-created_at")[0]
    assert OutboundMessage.objects.count() == sent + 1
    assert "1번째" in told.text
    assert contact.messages.filter(direction="SYSTEM").order_by("-sequence")[0].text.startswith("김상담님의 연결이")
    seat = routing_selectors.seat_of(user_id=agent.id, now=later(300))
    assert seat is not None
    assert seat.text_active == 0
    other = make_agent("이상담")
    assert accepted(contact, other, now=later(20)).agent_id == other.id


def test_whoever_comes_back_in_time_keeps_it(active: Contact, agent: User) -> None:
    routing.heartbeat(user_id=agent.id, now=later(170))
    assert services.return_left_behind(now=later(200)) == 0
    assert refreshed(active).state == ContactState.ACTIVE


def test_an_emergency_stays_one_when_it_is_returned(active: Contact) -> None:
    contact = refreshed(active)
    services.return_to_queue(contact_id=contact.pk, user=make_user(Role.SUPERVISOR), now=later(5))
    raise_priority(refreshed(active), now=later(6))
    again = accepted(contact, make_agent("이상담"), now=later(7))
    services.return_to_queue(contact_id=again.pk, user=make_user(Role.SUPERVISOR), now=later(8))
    line = routing_selectors.queue_of(contact_ref=contact.pk)
    assert line is not None
    assert (line.priority, line.enqueued_at) == (100, NOW)


def test_a_call_goes_on_without_a_console_until_the_exchange_tells(agent: User) -> None:
    contact_id = services.open_call(call_id="c1", caller="01033334444", dialled="0221041114", now=NOW)
    contact = Contact.objects.get(pk=contact_id)
    routing.set_intent(user_id=agent.id, intent=Intent.READY, now=NOW)
    services.correct_routing(contact_id=contact_id, user=agent, district_code=GANGNAM, topic_code="noise", now=NOW)
    accepted(contact, agent)
    assert services.return_left_behind(now=later(3600)) == 0
    services.end_call(call_id="c1", now=later(3600))
    assert services.finish_left_wrap_ups(now=later(3600 + 600)) == 1
    assert refreshed(contact).state == ContactState.CLOSED


def test_a_wrap_up_nobody_finishes_is_closed_without_claiming_a_result(active: Contact, agent: User) -> None:
    services.end(contact_id=active.pk, user=agent, now=later(10))
    routing.heartbeat(user_id=agent.id, now=later(600))
    assert routing.end_wrap_ups(now=later(610)) == 1  # its seat has been free for long
    assert services.finish_left_wrap_ups(now=later(620)) == 0  # the agent is there, and may be typing
    assert services.finish_left_wrap_ups(now=later(790)) == 1
    contact = refreshed(active)
    assert (contact.state, contact.wrap_up_code) == (ContactState.CLOSED, WrapUpCode.NO_RESPONSE)
    assert contact.wrap_up_note == "맡은 사람이 결과를 적지 않아 자동으로 마쳤습니다."
    seat = routing_selectors.seat_of(user_id=agent.id, now=later(790))
    assert seat is not None
    assert seat.text_active == 0


def test_a_supervisor_returns_what_an_agent_or_an_official_has(active: Contact, agent: User) -> None:
    department = active.department_id
    assert department is not None
    official = make_user(Role.OFFICIAL, name="박주무관", scopes=[(GANGNAM, department)])
    transfer = services.connect_official(
        contact_id=active.pk, user=agent, department_code=department, summary="요약", now=later(5)
    )
    supervisor = make_user(Role.SUPERVISOR, name="최관리", scopes=[(GANGNAM, "")])
    with pytest.raises(services.NotYourContact):
        services.return_to_queue(contact_id=active.pk, user=make_agent("이상담", queues=()), now=later(6))
    Event.objects.all().delete()
    services.return_to_queue(contact_id=active.pk, user=supervisor, reason="퇴근", now=later(6))
    assert Transfer.objects.get(pk=transfer.pk).state == TransferState.CANCELLED
    assert (f"user:{agent.id}", "contact.queued") in Event.objects.values_list("stream", "kind")
    assert active.messages.filter(text="최관리님이 상담을 대기열로 되돌렸습니다. 사유: 퇴근").exists()
    with pytest.raises(ActionNotPossible):
        services.return_to_queue(contact_id=active.pk, user=supervisor, now=later(7))
    routing.set_intent(user_id=agent.id, intent=Intent.READY, now=later(8))
    accepted(active, agent, now=later(8))
    transfer = services.connect_official(
        contact_id=active.pk, user=agent, department_code=department, summary="요약", now=later(9)
    )
    services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(10))
    assert services.return_left_behind(now=later(3_000)) == 0  # an official has no seat to be away from
    services.return_to_queue(contact_id=active.pk, user=supervisor, now=later(11))
    line = routing_selectors.queue_of(contact_ref=active.pk)
    assert line is not None
    assert line.enqueued_at == NOW


def test_the_waiting_of_a_contact_is_told_once(agent: User) -> None:
    Event.objects.all().delete()
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    told = Event.objects.filter(kind="contact.queued").values_list("stream", flat=True)
    assert sorted(told) == sorted({f"contact:{contact.pk}", f"district:{GANGNAM}", "city"})
    raise_priority(contact, now=later(5))
    assert not Event.objects.filter(kind="contact.ended").exists()
    line = routing_selectors.queue_of(contact_ref=contact.pk)
    assert line is not None
    assert (line.priority, line.enqueued_at, line.queue_code) == (100, NOW, GANGNAM)
