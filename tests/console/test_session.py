"""Signing in, where one lands, and who may open what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from routing import selectors as routing
from routing.types import Intent
from tests.console.conftest import make_user
from tests.console.html import problems

PASSWORD = "a long pass phrase"


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "landing"),
    [
        (Role.AGENT, "/console/"),
        (Role.SUPERVISOR, "/board/"),
        (Role.OFFICIAL, "/work/"),
        (Role.HEAD, "/work/"),
        (Role.AUDITOR, "/board/"),
        (Role.INTEGRATION, "/"),
    ],
)
def test_each_role_lands_at_its_work(client: Client, role: Role, landing: str) -> None:
    user = make_user(role)
    answer = client.post("/login/", {"username": user.username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, landing)


@pytest.mark.django_db
def test_a_wrong_password_keeps_the_name_and_tells_why(client: Client) -> None:
    assert problems(text_of(client.get("/login/"))) == []
    answer = client.post("/login/", {"username": "kim", "password": "wrong"})
    assert answer.status_code == 200
    assert 'value="kim"' in text_of(answer)
    assert 'role="alert"' in text_of(answer)


@pytest.mark.django_db
def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    asked = client.get("/console/")
    assert asked["Location"] == "/login/?next=/console/"
    user = make_user(Role.SUPERVISOR)
    answer = client.post("/login/", {"username": user.username, "password": PASSWORD, "next": "/console/"})
    assert answer["Location"] == "/console/"


@pytest.mark.django_db
def test_a_fragment_without_a_session_answers_401_so_that_the_page_keeps_what_was_typed(client: Client) -> None:
    assert client.get("/console/desk/", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INTEGRATION])
def test_a_role_without_the_console_is_told_so(role: Role, sign_in: Callable[[User], Client]) -> None:
    answer = sign_in(make_user(role)).get("/console/")
    assert answer.status_code == 403
    assert "담당 범위가 아닙니다" in text_of(answer)
    assert problems(text_of(answer)) == []


def test_signing_out_leaves_the_seat(agent: User, desk: Client) -> None:
    desk.post("/logout/")
    seat = routing.seat_of(user_id=agent.id, now=timezone.now())
    assert seat is not None
    assert seat.intent == Intent.OFFLINE


@pytest.mark.django_db
def test_signing_out_without_a_seat_works_too(sign_in: Callable[[User], Client]) -> None:
    assert sign_in(make_user(Role.OFFICIAL)).post("/logout/").status_code == 302


@pytest.mark.django_db
def test_pages_speak_english_on_request(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in text_of(client.get("/"))
