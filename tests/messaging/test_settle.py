"""What a person does about messages that did not get through, and who may."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services import create_user
from accounts.types import Role
from messaging import services
from messaging.models import OutboundMessage
from messaging.types import FailureReason, OutboundState
from tests.messaging.conftest import NOW, Write, arrived
from tests.sandbox.program import Sandbox

MakeUser = Callable[..., User]
EVERYWHERE = [("", "")]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    def make(role: Role, *, scopes: list[tuple[str, str]] = EVERYWHERE) -> User:
        name = f"user-{uuid.uuid4().hex[:8]}"
        return create_user(username=name, password="a long enough one", role=role, display_name=name, scopes=scopes)

    return make


def fail(message: OutboundMessage, **changes: Any) -> OutboundMessage:
    values = {"state": OutboundState.FAILED, "failure_reason": FailureReason.REJECTED, "attempts": 3} | changes
    OutboundMessage.objects.filter(pk=message.pk).update(**values)
    message.refresh_from_db()
    return message


def deliver() -> None:
    services.deliver_due(limit=10, clock=lambda: NOW)


@pytest.mark.django_db(transaction=True)
def test_a_failed_message_is_sent_again(write: Write, gateway: Sandbox, number: str, make_user: MakeUser) -> None:
    message, agent = fail(write("다시")), make_user(Role.AGENT)
    services.resend(message_id=message.pk, user=agent, now=NOW)
    deliver()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.handled_by) == (OutboundState.SENT, 1, agent)
    assert arrived(gateway, number) == ["다시"]


@pytest.mark.django_db(transaction=True)
def test_an_uncertain_message_is_sent_again_without_a_second_copy(
    write: Write, gateway: Sandbox, number: str, make_user: MakeUser
) -> None:
    gateway.fault("drop", times=1)
    message = write("한 번만")
    deliver()
    fail(message, state=OutboundState.UNCERTAIN, failure_reason=FailureReason.NO_ANSWER)
    services.resend(message_id=message.pk, user=make_user(Role.AGENT), now=NOW)
    deliver()
    message.refresh_from_db()
    assert (message.state, message.provider_code) == (OutboundState.SENT, "A301")
    assert arrived(gateway, number) == ["한 번만"]


@pytest.mark.django_db(transaction=True)
def test_what_the_gateway_took_but_could_not_deliver_is_a_new_message_to_it(
    write: Write, gateway: Sandbox, number: str, make_user: MakeUser
) -> None:
    message = write("전원이 꺼져 있던 전화")
    deliver()
    fail(message, failure_reason=FailureReason.UNDELIVERED)
    services.resend(message_id=message.pk, user=make_user(Role.AGENT), now=NOW)
    deliver()
    message.refresh_from_db()
    assert (message.state, message.provider_code) == (OutboundState.SENT, "A000")
    assert len(arrived(gateway, number)) == 2
    assert gateway.statistics()["repeated_references"] == 0


@pytest.mark.django_db(transaction=True)
def test_a_waiting_message_is_called_off(write: Write, gateway: Sandbox, number: str, make_user: MakeUser) -> None:
    message = write("취소할 글")
    services.cancel(message_id=message.pk, user=make_user(Role.AGENT), now=NOW)
    write("다음 글")
    deliver()
    assert arrived(gateway, number) == ["다음 글"]


@pytest.mark.django_db
@pytest.mark.parametrize("action", [services.resend, services.cancel])
@pytest.mark.parametrize("state", [OutboundState.SENT, OutboundState.DELIVERED, OutboundState.CANCELLED])
def test_what_is_past_cannot_be_changed(
    write: Write, make_user: MakeUser, action: Callable[..., OutboundMessage], state: OutboundState
) -> None:
    message = write()
    OutboundMessage.objects.filter(pk=message.pk).update(state=state, sent_at=NOW, delivered_at=NOW)
    with pytest.raises(services.NotPossibleNow) as refused:
        action(message_id=message.pk, user=make_user(Role.AGENT), now=NOW)
    assert (refused.value.status, refused.value.extra) == (409, {"state": state})
    with pytest.raises(services.UnknownMessage):
        action(message_id=uuid.uuid4(), user=make_user(Role.AGENT), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "scopes", "status", "seen"),
    [
        (Role.SUPERVISOR, EVERYWHERE, 200, 1),
        (Role.ADMIN, [], 200, 1),
        (Role.SUPERVISOR, [("11680", "")], 200, 0),
        (Role.SUPERVISOR, [], 200, 0),
        (Role.AGENT, EVERYWHERE, 403, 0),
        (Role.OFFICIAL, EVERYWHERE, 403, 0),
        (Role.HEAD, EVERYWHERE, 403, 0),
        (Role.AUDITOR, EVERYWHERE, 403, 0),
        (Role.INTEGRATION, EVERYWHERE, 403, 0),
    ],
)
def test_who_sees_the_failed_messages(
    client: Client,
    write: Write,
    make_user: MakeUser,
    role: Role,
    scopes: list[tuple[str, str]],
    status: int,
    seen: int,
) -> None:
    message = fail(write())
    write("기다리는 글은 없다")
    client.force_login(make_user(role, scopes=scopes))
    answer = client.get("/api/messages/")
    assert answer.status_code == status
    assert len(answer.json().get("results", [])) == seen
    resent = client.post(f"/api/messages/{message.pk}/resend/")
    assert resent.status_code == (403 if status == 403 else 200 if seen else 404)
    message.refresh_from_db()
    assert (message.state == OutboundState.QUEUED) == bool(seen)


@pytest.mark.django_db
def test_a_visitor_sees_nothing(client: Client) -> None:
    assert client.get("/api/messages/").status_code in {401, 403}


@pytest.mark.django_db
def test_the_list_masks_numbers_and_says_why(client: Client, write: Write, make_user: MakeUser) -> None:
    fail(write("못 간 글", recipient="01012345678"), provider_code="A327")
    client.force_login(make_user(Role.SUPERVISOR))
    (shown,) = client.get("/api/messages/").json()["results"]
    assert (shown["recipient"], shown["code"], shown["failure_reason"]) == ("010-****-5678", "A327", "REJECTED")
    assert "12345678" not in str(shown)
    assert client.get("/api/messages/", {"state": "UNCERTAIN"}).json()["results"] == []


@pytest.mark.django_db
def test_pressing_twice_tells_that_it_is_done(client: Client, write: Write, make_user: MakeUser) -> None:
    message = fail(write())
    client.force_login(make_user(Role.SUPERVISOR))
    assert client.post(f"/api/messages/{message.pk}/cancel/").json()["state"] == "CANCELLED"
    again = client.post(f"/api/messages/{message.pk}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "not_possible_now")


@pytest.mark.django_db
def test_the_list_costs_the_same_however_long(
    client: Client, write: Write, make_user: MakeUser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        fail(write())
    client.force_login(make_user(Role.SUPERVISOR))
    client.get("/api/messages/")  # the session is written at its first page
    with django_assert_max_num_queries(4):
        page = client.get("/api/messages/").json()
    assert len(page["results"]) == 50
    assert page["next"]
