"""The page of messages that did not get through: for who oversees the city, with what one can do about them."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.types import Role
from messaging import services
from messaging.models import OutboundMessage
from messaging.types import Channel, FailureReason, OutboundState, Purpose
from tests.contacts.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed() -> OutboundMessage:
    message = services.enqueue(
        channel=Channel.SMS,
        recipient="01012345678",
        text="처리가 끝났습니다.",
        purpose=Purpose.RESULT,
        reference=f"complaint:{uuid.uuid4()}",
        idempotency_key=str(uuid.uuid4()),
        now=timezone.now(),
    )
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=OutboundState.FAILED, failure_reason=FailureReason.REJECTED, provider_code="A327"
    )
    return message


def signed_in(client: Client, role: Role) -> Client:
    client.force_login(make_user(role))
    return client


def test_a_supervisor_sees_sends_again_and_calls_off(client: Client, failed: OutboundMessage) -> None:
    signed_in(client, Role.SUPERVISOR)
    shown = client.get("/messages/").content.decode()
    assert "010-****-5678" in shown
    assert "A327" in shown
    assert str(failed.pk) not in client.get("/messages/?state=UNCERTAIN").content.decode()
    answer = client.post(f"/messages/{failed.pk}/resend/", {"query": "state=FAILED"})
    assert answer["Location"].endswith("/messages/?state=FAILED")
    failed.refresh_from_db()
    assert failed.state == OutboundState.QUEUED
    client.post(f"/messages/{failed.pk}/cancel/")
    failed.refresh_from_db()
    assert failed.state == OutboundState.CANCELLED


@pytest.mark.parametrize("role", [Role.AGENT, Role.OFFICIAL, Role.AUDITOR])
def test_nobody_else_may(client: Client, failed: OutboundMessage, role: Role) -> None:
    signed_in(client, role)
    assert client.get("/messages/").status_code in (302, 403)
    assert client.post(f"/messages/{failed.pk}/resend/").status_code in (302, 403)
    failed.refresh_from_db()
    assert failed.state == OutboundState.FAILED
