"""Appointments for sign language as supervisors and agents who sign keep them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.models import Appointment
from contacts.models.appointments import AppointmentState
from contacts.selectors.appointments import free_slots
from messaging.models import OutboundMessage
from routing import services as routing
from tests.console.conftest import make_agent
from tests.console.html import problems
from tests.contacts.conftest import make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]


@pytest.fixture
def signer(city: None) -> User:
    cache.clear()
    user = make_agent("이수어")
    routing.set_skills(user_id=user.pk, levels={"KSL": 5}, now=timezone.now())
    return user


@pytest.fixture
def booked(signer: User) -> Appointment:
    return services.book_appointment(starts_at=slots()[0], number="010-1234-5678", language="ko", now=timezone.now())


def slots() -> list[datetime]:
    """Return the half hours that can be booked and are not about to begin."""
    now = timezone.now()
    return [slot.starts_at for slot in free_slots(now=now) if slot.starts_at > now + timedelta(hours=1)]


def last_text() -> str:
    return str(OutboundMessage.objects.order_by("-created_at", "-id")[0].text)


def test_who_signs_and_supervisors_find_them(booked: Appointment, signer: User, sign_in: SignIn) -> None:
    for client, way in ((sign_in(signer), "/console/"), (sign_in(make_user(Role.SUPERVISOR)), "/board/")):
        assert 'href="/appointments/"' in client.get(way).content.decode()
        page = client.get("/appointments/").content.decode()
        assert "예약함" in page
        assert "5678" in page
        assert "1234-5678" not in page
        assert problems(page) == []
        coming = client.get("/appointments/coming/").content.decode()
        assert "5678" in coming
        assert "<html" not in coming
    other = sign_in(make_agent("박음성"))
    assert 'href="/appointments/"' not in other.get("/console/").content.decode()
    assert other.get("/appointments/").status_code == other.get("/appointments/coming/").status_code == 403
    assert other.post(f"/appointments/{booked.pk}/", {"do": "cancel", "reason": "병가"}).status_code == 403
    assert sign_in(make_user(Role.OFFICIAL)).get("/appointments/").status_code == 403


def test_cancelling_tells_the_citizen_why(booked: Appointment, signer: User, sign_in: SignIn) -> None:
    client = sign_in(signer)
    address = f"/appointments/{booked.pk}/"
    assert client.post(address, {"do": "cancel", "reason": " "}).status_code == 422
    assert OutboundMessage.objects.count() == 1
    refused = client.post(address, {"do": "cancel", "reason": "상담사 병가 😷"})
    assert refused.status_code == 422
    assert "상담사 병가 😷" in refused.content.decode()
    assert Appointment.objects.get().state == AppointmentState.BOOKED
    page = client.post(address, {"do": "cancel", "reason": "상담사 병가."}, follow=True).content.decode()
    assert "이수어: 상담사 병가" in page
    assert "취소함" in page
    assert "까닭: 상담사 병가)" in last_text()
    assert last_text().endswith("/sign/")
    assert client.post(address, {"do": "cancel", "reason": "상담사 병가"}).status_code == 410


def test_moving_tells_the_citizen_the_new_time(booked: Appointment, signer: User, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.SUPERVISOR))
    address, later = f"/appointments/{booked.pk}/", slots()[1]
    taken = client.post(address, {"do": "move", "reason": "회의", "starts_at": booked.starts_at.isoformat()})
    assert taken.status_code == 409
    assert client.post(address, {"do": "move", "reason": "회의", "starts_at": later.isoformat()}).status_code == 302
    booked.refresh_from_db()
    assert booked.starts_at == later
    assert booked.remind_at == later - timedelta(hours=1)
    assert f"새 시간: {timezone.localtime(later):%-m}월" in last_text()
    assert "까닭: 회의)" in last_text()
