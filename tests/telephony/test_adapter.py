"""The adapter interface, as an exchange uses it: signed HTTP."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services as contacts
from contacts.models import CallBack, Contact, Message
from contacts.types import ContactState, Direction
from districts.selectors import departments_of, district
from feed.services import publish
from messaging.services import signed_headers
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent
from telephony import services
from telephony.models import CallEvent, Command, Pbx
from telephony.types import CommandState
from tests.contacts.conftest import CITY_HALL, GANGNAM, make_agent, make_user

pytestmark = pytest.mark.usefixtures("city")

SECRET = "s" * 40


@pytest.fixture(autouse=True)
def pbx(city: None) -> Pbx:
    return services.register_pbx(code="main", name="본관 교환기", secret=SECRET)


def send(method: str, path: str, body: Any = None, *, secret: str = SECRET, pbx: str = "main", seconds: int = 0) -> Any:
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    now = timezone.now() + timedelta(seconds=seconds)
    headers = signed_headers(secret=secret, body=raw, now=now) | {"X-Pbx": pbx}
    address = f"/telephony/v1/{path}"
    if method == "get":
        return Client().get(address, headers=headers)
    return Client().post(address, data=raw, content_type="application/json", headers=headers)


def event(type_: str, *, seq: int, call: str = "c1", id_: str = "", **payload: Any) -> dict[str, Any]:
    identity = id_ or f"{call}-{seq}-{type_}"
    return {"id": identity, "pbx": "main", "epoch": 1, "call": call, "seq": seq, "type": type_} | {
        "ts": timezone.now().isoformat(),
        **payload,
    }


def arrived(call: str = "c1", *, ani: str = "01012345678", did: str = "120") -> dict[str, Any]:
    return event("call.arrived", seq=1, call=call, ani=ani, did=did)


def commands() -> list[tuple[str, str, dict[str, Any]]]:
    return [(row["verb"], row["call"], row["arguments"]) for row in send("get", "commands").json()]


@pytest.fixture
def agent() -> User:
    user = make_agent(extension="7001")
    routing.set_intent(user_id=user.id, intent=Intent.READY, now=timezone.now())
    return user


def accept_call(agent: User) -> Contact:
    routing.dispatch_waiting(now=timezone.now())
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=timezone.now())
    return contacts.accept(offer_id=offer.offer_id, user=agent, now=timezone.now())


# Who may talk to us


@pytest.mark.parametrize(("method", "path"), [("post", "route"), ("post", "events"), ("get", "commands")])
def test_only_a_known_exchange_with_its_secret_is_heard(method: str, path: str) -> None:
    body = None if method == "get" else []
    for refused in (
        send(method, path, body, secret="another secret"),
        send(method, path, body, pbx="unknown"),
        send(method, path, body, seconds=-301),
        getattr(Client(), method)(f"/telephony/v1/{path}"),
    ):
        assert refused.status_code == 401
        assert refused["Content-Type"].startswith("application/problem+json")
    Pbx.objects.update(active=False)
    assert send(method, path, body).status_code == 401


def test_an_exchange_is_registered_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("register_pbx", "annex")
    code, secret = capsys.readouterr().out.split()
    assert (code, Pbx.objects.get(code="annex").secret) == ("annex", secret)
    assert len(secret) > 40
    call_command("register_pbx", "annex", "--demonstration")
    assert capsys.readouterr().out.split() == ["annex"]


# Route


def test_a_call_goes_to_the_district_whose_number_was_dialled() -> None:
    office = district(code=GANGNAM)
    answer = send("post", "route", {"call": "c1", "ani": "01012345678", "did": office.main_phone}).json()
    assert (answer["decision"], answer["queue"], answer["default"]) == ("queue", GANGNAM, False)


def test_there_is_always_an_answer_and_nothing_is_written() -> None:
    send("post", "route", {"did": "120"})
    before = Contact.objects.count(), CallEvent.objects.count()
    with CaptureQueriesContext(connection) as queries:
        answers = [send("post", "route", body) for body in ({"did": "120"}, {}, [], {"did": 5}, {"did": "\x00?"})]
    assert [(answer.status_code, answer.json()["queue"]) for answer in answers] == [(200, CITY_HALL)] * 5
    assert [answer.json()["default"] for answer in answers] == [False, True, True, True, False]
    assert len(queries) <= 3 * len(answers)
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert (Contact.objects.count(), CallEvent.objects.count()) == before
    assert send("post", "route", b"{").status_code == 400


# Events


def test_a_call_is_opened_by_its_arrival_and_ended_once() -> None:
    batch = [arrived(), event("call.queued", seq=2), event("call.ended", seq=3, cause="caller")]
    assert send("post", "events", batch).json() == {"stored": 3, "duplicates": 0}
    assert send("post", "events", batch).json() == {"stored": 0, "duplicates": 3}
    contact = Contact.objects.get()
    assert (contact.state, contact.external_call_id) == (ContactState.CLOSED, "main:c1")
    assert contact.dialled == "120"


def test_events_are_followed_in_their_order_whatever_the_order_of_the_batch() -> None:
    send("post", "events", [event("call.ended", seq=3), arrived()])
    assert Contact.objects.get().state == ContactState.CLOSED


def test_the_end_of_an_unknown_call_is_kept_and_counts_when_the_arrival_comes() -> None:
    assert send("post", "events", [event("call.ended", seq=3)]).json()["stored"] == 1
    assert not Contact.objects.exists()
    send("post", "events", [arrived()])
    assert Contact.objects.get().state == ContactState.CLOSED
    assert routing_selectors.waiting(district_codes=None) == []


def test_a_number_is_never_kept_in_the_clear() -> None:
    send("post", "events", [arrived(ani="010-1234-5678")])
    stored = CallEvent.objects.get()
    assert stored.payload["ani"] == "010-****-5678"
    assert Contact.objects.get().address == "+821012345678"
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM contacts_contact")
        assert "1234" not in cursor.fetchone()[0]


def test_types_of_a_later_version_are_kept_and_harmless() -> None:
    assert send("post", "events", [event("call.teleported", seq=1)]).json()["stored"] == 1
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff", b"{}", b'"x"', b"[1]", b'[{"id": "1"}]', b'[{"id":"1","type":"x","ts":"yesterday","call":"c"}]'],
)
def test_malformed_events_are_a_problem_and_none_is_stored(body: bytes) -> None:
    refused = send("post", "events", body)
    assert refused.status_code == 400
    assert refused["Content-Type"].startswith("application/problem+json")
    assert not CallEvent.objects.exists()


def test_odd_members_do_not_hold_up_an_exchange() -> None:
    deep = "[" * 500 + "]" * 500
    body = json.dumps([arrived(), event("call.ended", seq=3, cause="a\x00b\ud800", more={"x\x00": ["\x00"]})])
    body = body.replace('"more":', f'"huge": 1e999, "deep": {deep}, "more":')
    assert send("post", "events", body.encode()).json() == {"stored": 2, "duplicates": 0}
    payload = CallEvent.objects.get(type="call.ended").payload
    assert (payload["cause"], payload["more"], payload["huge"]) == ("ab", {"x": [""]}, None)
    assert Contact.objects.get().state == ContactState.CLOSED


def test_a_body_nested_without_end_is_malformed() -> None:
    answer = send("post", "events", b"[" * 100_000 + b"]" * 100_000)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "changes", [{"ani": "\x00"}, {"ts": "0001-01-01T00:00:00+09:00"}, {"ts": "9999-12-31T23:59:59-09:00"}]
)
def test_odd_facts_are_taken_or_refused(changes: dict[str, Any]) -> None:
    assert send("post", "events", [arrived() | changes]).status_code in (200, 400)


def test_a_batch_has_a_limit() -> None:
    assert send("post", "events", [event("call.queued", seq=number) for number in range(501)]).status_code == 400


def test_a_caller_is_told_the_wait_and_is_called_back_instead(agent: User) -> None:
    send("post", "events", [arrived()])
    assert send("get", "calls/c2/wait").status_code == 404
    told = send("get", "calls/c1/wait").json()
    assert (told["position"], told["promised"]) == (1, False)
    send("post", "events", [event("call.callback_requested", seq=2), event("call.ended", seq=3, cause="caller")])
    told = send("get", "calls/c1/wait").json()
    assert told["promised"]
    contact = Contact.objects.get()
    assert contact.state == ContactState.WAITING
    # its time has come
    CallBack.objects.update(requested_at=contact.opened_at, promised_at=contact.opened_at, due_at=contact.opened_at)
    routing.postpone(contact_ref=contact.pk, not_before=contact.opened_at, priority=60, now=timezone.now())
    accept_call(agent)
    [(verb, call, arguments)] = commands()
    assert (verb, arguments) == ("dial", {"extension": "7001", "to": "+821012345678"})
    send("post", "events", [event("call.ended", seq=1, call=call, cause="no_answer")])
    contact.refresh_from_db()
    assert (contact.state, contact.agent_id) == (ContactState.WAITING, None)


def test_a_call_found_again_after_the_connection_was_lost_is_opened() -> None:
    send("post", "events", [event("call.adopted", seq=5, ani="01012345678", did="120")])
    assert Contact.objects.get().state == ContactState.WAITING


def test_two_exchanges_may_use_the_same_call_ids() -> None:
    services.register_pbx(code="annex", name="별관", secret=SECRET)
    send("post", "events", [arrived()])
    send("post", "events", [arrived()], pbx="annex")
    assert Contact.objects.count() == 2


# Commands


def test_an_accepted_call_rings_the_agent_and_ends_with_a_hang_up(agent: User) -> None:
    send("post", "events", [arrived()])
    assert commands() == []
    contact = accept_call(agent)
    assert commands() == [("offer", "c1", {"extension": "7001"})]
    assert commands() == []
    send("post", "events", [event("call.answered", seq=2, agent="7001")])
    contacts.end(contact_id=contact.pk, user=agent, now=timezone.now())
    contacts.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=timezone.now())
    assert commands() == [("hangup", "c1", {})]


def test_who_answered_at_the_device_is_not_rung(agent: User) -> None:
    send("post", "events", [arrived(), event("call.answered", seq=2, agent="7001")])
    assert Contact.objects.get().agent_id == agent.id
    assert commands() == []


def test_a_call_the_citizen_ended_is_not_hung_up(agent: User) -> None:
    send("post", "events", [arrived()])
    accept_call(agent)
    commands()
    send("post", "events", [event("call.ended", seq=9)])
    assert Contact.objects.get().state == ContactState.WRAP_UP
    assert commands() == []


def test_connecting_an_official_rings_the_department_and_completes_or_cancels(agent: User) -> None:
    send("post", "events", [arrived()])
    contact = accept_call(agent)
    department = departments_of(district_code=GANGNAM)[0]
    official = make_user(Role.OFFICIAL, scopes=[(GANGNAM, department.code)])
    arguments: dict[str, Any] = {"contact_id": contact.pk, "user": agent, "department_code": department.code}
    first = contacts.connect_official(**arguments, summary="주차 단속", now=timezone.now())
    assert commands()[-1] == ("consult", "c1", {"to": department.phone})
    contacts.return_transfer(transfer_id=first.pk, user=official, reason="회의 중", now=timezone.now())
    assert commands() == [("cancel", "c1", {})]
    second = contacts.connect_official(**arguments, summary="주차 단속", now=timezone.now())
    contacts.take_transfer(transfer_id=second.pk, user=official, summary_read=True, now=timezone.now())
    assert [verb for verb, _, _ in commands()] == ["consult", "complete"]


def test_unanswered_commands_come_again_and_answered_ones_do_not(agent: User, pbx: Pbx) -> None:
    send("post", "events", [arrived()])
    accept_call(agent)
    now: datetime = timezone.now()
    [command] = services.take_commands(pbx=pbx, now=now)
    assert services.take_commands(pbx=pbx, now=now + timedelta(seconds=9)) == []
    [again] = services.take_commands(pbx=pbx, now=now + timedelta(seconds=10))
    assert again.pk == command.pk
    answer = send("post", f"commands/{command.pk}", {"done": False, "answer": "device unreachable"})
    assert (answer.status_code, answer.json()["state"]) == (200, CommandState.FAILED)
    assert services.take_commands(pbx=pbx, now=now + timedelta(seconds=60)) == []
    assert Command.objects.get().answer == "device unreachable"
    assert send("post", f"commands/{uuid4()}", {"done": True}).status_code == 404
    assert send("post", f"commands/{command.pk}", {}).status_code == 400


def lines_about_the_telephone() -> int:
    return Message.objects.filter(direction=Direction.SYSTEM, text__contains="전화를 연결하지 못했습니다").count()


def test_an_agent_without_a_telephone_is_told() -> None:
    agent = make_agent()
    send("post", "events", [arrived()])
    accept_call(agent)
    assert commands() == []
    command = Command.objects.get()
    assert (command.verb, command.state, command.answer) == ("offer", CommandState.FAILED, "no number to ring")
    assert lines_about_the_telephone() == 1


def test_a_refused_command_is_told_once(agent: User) -> None:
    send("post", "events", [arrived()])
    accept_call(agent)
    commands()
    for _ in range(2):
        send("post", f"commands/{Command.objects.get().pk}", {"done": False, "answer": "device unreachable"})
    assert lines_about_the_telephone() == 1


def test_a_command_nobody_takes_expires_and_is_told(agent: User, pbx: Pbx) -> None:
    send("post", "events", [arrived()])
    accept_call(agent)
    now = timezone.now()
    services.make_commands(now=now)
    assert services.expire_commands(now=now + timedelta(seconds=119)) == 0
    assert services.take_commands(pbx=pbx, now=now + timedelta(seconds=120)) == []
    assert services.expire_commands(now=now + timedelta(seconds=120)) == 1
    assert services.expire_commands(now=now + timedelta(seconds=120)) == 0
    assert Command.objects.get().state == CommandState.FAILED
    assert lines_about_the_telephone() == 1


def test_the_end_of_the_call_settles_its_commands(agent: User) -> None:
    send("post", "events", [arrived()])
    accept_call(agent)
    services.make_commands(now=timezone.now())
    send("post", "events", [event("call.ended", seq=9)])
    assert commands() == []
    assert Command.objects.get().state == CommandState.FAILED
    assert lines_about_the_telephone() == 0


def test_one_event_nobody_understands_does_not_freeze_the_others(agent: User, caplog: pytest.LogCaptureFixture) -> None:
    send("post", "events", [arrived()])
    publish(streams=["calls"], kind="contact.accepted", ids={"contact": "no id"}, now=timezone.now())
    publish(streams=["calls"], kind="contact.accepted", ids={}, now=timezone.now())
    accept_call(agent)
    assert commands() == [("offer", "c1", {"extension": "7001"})]
    assert "no command could be made" in caplog.text


def test_old_events_and_commands_are_forgotten(agent: User) -> None:
    send("post", "events", [arrived()])
    accept_call(agent)
    commands()
    now = timezone.now()
    assert services.prune(older_than=timedelta(days=90), now=now + timedelta(days=89)) == 0
    assert services.prune(older_than=timedelta(days=90), now=now + timedelta(days=91)) == 2
    assert not CallEvent.objects.exists()
    assert Contact.objects.count() == 1


def test_each_exchange_takes_its_own_commands(agent: User) -> None:
    services.register_pbx(code="annex", name="별관", secret=SECRET)
    send("post", "events", [arrived()])
    accept_call(agent)
    assert send("get", "commands", pbx="annex").json() == []
    assert len(commands()) == 1


def test_commands_are_made_once(agent: User) -> None:
    send("post", "events", [arrived()])
    accept_call(agent)
    assert services.make_commands(now=timezone.now()) == 1
    assert services.make_commands(now=timezone.now()) == 0
    assert Command.objects.count() == 1
