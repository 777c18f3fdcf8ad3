"""The live hub: who listens to a stream hears it, in order, over a gap, and without Redis."""

import asyncio
import itertools
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection
from django.utils import timezone

from contactcenter.runtime import child
from contactcenter.runtime.valkey import Valkey
from feed import hints, services
from feed import hub as hub_module
from feed.hub import Hub
from feed.listener import FRAMES_WAITING
from feed.stream import server_sent_events
from feed.types import ACCESS_CHANGED, FeedEvent

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


class OwnValkey:
    """A server of this test's own, which it may kill."""

    def __init__(self, folder: Path) -> None:
        self.service = Valkey(var=folder, durable=False)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.service.prepare()
        self.process = child.start(
            self.service.command(), environment=self.service.environment, output=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while not self.service.ready():
            assert time.monotonic() < deadline

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnValkey]:
    with tempfile.TemporaryDirectory(prefix="cc-hub-") as folder:
        server = OwnValkey(Path(folder))
        server.start()
        client = redis.Redis.from_url(server.service.url, socket_timeout=1)
        monkeypatch.setattr(hints, "_client", lambda: client)
        yield server
        client.close()
        server.kill()


@sync_to_async
def publish(*streams: str, kind: str = "contact.message", now: datetime = NOW) -> None:
    services.publish(streams=streams, kind=kind, ids={"contact": "1"}, now=now)
    connection.close()


@sync_to_async
def tell_lost_hints(now: datetime) -> int:
    try:
        return services.tell_lost_hints(now=now)
    finally:
        connection.close()


@sync_to_async
def disconnect() -> None:
    connection.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def run(valkey: OwnValkey, scene: Callable[[Hub], Awaitable[None]]) -> None:
    """Play a scene with a running hub."""

    async def play() -> None:
        hub = Hub(redis_url=valkey.service.url)
        reader = asyncio.create_task(hub.run())
        try:
            await until(lambda: hub._last_hint != "")
            await scene(hub)
        finally:
            reader.cancel()
            await asyncio.wait([reader])
            await disconnect()

    asyncio.run(play())


class Screen:
    """One open screen that writes down what it receives."""

    def __init__(self, hub: Hub, *streams: str, last_event_id: str = "") -> None:
        self.received: list[str] = []
        self.last_event_id = ""
        self._task = asyncio.create_task(self._read(hub, frozenset(streams), last_event_id))

    async def _read(self, hub: Hub, streams: frozenset[str], last_event_id: str) -> None:
        async with aclosing(server_sent_events(hub=hub, streams=streams, last_event_id=last_event_id)) as events:
            async for chunk in events:
                for line in chunk.decode().splitlines():
                    if line.startswith("id: "):
                        self.last_event_id = line[4:]
                    elif line == "id:":
                        self.last_event_id = ""
                    elif line.startswith(("event: ", "data: [")):
                        self.received.append(line)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    def ended(self) -> bool:
        return self._task.done()

    def kinds(self) -> str:
        return " ".join(self.received)


def test_a_listener_hears_its_streams_and_no_other(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        screen = Screen(hub, "district:11680")
        await until(lambda: screen.received == ["event: ready"])
        await publish("district:11650", kind="not.mine")
        await publish("district:11680", "city", kind="mine")
        await until(lambda: "mine" in screen.kinds())
        assert "not.mine" not in screen.kinds()
        assert "city" not in screen.kinds()
        await screen.close()

    run(valkey, scene)


def test_a_reconnecting_screen_receives_what_it_missed_once(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        first = Screen(hub, "city")
        await until(lambda: first.received == ["event: ready"])
        await publish("city", kind="seen")
        await until(lambda: "seen" in first.kinds())
        await first.close()
        for number in range(5):
            await publish("city", kind=f"missed.{number}")
        again = Screen(hub, "city", last_event_id=first.last_event_id)
        await publish("city", kind="after")
        await until(lambda: "after" in again.kinds())
        kinds = [line.split('"')[3] for line in again.received if line.startswith("data")]
        assert kinds == [*(f"missed.{number}" for number in range(5)), "after"]
        await again.close()

    run(valkey, scene)


def test_a_screen_from_before_what_is_kept_is_told_to_start_afresh(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        await publish("city")
        screen = Screen(hub, "city", last_event_id="1-0")
        await until(lambda: "event: reset" in screen.received)
        await screen.close()

    run(valkey, scene)


def test_without_redis_events_still_arrive_and_the_screen_says_so(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        screen = Screen(hub, "city")
        await until(lambda: screen.received == ["event: ready"])
        valkey.kill()
        await until(lambda: "event: degraded" in screen.received)
        await publish("city", kind="from.the.log")
        await until(lambda: "from.the.log" in screen.kinds())
        valkey.start()
        await until(lambda: screen.received[-1] == "event: reset")
        await publish("city", kind="from.redis")
        await until(lambda: "from.redis" in screen.kinds())
        await screen.close()

    run(valkey, scene)


def test_a_hint_nobody_can_read_is_passed_over(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        screen = Screen(hub, "city")
        await until(lambda: screen.received == ["event: ready"])
        for entry in ({"events": "[[1]]"}, {"events": "{"}, {"other": "1"}):
            redis.Redis.from_url(valkey.service.url).xadd(hints.HINTS, entry)
        await publish("city", kind="after")
        await until(lambda: "after" in screen.kinds())
        await screen.close()

    run(valkey, scene)


def test_no_error_ends_the_reader(valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch) -> None:
    pass_on = Hub._pass_on
    broken = iter([RuntimeError("broken once")])

    def break_once(hub: Hub, hint: hub_module.Hint) -> None:
        for error in broken:
            raise error
        pass_on(hub, hint)

    monkeypatch.setattr(Hub, "_pass_on", break_once)

    async def scene(hub: Hub) -> None:
        screen = Screen(hub, "city")
        await until(lambda: screen.received == ["event: ready"])
        await publish("city", kind="breaks")
        await until(lambda: "event: reset" in screen.received)
        await publish("city", kind="after")
        await until(lambda: "after" in screen.kinds())
        await screen.close()

    run(valkey, scene)


def test_without_redis_and_without_the_log_the_reader_goes_on(
    valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads, calls = hub_module._heads, itertools.count()
    asked = 0

    async def away_once(streams: set[str]) -> dict[str, int]:
        nonlocal asked
        asked = next(calls)
        if not asked:
            raise OperationalError("the database is away")
        return await heads(streams)

    monkeypatch.setattr(hub_module, "_heads", away_once)

    async def scene(hub: Hub) -> None:
        screen = Screen(hub, "city")
        await until(lambda: screen.received == ["event: ready"])
        valkey.kill()
        await until(lambda: asked > 0)
        assert "event: degraded" in screen.received
        valkey.start()
        await until(lambda: screen.received[-1] == "event: reset")
        await screen.close()

    run(valkey, scene)


def test_who_missed_much_starts_afresh(valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "LONGEST_REPLAY", 3)

    async def scene(hub: Hub) -> None:
        await publish("city", kind="seen")
        await until(lambda: hub._last_hint != "0-0")
        seen = hub._last_hint
        for number in range(3):
            await publish("district:11680", kind=f"missed.{number}")
        assert hub.replay(after=seen, streams=frozenset({"city"})) == []
        await publish("district:11680", kind="one.too.many")
        await until(lambda: hub.replay(after=seen, streams=frozenset({"city"})) is None)

    run(valkey, scene)


def test_a_hint_is_read_once_for_all_screens(valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch) -> None:
    entries: list[bytes] = []

    def count(entry: bytes) -> list[FeedEvent]:
        entries.append(entry)
        return hints.events_of(entry)

    monkeypatch.setattr(hub_module, "events_of", count)

    async def scene(hub: Hub) -> None:
        screens = [Screen(hub, "city") for _ in range(3)]
        await until(lambda: len(hub._listeners) == 3)
        await publish("city", kind="told")
        await until(lambda: all("told" in screen.kinds() for screen in screens))
        assert len(entries) == 1
        for screen in screens:
            await screen.close()

    run(valkey, scene)


def test_a_screen_that_does_not_keep_up_is_cut_off(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        async def never_written() -> None:
            with hub.listening(["city"]):
                await asyncio.Event().wait()

        screen = asyncio.create_task(never_written())
        await until(lambda: hub.listeners == 1)
        entry = {"events": '[["city", 1, "told", {}]]'}
        client = redis.Redis.from_url(valkey.service.url)
        for _ in range(FRAMES_WAITING + 1):
            client.xadd(hints.HINTS, entry)
        client.close()
        await until(screen.cancelled)
        assert hub.listeners == 0

    run(valkey, scene)


def test_a_quiet_screen_goes_on_where_it_was(valkey: OwnValkey) -> None:
    """It heard nothing on its own streams, and yet it need not fetch everything again."""

    async def scene(hub: Hub) -> None:
        await publish("city")
        await until(lambda: hub._last_hint != "0-0")
        quiet = Screen(hub, "user:1")
        await until(lambda: quiet.last_event_id != "")
        await quiet.close()
        await publish("user:1", kind="missed")
        again = Screen(hub, "user:1", last_event_id=quiet.last_event_id)
        await until(lambda: "missed" in again.kinds())
        assert "event: reset" not in again.received
        await again.close()

    run(valkey, scene)


def test_nobody_goes_on_over_the_time_without_redis(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        await publish("city", kind="before")
        screen = Screen(hub, "city")
        await until(lambda: screen.last_event_id not in {"", "0-0"})
        before = screen.last_event_id
        valkey.kill()
        await until(lambda: hub.degraded)
        await until(lambda: screen.last_event_id == "")
        valkey.start()
        await until(lambda: screen.received[-1] == "event: reset")
        back = Screen(hub, "city", last_event_id=before)
        await until(lambda: "event: reset" in back.received)
        await screen.close()
        await back.close()

    run(valkey, scene)


def test_changed_rights_end_the_streams_of_whom_they_concern(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        hers, his = Screen(hub, "user:1", "city"), Screen(hub, "user:2", "city")
        await until(lambda: hub.listeners == 2)
        await publish("user:1", kind=ACCESS_CHANGED)
        await until(hers.ended)
        assert hers.received[-1] == "event: reset"
        assert not his.ended()
        await his.close()

    run(valkey, scene)


def test_a_lost_hint_is_told_again(valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(hub: Hub) -> None:
        screen = Screen(hub, "city")
        await until(lambda: hub.listeners == 1)
        now = timezone.now()
        assert await tell_lost_hints(now) == 0
        await until(lambda: screen.received.count("event: reset") == 1)
        with monkeypatch.context() as away:
            away.setattr(hints, "announce", lambda events: None)
            await publish("city", kind="lost", now=now)
        await publish("city", kind="told", now=now)
        await until(lambda: "told" in screen.kinds())
        assert await tell_lost_hints(now + timedelta(seconds=10)) == 1
        await until(lambda: "lost" in screen.kinds())
        assert await tell_lost_hints(now + timedelta(seconds=12)) == 0
        await tell_lost_hints(now + timedelta(minutes=5))
        await until(lambda: screen.received.count("event: reset") == 2)
        assert screen.kinds().count("lost") == 1
        await screen.close()

    run(valkey, scene)


def test_a_screen_that_leaves_is_forgotten(valkey: OwnValkey) -> None:
    async def scene(hub: Hub) -> None:
        screen = Screen(hub, "city")
        await until(lambda: len(hub._listeners) == 1)
        await screen.close()
        await until(lambda: not hub._listeners)

    run(valkey, scene)
