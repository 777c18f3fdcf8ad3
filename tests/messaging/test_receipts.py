"""Receipts: accepted is not delivered, and what the gateway says may come twice, late or early."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from feed.models import Event
from messaging import services
from messaging.models import OutboundMessage
from messaging.services.deliver import LEASE
from messaging.types import FailureReason, OutboundState
from tests.messaging.conftest import NOW, Write
from tests.sandbox.program import Sandbox, eventually

PATH = "/webhooks/sms/receipts"


def post(client: Client, content: Any, *, minutes_ago: int = 0, secret: str = "") -> tuple[int, dict[str, Any]]:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    signed_at = timezone.now() - timedelta(minutes=minutes_ago)
    headers = services.signed_headers(secret=secret or django_settings.SMS_GATEWAY_SECRET, body=body, now=signed_at)
    response = client.post(PATH, data=body, content_type="application/json", headers=headers)
    if response.status_code == 204:
        return 204, {}
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()


@pytest.fixture
def sent(write: Write) -> OutboundMessage:
    message = write()
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=OutboundState.SENT, sent_at=NOW, provider_message_id=f"gw-{message.pk}", provider_code="A000"
    )
    message.refresh_from_db()
    return message


def receipt(message: OutboundMessage, *, code: str = "D000", **changes: Any) -> dict[str, Any]:
    content = {"id": f"gw-{message.pk}", "code": code, "occurred_at": "2026-11-23T10:00:05+09:00"}
    return content | changes


def told(message: OutboundMessage) -> list[str]:
    return list(Event.objects.filter(stream=message.reference).order_by("seq").values_list("kind", flat=True))


@pytest.mark.django_db
def test_a_receipt_delivers_once(client: Client, sent: OutboundMessage) -> None:
    for _ in range(2):
        assert post(client, receipt(sent))[0] == 204
    sent.refresh_from_db()
    assert (sent.state, sent.provider_code) == (OutboundState.DELIVERED, "D000")
    assert sent.delivered_at == NOW + timedelta(seconds=5)
    assert told(sent) == ["message.delivered"]


@pytest.mark.django_db
def test_what_did_not_arrive_is_for_a_person(client: Client, sent: OutboundMessage) -> None:
    for _ in range(2):
        assert post(client, receipt(sent, code="D300"))[0] == 204
    sent.refresh_from_db()
    assert (sent.state, sent.provider_code) == (OutboundState.FAILED, "D300")
    assert sent.failure_reason == FailureReason.UNDELIVERED
    assert told(sent) == ["message.failed"]
    assert Event.objects.filter(stream="city").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("codes", [("D300", "D000"), ("D000", "D300")])
def test_what_arrived_stays_delivered_in_any_order(
    client: Client, sent: OutboundMessage, codes: tuple[str, str]
) -> None:
    for code in codes:
        assert post(client, receipt(sent, code=code))[0] == 204
    sent.refresh_from_db()
    assert (sent.state, sent.failure_reason) == (OutboundState.DELIVERED, "")


@pytest.mark.django_db(transaction=True)
def test_a_receipt_may_be_faster_than_the_record_of_its_call(client: Client, write: Write, gateway: Sandbox) -> None:
    message = write()
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=OutboundState.SENDING, attempts=1, lease_until=NOW + LEASE
    )
    assert post(client, receipt(message))[0] == 404
    assert post(client, receipt(message, reference=str(message.pk)))[0] == 204
    message.refresh_from_db()
    assert (message.state, message.lease_until) == (OutboundState.DELIVERED, None)
    assert services.deliver_due(limit=10, clock=lambda: NOW + LEASE).claimed == 0
    assert told(message) == ["message.delivered"]


@pytest.fixture
def sent_again(client: Client, sent: OutboundMessage) -> OutboundMessage:
    """A message that did not arrive and that a person has put back into the queue."""
    post(client, receipt(sent, code="D300", reference=str(sent.pk)))
    user = User.objects.create(username="agent")
    return services.resend(message_id=sent.pk, user=user, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [OutboundState.QUEUED, OutboundState.SENDING, OutboundState.SENT])
@pytest.mark.parametrize("code", ["D300", "D000"])
def test_a_receipt_of_the_first_sending_does_not_touch_the_second(
    client: Client, sent_again: OutboundMessage, state: OutboundState, code: str
) -> None:
    rows = OutboundMessage.objects.filter(pk=sent_again.pk)
    rows.update(
        state=state,
        lease_until=NOW + LEASE if state == OutboundState.SENDING else None,
        sent_at=NOW,
        provider_message_id="gw-second" if state == OutboundState.SENT else "",
    )
    assert post(client, receipt(sent_again, code=code, reference=str(sent_again.pk)))[0] == 204
    assert rows.get().state == state
    again = receipt(sent_again, id="gw-second", reference=f"{sent_again.pk}:1")
    assert post(client, again)[0] == 204
    assert rows.get().state == OutboundState.DELIVERED


@pytest.mark.django_db
def test_a_failure_never_settles_a_message_that_waits_to_be_sent(client: Client, write: Write) -> None:
    message = write()
    assert post(client, receipt(message, code="D300", reference=str(message.pk)))[0] == 404
    message.refresh_from_db()
    assert message.state == OutboundState.QUEUED


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["", "nonsense", 7, None, "046c19ac-04d5-464e-8140-724ab83e9e79"])
def test_an_unknown_message(client: Client, sent: OutboundMessage, reference: object) -> None:
    status, problem = post(client, receipt(sent, id="somebody's", reference=reference))
    assert (status, problem["code"]) == (404, "unknown_message")


@pytest.mark.django_db
def test_a_reference_alone_does_not_override_the_gateways_id(client: Client, sent: OutboundMessage) -> None:
    assert post(client, receipt(sent, id="another", reference=str(sent.pk)))[0] == 404


@pytest.mark.django_db
def test_wrong_old_and_unsigned_requests(client: Client, sent: OutboundMessage) -> None:
    status, problem = post(client, receipt(sent), secret="wrong")
    assert (status, problem["code"]) == (401, "signature_invalid")
    for minutes in (6, -6):
        status, problem = post(client, receipt(sent), minutes_ago=minutes)
        assert (status, problem["code"]) == (401, "timestamp_expired")
    unsigned = client.post(PATH, data=receipt(sent), content_type="application/json")
    assert unsigned.status_code == 401
    sent.refresh_from_db()
    assert sent.state == OutboundState.SENT


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff",
        {},
        {"id": "x", "code": "D000"},
        {"id": "x", "code": "D" * 21, "occurred_at": "2026-11-23T10:00:05+09:00"},
        {"id": "x\x00", "code": "D000", "occurred_at": "2026-11-23T10:00:05+09:00"},
        {"id": "x", "code": "D000", "occurred_at": 5},
    ],
)
def test_malformed_receipts(client: Client, content: Any) -> None:
    status, problem = post(client, content)
    assert (status, problem["code"]) == (400, "malformed_inbound")


@pytest.mark.django_db
def test_only_post_is_answered(client: Client) -> None:
    assert client.get(PATH).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_from_the_outbox_to_the_phone_and_back(
    write: Write, live_server: LiveServer, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The real gateway program posts its receipts to the real product, twice each."""
    journal = tmp_path_factory.mktemp("gateway") / "journal.sqlite3"
    with Sandbox(database=journal, product_url=live_server.url, secret=settings.SMS_GATEWAY_SECRET) as gateway:
        settings.SMS_GATEWAY_URL = gateway.url
        gateway.fault("receipt_twice")
        message = write(now=timezone.now())
        assert services.deliver_due(limit=10, clock=timezone.now).sent == 1
        eventually(lambda: gateway.statistics()["posts"] == {"taken": 2})
    message.refresh_from_db()
    assert message.state == OutboundState.DELIVERED
    assert told(message) == ["message.sent", "message.delivered"]
