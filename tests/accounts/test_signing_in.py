"""Passwords are not found by trying, at whichever door."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.test import Client

from accounts import services
from accounts.models import User
from accounts.services.signing_in import WRONG_PASSWORDS, WRONG_PASSWORDS_OF_ADDRESS
from accounts.types import Role

PASSWORD = "correct horse battery"
TOO_MANY = "15분 뒤에 다시"


def by_page(client: Client, username: str, password: str, **address: str) -> Any:
    return client.post("/login/", {"username": username, "password": password}, **address)


def by_administration(client: Client, username: str, password: str, **address: str) -> Any:
    return client.post("/admin/login/", {"username": username, "password": password}, **address)


def by_token(client: Client, username: str, password: str, **address: str) -> Any:
    given = {"username": username, "password": password}
    return client.post("/api/token/", given, content_type="application/json", **address)


DOORS = [by_page, by_administration, by_token]
Door = Callable[..., Any]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def boss(db: None) -> User:
    return services.create_user(username="boss", password=PASSWORD, role=Role.ADMIN, display_name="", scopes=[("", "")])


def opened(answer: Any) -> bool:
    return answer.status_code == 302 or (answer.status_code == 200 and b"expires_at" in answer.content)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("tried", DOORS)
def test_five_wrong_passwords_lock_the_name_at_every_door(boss: User, tried: Door, door: Door) -> None:
    for number in range(WRONG_PASSWORDS):
        assert not opened(tried(Client(), "boss", f"wrong {number}", REMOTE_ADDR=f"203.0.113.{number}"))
    answer = door(Client(), "boss", PASSWORD)
    assert not opened(answer)
    assert TOO_MANY in answer.content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_right_passwords_are_never_counted(boss: User, door: Door) -> None:
    for _ in range(WRONG_PASSWORDS_OF_ADDRESS + 1):
        assert opened(door(Client(), "boss", PASSWORD))


def test_a_right_password_forgets_the_wrong_ones(boss: User) -> None:
    for _ in range(3):
        for _ in range(WRONG_PASSWORDS - 1):
            by_page(Client(), "boss", "wrong")
        assert opened(by_page(Client(), "boss", PASSWORD))


def test_another_way_of_writing_the_name_is_the_same_name(boss: User) -> None:
    for name in ("boss", "Boss", "BOSS", "ｂｏｓｓ", "bOss"):
        by_token(Client(), name, "wrong")
    assert by_token(Client(), "boss", PASSWORD).status_code == 429


@pytest.mark.parametrize("addresses", [["203.0.113.7"] * 2, ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"]])
def test_one_password_tried_on_many_names_is_stopped_by_address(boss: User, addresses: list[str]) -> None:
    for number in range(WRONG_PASSWORDS_OF_ADDRESS):
        by_token(Client(), f"agent{number}", "password", REMOTE_ADDR=addresses[0])
    assert by_token(Client(), "boss", PASSWORD, REMOTE_ADDR=addresses[1]).status_code == 429
    assert by_token(Client(), "boss", PASSWORD, REMOTE_ADDR="198.51.100.1").status_code == 200


def test_without_redis_staff_can_sign_in(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise redis.ConnectionError("away")

    for name in ("add", "incr", "decr", "delete"):
        monkeypatch.setattr(f"django.core.cache.backends.redis.RedisCache.{name}", away)
    assert opened(by_token(Client(), "boss", PASSWORD))
