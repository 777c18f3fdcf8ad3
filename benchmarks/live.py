"""The live stream with many open consoles: how soon they hear of a commit, what that costs, and five deaths on the way.

    .venv/bin/python benchmarks/live.py [--consoles 1000] [--events 20] [--seconds 60] [--kills 5] [--check]

Starts a PostgreSQL (durable), a Valkey and the live process of its own, and throws them away. Consoles are agents of 26
districts and one supervisor in fifty; a conversation's events go to one agent, one district and the city, and once in a
second everybody is told something. Two parts: quiet (delays and processor time), and kills of the live process while
events go on. The consoles share the machine's cores with what is measured: processor time is that of the live process
alone, and delays include the consoles' own waiting for a core. Ends with 1 under --check where a bound is broken.
"""

import argparse
import asyncio
import contextlib
import json
import os
import queue
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import Figure, tell
from benchmarks.queues import FORK, cpu_of, services_of_its_own

DISTRICTS = [f"{number:05}" for number in range(11000, 11026)]
APPS = ("feed", "accounts", "sessions", "districts")
PROCESSES = 2
START_SECONDS = 60
SETTLING_SECONDS = 5.0
LIVE_OPTIONS = ("--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "2")
Key = tuple[str, int]


@dataclass
class Told:
    """What the writer committed: when (on the machine's monotonic clock), by stream and number."""

    at: dict[Key, float] = field(default_factory=dict)


@dataclass
class Console:
    """One open console: what it heard and when, and how often it had to begin anew."""

    cookie: str
    streams: tuple[str, ...]
    heard: dict[Key, float] = field(default_factory=dict)
    twice: int = 0
    resets: int = 0
    ready_at: list[float] = field(default_factory=list)
    last_event_id: str = ""

    async def stay(self, address: str) -> None:
        """Listen for ever, and come back like a browser when the stream breaks."""
        retry = 1.0
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                retry = await self._listen(address, retry)
            await asyncio.sleep(retry)

    async def _listen(self, address: str, retry: float) -> float:
        reader, writer = await asyncio.open_unix_connection(address)
        known = f"Last-Event-ID: {self.last_event_id}\r\n" if self.last_event_id else ""
        head = f"GET /live/events HTTP/1.1\r\nHost: live\r\nCookie: session={self.cookie}\r\n{known}\r\n"
        writer.write(head.encode())
        with contextlib.closing(writer):
            while line := (await reader.readline()).rstrip():
                if line.startswith(b"HTTP/1.1 ") and not line.startswith(b"HTTP/1.1 200"):
                    raise OSError(line.decode())
            while line := await reader.readline():
                if line.startswith(b"retry: "):
                    retry = int(line[7:]) / 1000
                else:
                    self._read(line)
        return retry

    def _read(self, line: bytes) -> None:
        if line.startswith(b"data: ["):
            now = time.monotonic()
            for stream, number, _, _ in json.loads(line[6:]):
                self.twice += (stream, number) in self.heard
                self.heard.setdefault((stream, number), now)
        elif line.startswith(b"id:"):
            self.last_event_id = line[3:].strip().decode()
        elif line == b"event: ready\n":
            self.ready_at.append(time.monotonic())
        elif line == b"event: reset\n":
            self.resets += 1


def hold_consoles(consoles: list[Console], address: str, ready: Event, stop: Event, answers: "Queue[object]") -> None:
    """Keep these consoles open until `stop`, and answer them with what they heard."""

    async def hold() -> None:
        screens = [asyncio.create_task(console.stay(address)) for console in consoles]
        while not all(console.ready_at for console in consoles):
            await asyncio.sleep(0.1)
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(0.1)
        for screen in screens:
            screen.cancel()
        await asyncio.wait(screens)

    asyncio.run(hold())
    answers.put(consoles)


@contextlib.contextmanager
def open_consoles(consoles: list[Console], address: str) -> Iterator[list[Console]]:
    """Open all consoles in processes of their own; the list that is yielded is filled when the block has ended."""
    from django.db import connections

    connections.close_all()
    stop, answers, filled = FORK.Event(), FORK.Queue(), list[Console]()
    processes, signs = [], []
    for part in range(PROCESSES):
        signs.append(FORK.Event())
        arguments = (consoles[part::PROCESSES], address, signs[-1], stop, answers)
        processes.append(FORK.Process(target=hold_consoles, args=arguments, daemon=True))
        processes[-1].start()
    for sign in signs:
        if not sign.wait(START_SECONDS + len(consoles) / 10):
            raise TimeoutError("not every console was opened")
    yield filled
    stop.set()
    for _ in processes:
        with contextlib.suppress(queue.Empty):
            filled.extend(answers.get(timeout=120))
    for process in processes:
        process.join(30)


class LiveProcess:
    """The live process, started as the product starts it, which may be killed."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "live.sock")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = ["uvicorn", "contactcenter.asgi:application", "--uds", self.address, *LIVE_OPTIONS]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *program], cwd=ROOT, env=os.environ | {"LIVE_SOCKET": self.address}
        )

    def answers(self) -> bool:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
            return probe.connect_ex(self.address) == 0

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def cpu_seconds(self) -> float:
        return cpu_of(self._process.pid) if self._process else 0.0


def make_consoles(number: int) -> list[Console]:
    """Make that many members of staff who have signed in."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.models import Scope, User
    from accounts.types import Role

    store = import_module(settings.SESSION_ENGINE).SessionStore
    users = [
        User(username=f"live{index}", password="!", role=Role.AGENT if index % 50 else Role.SUPERVISOR)
        for index in range(number)
    ]
    User.objects.bulk_create(users)
    consoles, scopes = [], []
    for index, user in enumerate(users):
        district = DISTRICTS[index % len(DISTRICTS)] if index % 50 else ""
        scopes.append(Scope(user=user, district_code=district))
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        place = f"district:{district}" if district else "city"
        consoles.append(Console(session.session_key, (f"user:{user.pk}", "staff", place)))
    Scope.objects.bulk_create(scopes)
    return consoles


def write_events(consoles: list[Console], told: Told, *, a_second: float, seconds: float) -> None:
    """Commit events for so long: a conversation's to its agent, district and city; each second one for everybody."""
    from django.db import transaction
    from django.utils import timezone

    from feed.services import publish, unit_of_work

    chooser, began = random.Random(1), time.monotonic()
    interval, number = 1 / a_second, 0
    while time.monotonic() < began + seconds:
        agent = chooser.choice(consoles)
        streams = {agent.streams[0], agent.streams[2], "city", f"contact:{uuid4()}"}
        if number % max(1, round(a_second)) == 0:
            streams = {"staff"}
        committed: list[float] = []
        with unit_of_work():
            transaction.on_commit(lambda committed=committed: committed.append(time.monotonic()))  # type: ignore[misc]
            publish(streams=streams, kind="contact.message", ids={"contact": str(uuid4())}, now=timezone.now())
        _keep(told, streams, committed[0])
        number += 1
        time.sleep(max(0.0, began + number * interval - time.monotonic()))


def _keep(told: Told, streams: set[str], at: float) -> None:
    from feed.selectors import heads

    told.at |= dict.fromkeys(heads(streams=streams).items(), at)


def quiet(options: argparse.Namespace, consoles: list[Console], live: LiveProcess) -> Iterator[Figure]:
    """Measure delays and processor time while nothing breaks."""
    told = Told()
    with open_consoles(consoles, live.address) as opened:
        used = live.cpu_seconds()
        write_events(consoles, told, a_second=options.events, seconds=options.seconds)
        time.sleep(SETTLING_SECONDS)
        used = live.cpu_seconds() - used
    delays = sorted(at - told.at[key] for console in opened for key, at in console.heard.items() if key in told.at)
    yield Figure("consoles", len(opened))
    yield Figure("events committed", len(told.at))
    yield Figure("deliveries", len(delays), least=1)
    for share in (0.5, 0.95, 0.99):
        bound = 250.0 if share == 0.99 else None
        yield Figure(f"commit to screen p{share * 100:.0f}", 1000 * delays[int(share * (len(delays) - 1))], "ms", bound)
    yield Figure("processor time per delivery", 1000 * used / max(1, len(delays)), "ms", 0.1)
    yield from _truth(opened, told)


def kills(options: argparse.Namespace, consoles: list[Console], live: LiveProcess) -> Iterator[Figure]:
    """Kill the live process again and again while events go on."""
    told, pause = Told(), max(options.seconds / 4, 8.0)
    with open_consoles(consoles, live.address) as opened:
        for _ in range(options.kills):
            write_events(consoles, told, a_second=options.events, seconds=1)
            live.kill()
            live.start()
            while not live.answers():
                write_events(consoles, told, a_second=options.events, seconds=0.5)
            write_events(consoles, told, a_second=options.events, seconds=pause)
        time.sleep(SETTLING_SECONDS)
    late = sorted(delay for console in opened for delay in _catching_up(console, told))
    returns = Counter(len(console.ready_at) for console in opened)
    yield Figure("kills", options.kills)
    yield Figure("consoles that came back each time", returns[options.kills + 1], least=len(opened))
    yield Figure("caught up after reconnect, slowest", max(late, default=0.0), "s", 2.0)
    yield Figure("screens told to fetch everything", sum(console.resets for console in opened))
    yield from _truth(opened, told)


def _catching_up(console: Console, told: Told) -> Iterator[float]:
    """How long after coming back the last event was heard that had been committed before."""
    for back in console.ready_at[1:]:
        missed = [at for key, at in console.heard.items() if at >= back and told.at.get(key, back) < back]
        yield max(missed, default=back) - back


def _truth(opened: list[Console], told: Told) -> Iterator[Figure]:
    missing = 0
    by_stream: dict[str, set[Key]] = {}
    for key in told.at:
        by_stream.setdefault(key[0], set()).add(key)
    for console in opened:
        for stream in console.streams:
            missing += len(by_stream.get(stream, set()) - console.heard.keys())
    yield Figure("events missing", missing, most=0)
    yield Figure("events heard twice", sum(console.twice for console in opened), most=0)


def main() -> None:
    """Run both parts and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--consoles", type=int, default=1000)
    parser.add_argument("--events", type=float, default=20, help="conversations' events committed in a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    ended_with = 0
    with services_of_its_own(*APPS), tempfile.TemporaryDirectory(prefix="contactcenter-live-") as folder:
        live = LiveProcess(Path(folder))
        live.start()
        try:
            consoles = make_consoles(options.consoles)
            for part in (quiet, kills):
                print(f"{part.__name__} …", file=sys.stderr, flush=True)
                ended_with |= tell(part(options, consoles, live), check=options.check)
                sys.stdout.flush()
        finally:
            live.kill()
    sys.exit(ended_with)


if __name__ == "__main__":
    main()
