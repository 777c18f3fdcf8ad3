"""A call is held, taken back and listened to, as an exchange is told of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services as contacts
from contacts.models import Contact, Message
from contacts.services.overseeing import request_listening
from districts.selectors import departments_of
from telephony import services
from telephony.models import Command
from tests.contacts.conftest import GANGNAM, make_user
from tests.telephony.test_adapter import accept_call, agent, arrived, commands, event, pbx, send

__all__ = ["agent", "pbx"]

pytestmark = pytest.mark.usefixtures("city")


def on_hold() -> bool:
    return Contact.objects.get().held_at is not None


def test_a_call_is_held_and_taken_back_at_the_console_or_the_telephone(agent: User) -> None:
    send("post", "events", [arrived()])
    contact = accept_call(agent)
    for held in (True, True, False):
        contacts.hold_call(contact_id=contact.pk, user=agent, held=held, now=timezone.now())
    assert [verb for verb, _, _ in commands()] == ["offer", "hold", "resume"]
    send("post", "events", [event("call.held", seq=4)])
    assert on_hold()
    send("post", "events", [event("call.resumed", seq=5)])
    assert (on_hold(), commands()) == (False, [])
    contacts.hold_call(contact_id=contact.pk, user=agent, held=True, now=timezone.now())
    contacts.end(contact_id=contact.pk, user=agent, now=timezone.now())
    assert not on_hold()


def test_a_hold_the_exchange_refuses_is_told_and_taken_back(agent: User) -> None:
    send("post", "events", [arrived()])
    contact = accept_call(agent)
    contacts.hold_call(contact_id=contact.pk, user=agent, held=True, now=timezone.now())
    commands()
    assert services.expire_commands(now=timezone.now() + timedelta(seconds=15)) == 1
    assert not on_hold()
    assert Message.objects.filter(text__contains="보류하지 못했습니다").count() == 1


def test_a_supervisor_listens_at_their_own_telephone_and_a_consultation_goes_on(agent: User) -> None:
    send("post", "events", [arrived()])
    contact = accept_call(agent)
    boss = make_user(Role.SUPERVISOR, name="박관리", extension="7100")
    department = departments_of(district_code=GANGNAM)[0]
    transfer = contacts.connect_official(
        contact_id=contact.pk, user=agent, department_code=department.code, summary="주차 단속", now=timezone.now()
    )
    request_listening(contact_id=contact.pk, user=boss, reason="교육", address="", now=timezone.now())
    assert commands()[-1] == ("listen", "c1", {"extension": "7100"})
    official = make_user(Role.OFFICIAL, scopes=[(GANGNAM, department.code)])
    contacts.return_transfer(transfer_id=transfer.pk, user=official, reason="회의 중", now=timezone.now())
    assert commands() == [("cancel", "c1", {})]
    listening = Command.objects.get(verb="listen")
    send("post", f"commands/{listening.pk}", {"done": False, "answer": "busy"})
    assert "청취를 연결하지 못했습니다" in Message.objects.filter(contact=contact).latest("sequence").text
