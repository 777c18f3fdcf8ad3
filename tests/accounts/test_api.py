"""A token for a program."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts import services
from accounts.authentication import TOKEN_AGE
from accounts.types import Role


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.mark.django_db
def test_the_right_password_gives_a_token_that_is_kept(client: Client) -> None:
    services.create_user(username="agent1", password="correct horse", role=Role.AGENT, display_name="", scopes=[])
    tokens = {_ask(client, password="correct horse").json()["token"] for _ in range(2)}
    assert len(tokens) == 1


@pytest.mark.django_db
def test_a_wrong_password_is_a_problem_object(client: Client) -> None:
    answer = _ask(client, password="wrong")
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")


@pytest.mark.django_db
def test_trying_passwords_is_stopped(client: Client) -> None:
    assert [_ask(client, password=str(number)).status_code for number in range(6)] == [400] * 5 + [429]
    answer = _ask(client, password="correct horse")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")


@pytest.mark.django_db
def test_a_token_ends_and_a_new_one_is_given_on_request(client: Client) -> None:
    user = services.create_user(
        username="agent1", password="correct horse", role=Role.AGENT, display_name="", scopes=[]
    )
    Token.objects.create(user=user)
    made = timezone.now() - TOKEN_AGE / 2 + timedelta(minutes=1)
    Token.objects.update(created=made)
    first = _ask(client, password="correct horse").json()
    assert datetime.fromisoformat(first["expires_at"]) == made + TOKEN_AGE
    assert _status(client, first["token"]) == 200
    Token.objects.update(created=timezone.now() - TOKEN_AGE)
    assert _status(client, first["token"]) in (401, 403)
    second = _ask(client, password="correct horse").json()
    assert second["token"] != first["token"]
    assert _status(client, second["token"]) == 200


@pytest.mark.django_db
def test_a_token_past_half_of_its_age_is_replaced(client: Client) -> None:
    services.create_user(username="agent1", password="correct horse", role=Role.AGENT, display_name="", scopes=[])
    first = _ask(client, password="correct horse").json()["token"]
    Token.objects.update(created=timezone.now() - TOKEN_AGE / 2)
    assert _ask(client, password="correct horse").json()["token"] != first


def _ask(client: Client, *, password: str) -> Any:
    return client.post("/api/token/", {"username": "agent1", "password": password}, content_type="application/json")


def _status(client: Client, token: str) -> int:
    return client.get("/api/complaints/", headers={"Authorization": f"Token {token}"}).status_code
