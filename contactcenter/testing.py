"""pytest plugin: a throw-away PostgreSQL and Valkey for one test run, unless DATABASE_URL and REDIS_URL are given.

It works while being imported (`-p contactcenter.testing`): pytest-django reads the settings before any conftest.py.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from contactcenter.runtime import child
from contactcenter.runtime.postgres import Postgres
from contactcenter.runtime.service import Service, ServiceError
from contactcenter.runtime.valkey import Valkey
from contactcenter.translations import compile_translations

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 240
SERVICES_VARIABLE = "CONTACTCENTER_TEST_SERVICES"
OWN_DATABASE_VARIABLE = "CONTACTCENTER_TEST_OWN_DATABASE"
# To read all questions of the city's articles takes a core for a minute: products that tests start go by words alone.
WITHOUT_MODEL = {"CONTACTCENTER_MEANING": "off"}

_running: list[subprocess.Popen[bytes]] = []


def _start(service: Service, *, folder: Path) -> None:
    service.prepare()
    log = folder / f"{service.name}.log"
    with log.open("ab") as output:
        process = child.start(service.command(), environment=service.environment, output=output)
    _running.append(process)
    deadline = time.monotonic() + START_SECONDS
    while not service.ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise pytest.UsageError(f"{service.name} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)


def start_services() -> None:
    """Start what is needed once for this run, and set the environment.

    The processes of pytest-xdist share it, each with databases of its own: pytest-django names PostgreSQL's, here is
    Redis's. Raises pytest.UsageError with what a service printed when it does not start.
    """
    os.environ["CONTACTCENTER_ENV"] = "test"
    if os.environ.get(SERVICES_VARIABLE):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        os.environ["REDIS_URL"] = database_of_worker(os.environ["REDIS_URL"], worker=worker)
        return
    folder = Path(tempfile.mkdtemp(prefix="contactcenter-test-"))
    os.environ[SERVICES_VARIABLE] = str(folder)
    os.environ["CONTACTCENTER_VAR"] = str(folder)
    compile_translations(folder=ROOT / "locale")
    try:
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(var=folder, durable=False)
            _start(postgres, folder=folder)
            postgres.create_database()
            os.environ["DATABASE_URL"] = postgres.url
            os.environ[OWN_DATABASE_VARIABLE] = "1"
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(var=folder, durable=False)
            _start(valkey, folder=folder)
            os.environ["REDIS_URL"] = valkey.url
    except ServiceError as error:
        raise pytest.UsageError(str(error)) from error


def database_of_worker(redis_url: str, *, worker: str) -> str:
    """Return the Redis address with the database number of a pytest-xdist process: 1 for "gw0", 2 for "gw1"."""
    return f"{redis_url.partition('?')[0]}?db={int(worker.removeprefix('gw')) + 1}"


def once(name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that all processes of this run share, filled by the first that asks for it: `make(folder)`.

    The others wait meanwhile. What `make` raises goes to its caller, and the next one tries again.
    """
    folder = Path(os.environ[SERVICES_VARIABLE]) / name
    with folder.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def has_own_database() -> bool:
    """Return whether PostgreSQL was started for this run, which may then do with it what it likes."""
    return OWN_DATABASE_VARIABLE in os.environ


def pytest_unconfigure() -> None:
    """Stop what was started here and throw its data away."""
    if not _running:
        return
    for process in reversed(_running):
        child.ask(process, sign=signal.SIGINT)
        child.wait(process, grace_seconds=10)
    _running.clear()
    shutil.rmtree(os.environ.pop(SERVICES_VARIABLE), ignore_errors=True)


def free_port() -> int:
    """Return a loopback port that nobody listens on now, below those that connections are given for their own end."""
    while True:
        port = secrets.choice(range(20_000, 30_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Stack:
    """The whole product while it runs: `url` without a slash at its end, and what its programs print."""

    url: str
    var: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """What the programs have printed so far."""
        return (self.var / "log" / "contactcenter.log").read_text(encoding="utf-8", errors="replace")

    def environment(self) -> dict[str, str]:
        """Return the environment in which a command finds this product's services."""
        return clean_environment(var=self.var)

    def manage(self, *arguments: str, timeout_seconds: float = 120) -> str:
        """Run a command of manage.py with this product's services and return its output. Raises CalledProcessError."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
            timeout=timeout_seconds,
        )
        return done.stdout

    def pids(self) -> dict[str, int]:
        """Return the process ids of the programs: postgres, valkey, web, live, worker, beat, sandbox, front."""
        return dict(json.loads((self.var / "programs.json").read_text()))


def clean_environment(*, var: Path) -> dict[str, str]:
    """Return this environment as a user has it, with `var` for what is made while running."""
    ours = {"DATABASE_URL", "REDIS_URL", "CONTACTCENTER_ENV", "DJANGO_SETTINGS_MODULE"}
    ours |= {SERVICES_VARIABLE, OWN_DATABASE_VARIABLE}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("PYTEST_")}
    return (
        kept
        | {"CONTACTCENTER_VAR": str(var), "CONTACTCENTER_DURABLE": "0", "PYTHONWARNINGS": "default"}
        | WITHOUT_MODEL
    )


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Ask again and again until `condition()` holds. Raises TimeoutError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.2)


def answers(url: str, *, status: int = 200) -> bool:
    """Return whether a GET of `url` is answered with `status`."""
    try:
        return httpx.get(url, timeout=5).status_code == status
    except httpx.TransportError:
        return False


@contextmanager
def start_stack(
    *, var: Path, port: int, options: tuple[str, ...] = ("--fresh",), until: str = "/readyz"
) -> Iterator[Stack]:
    """Start the real product (`./run`) with all its programs and services in `var`; stop it at the end.

    It has started when the address `until` answers. Raises TimeoutError, with what it printed, after START_SECONDS.
    """
    output = var / "run.txt"
    with output.open("wb") as file:
        process = child.start(
            [sys.executable, "manage.py", "up", "--port", str(port), *options],
            environment=clean_environment(var=var),
            output=file,
            death_sign=signal.SIGTERM,
            folder=ROOT,
        )
    stack = Stack(url=f"http://127.0.0.1:{port}", var=var, process=process)

    def ready() -> bool:
        if process.poll() is not None:
            raise TimeoutError(f"the product ended at once:\n{output.read_text(errors='replace')}")
        return answers(f"{stack.url}{until}")

    try:
        try:
            wait_until(ready, seconds=START_SECONDS, what="ready")
        except TimeoutError as error:
            readiness = httpx.get(f"{stack.url}/readyz", timeout=5).text if answers(f"{stack.url}/healthz") else ""
            raise TimeoutError(f"{error}\n{readiness}\n{output.read_text(errors='replace')}") from error
        yield stack
    finally:
        child.ask(process, sign=signal.SIGTERM)
        child.wait(process, grace_seconds=60)


if "pytest" in sys.modules:
    start_services()
