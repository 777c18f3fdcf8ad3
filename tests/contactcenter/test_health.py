import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from contactcenter import health
from contactcenter.tasks import BEAT_HEARTBEAT, KEPT_SECONDS, heartbeat


@pytest.fixture
def beating() -> None:
    """A worker and a beat that just gave a sign of life."""
    cache.clear()
    heartbeat()
    cache.set(BEAT_HEARTBEAT, timezone.now().timestamp(), KEPT_SECONDS)


def test_healthz_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


def test_readyz_tells_every_part(client: Client, db: None, beating: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.json()
    assert set(answer.json()["parts"]) == set(health.PARTS)


@pytest.mark.parametrize("age", [None, 120])
def test_readyz_misses_the_worker(client: Client, db: None, beating: None, age: int | None) -> None:
    if age is None:
        cache.delete("worker-heartbeat")
    else:
        cache.set("worker-heartbeat", timezone.now().timestamp() - age, KEPT_SECONDS)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert {name for name, part in parts.items() if not part["ok"]} == {"worker"}


def test_readyz_misses_redis_and_still_tells_the_others(client: Client, db: None, settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nonexistent/valkey.sock?db=0",
        }
    }
    answer = client.get("/readyz")
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert not parts["redis"]["ok"]
    assert parts["database"]["ok"]


def test_readyz_misses_the_live_process(client: Client, db: None, beating: None, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("LIVE_SOCKET", str(tmp_path / "nobody.sock"))
    assert not client.get("/readyz").json()["parts"]["live"]["ok"]
