"""What citizens are told who write while nobody is at work, and whose turn it is in the morning."""

from datetime import datetime, time, timedelta

import pytest
from django.test import override_settings

from contacts.models import Contact
from contacts.types import ContactState, Direction
from districts.models import ChannelHours
from districts.policies.working_time import SEOUL
from routing import services as routing
from routing.models import QueueEntry
from tests.contacts.conftest import chat_in, make_agent

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=SEOUL)
MONDAY_NINE = datetime(2026, 11, 23, 9, 0, tzinfo=SEOUL)
BROKEN_LIGHT = "강남구 역삼동 골목 가로등이 꺼져 있어요. 고쳐 주세요."

pytestmark = pytest.mark.usefixtures("office_hours_on_the_web")


@pytest.fixture
def office_hours_on_the_web(city: None) -> None:
    ChannelHours.objects.bulk_create(
        ChannelHours(channel="WEB", weekday=weekday, starts=time(9), ends=time(18)) for weekday in range(5)
    )


def said_to(contact: Contact) -> list[str]:
    return list(contact.messages.filter(direction=Direction.OUTBOUND).values_list("text", flat=True))


@override_settings(ALWAYS_ANSWERED=False)
def test_who_writes_at_night_is_told_the_next_opening_once_and_is_first_in_the_morning() -> None:
    contact = chat_in(BROKEN_LIGHT, now=SUNDAY_NIGHT)
    assert contact.state == ContactState.WAITING
    assert contact.queued_at == MONDAY_NINE
    (told,) = said_to(contact)
    assert "11월 23일 (월요일) 09:00" in told
    chat_in("사거리 앞입니다.", contact=contact, now=SUNDAY_NIGHT + timedelta(hours=1))
    assert said_to(contact) == [told]

    agent = make_agent()
    routing.heartbeat(user_id=agent.pk, now=SUNDAY_NIGHT + timedelta(hours=2))
    assert routing.dispatch_waiting(now=SUNDAY_NIGHT + timedelta(hours=2)) == 0
    later = chat_in("강남구 삼성동 도로에 구멍이 났어요. 메워 주세요.", now=MONDAY_NINE)
    routing.heartbeat(user_id=agent.pk, now=MONDAY_NINE)
    routing.dispatch_waiting(now=MONDAY_NINE)
    first, second = (
        QueueEntry.objects.get(contact_ref=waiting.pk).offers.get().offered_at for waiting in (contact, later)
    )
    assert first <= second


@override_settings(ALWAYS_ANSWERED=False)
def test_an_emergency_waits_for_no_opening() -> None:
    contact = chat_in("강남구 역삼동인데 사람이 쓰러졌어요", now=SUNDAY_NIGHT)
    assert QueueEntry.objects.get(contact_ref=contact.pk).not_before is None
    assert contact.queued_at == SUNDAY_NIGHT


@override_settings(ALWAYS_ANSWERED=False)
def test_what_becomes_an_emergency_at_night_is_offered_at_once() -> None:
    agent = make_agent()
    contact = chat_in(BROKEN_LIGHT, now=SUNDAY_NIGHT)
    midnight = SUNDAY_NIGHT + timedelta(hours=1)
    contact = chat_in("지금 사람이 쓰러졌어요", contact=contact, now=midnight)
    assert contact.queued_at == midnight
    routing.heartbeat(user_id=agent.pk, now=midnight)
    assert routing.dispatch_waiting(now=midnight) == 1


@override_settings(ALWAYS_ANSWERED=False)
def test_on_time_nobody_is_told_of_hours() -> None:
    contact = chat_in(BROKEN_LIGHT, now=MONDAY_NINE)
    assert contact.queued_at == MONDAY_NINE
    assert not any("상담 시간이 아닙니다" in text for text in said_to(contact))
