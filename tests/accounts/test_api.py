"""A token for a program."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import services
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
    assert [_ask(client, password=str(number)).status_code for number in range(11)] == [400] * 10 + [429]


def _ask(client: Client, *, password: str) -> Any:
    return client.post("/api/token/", {"username": "agent1", "password": password}, content_type="application/json")
