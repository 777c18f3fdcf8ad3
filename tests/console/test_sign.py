"""Counselling in sign language: the citizen's pages, and what the agent sees."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from contacts import services
from contacts.access import appointment_token, citizen_token
from contacts.models import Appointment, Contact
from contacts.models.appointments import AppointmentState
from contacts.types import ContactState
from districts.models import ChannelHours
from messaging.models import OutboundMessage
from routing import services as routing
from tests.console.conftest import held_by, make_agent, offered_to
from tests.console.html import problems

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def signer(city: None) -> User:
    user = make_agent("이수어")
    routing.set_skills(user_id=user.pk, levels={"KSL": 5}, now=timezone.now())
    return user


def text_of(response: Any) -> str:
    return str(response.content.decode())


def waiting_now(client: Client) -> tuple[Contact, str]:
    """Press "now" and return the contact and the address of its waiting room."""
    answer = client.post("/sign/now/")
    assert answer.status_code == 302
    return Contact.objects.get(channel="SIGN"), answer["Location"]


def next_slot(client: Client) -> str:
    """Return a time that can be booked and is not about to begin."""
    times = [part.partition('"')[0] for part in text_of(client.get("/sign/")).split('<option value="')[1:]]
    soon = timezone.now() + timedelta(hours=1)
    return next(time for time in times if datetime.fromisoformat(time) > soon)


def test_the_welcome_page_leads_there_and_one_tap_waits(client: Client, signer: User) -> None:
    assert 'href="/sign/"' in text_of(client.get("/"))
    page = text_of(client.get("/sign/"))
    assert "녹화하지 않습니다" in page
    assert problems(page) == []
    _contact, address = waiting_now(client)
    page = text_of(client.get(address))
    assert "다음 차례입니다" in page
    assert problems(page) == []
    assert "다음 차례입니다" in text_of(client.get(f"{address}place/"))


def test_the_waiting_page_goes_into_the_room_by_itself(
    client: Client, signer: User, sign_in: Callable[[User], Client]
) -> None:
    contact, address = waiting_now(client)
    desk = sign_in(signer)
    offered_to(signer)
    assert "수어 영상" in text_of(desk.get("/console/"))
    held_by(signer, contact)
    room = client.get(f"{address}place/")["HX-Redirect"]
    assert room.endswith("/#join")
    assert client.get(address)["Location"] == room
    assert client.get(room.removesuffix("#join")).status_code == 200
    page = text_of(desk.get(f"/console/contacts/{contact.pk}/"))
    assert "권장 시간 15분" in page
    assert "수어로 안내함" in page
    assert problems(page) == []
    links = text_of(desk.post(f"/console/contacts/{contact.pk}/video/", {"sign": "yes"}))
    assert "시민이 수어 영상에서 기다립니다" in links
    assert links.count("/video/") == 2


def test_who_stops_waiting_is_told_that_it_is_over(client: Client, signer: User) -> None:
    contact, address = waiting_now(client)
    assert "끝났습니다" in text_of(client.post(f"{address}stop/", follow=True))
    contact.refresh_from_db()
    assert contact.state == ContactState.CLOSED
    assert "/sign/" in client.post(f"/sign/wait/{citizen_token(signer.pk)}/stop/")["Location"]


def test_outside_of_the_hours_the_page_proposes_a_time(client: Client, signer: User, settings: Any) -> None:
    settings.ALWAYS_ANSWERED = False
    soon = timezone.localtime() + timedelta(days=1)
    ChannelHours.objects.filter(channel="SIGN").delete()
    ChannelHours.objects.create(channel="SIGN", weekday=soon.weekday(), starts="10:00", ends="11:00")
    for answer in (client.get("/sign/"), client.post("/sign/now/")):
        page = text_of(answer)
        assert 'action="/sign/now/"' not in page
        assert "지금은 수어 상담 시간이 아닙니다" in page
    assert not Contact.objects.exists()


def test_booking_shows_no_link_and_loses_nothing_typed(client: Client, signer: User) -> None:
    slot = next_slot(client)
    refused = client.post("/sign/book/", {"starts_at": slot, "number": "02-123-4567"})
    assert refused.status_code == 422
    assert 'value="02-123-4567"' in text_of(refused)
    assert f'value="{slot}" selected' in text_of(refused)
    assert client.post("/sign/book/", {"starts_at": "tomorrow", "number": "010-1234-5678"}).status_code == 409
    page = text_of(client.post("/sign/book/", {"starts_at": slot, "number": "010-1234-5678"}))
    booked = Appointment.objects.get()
    assert booked.starts_at == datetime.fromisoformat(slot)
    assert f"/sign/{appointment_token(booked.pk)[:8]}" not in page
    assert problems(page) == []
    assert "/sign/" in OutboundMessage.objects.get().text


def test_the_link_moves_cancels_and_begins(client: Client, signer: User) -> None:
    booked = services.book_appointment(
        starts_at=datetime.fromisoformat(next_slot(client)), number="010-1234-5678", language="ko", now=timezone.now()
    )
    address = f"/sign/{appointment_token(booked.pk)}/"
    page = text_of(client.get(address))
    assert 'value="begin"' not in page
    assert problems(page) == []
    assert client.post(address, {"do": "begin"}).status_code == 409
    assert client.post(address, {"do": "move", "starts_at": next_slot(client)}).status_code == 302
    Appointment.objects.update(starts_at=timezone.now())
    assert 'value="begin"' in text_of(client.get(address))
    answer = client.post(address, {"do": "begin"})
    assert "다음 차례입니다" in text_of(client.get(answer["Location"]))
    assert client.post(address, {"do": "cancel"}).status_code == 410
    assert Appointment.objects.get().state == AppointmentState.BEGUN
    assert client.get("/sign/nonsense/").status_code == 404


def test_a_relayed_call_is_marked_on_the_offer_and_in_the_conversation(
    signer: User, sign_in: Callable[[User], Client]
) -> None:
    contact_id = services.open_call(call_id="main:relay", caller="107", dialled="120", now=timezone.now())
    desk = sign_in(signer)
    offered_to(signer)
    assert "107 중계" in text_of(desk.get("/console/"))
    held_by(signer, Contact.objects.get(pk=contact_id))
    page = text_of(desk.get(f"/console/contacts/{contact_id}/"))
    assert "한 문장씩 말하고" in page
    assert "권장 시간 15분" in page
