"""`./run`: the whole product on one machine, from nothing to serving, until Ctrl-C."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contactcenter.runtime import environment, external, programs
from contactcenter.runtime.postgres import Postgres
from contactcenter.runtime.service import ServiceError
from contactcenter.runtime.supervisor import StartError, StopRequested, Supervisor
from contactcenter.runtime.valkey import Valkey

SERVICE_SECONDS = 90
SERVING_SECONDS = 120


@dataclass(frozen=True)
class Options:
    """What the command line chose.

    `var` holds everything that is made while running; `gateway` is what the practice gateway shares with the product;
    `durable=False` (tests only) trades the safety of the data for speed.
    """

    root: Path
    var: Path
    host: str
    port: int
    city: str
    fresh: bool
    demonstration: bool
    gateway: dict[str, str]
    durable: bool


class Steps:
    """Says what happens, with the seconds each step took."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.began = time.monotonic()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say `what` when it is done."""
        began = time.monotonic()
        yield
        self.say(f"  {time.monotonic() - began:5.1f} s  {what}")

    def total(self) -> float:
        """Return the seconds since the beginning."""
        return time.monotonic() - self.began


def port_is_free(*, host: str, port: int) -> bool:
    """Return whether a server can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def run(options: Options, *, say: Callable[[str], None]) -> int:
    """Start everything, serve until SIGINT or SIGTERM, stop everything. Return the exit code: 0 after a clean stop."""
    os.chdir(options.root)
    os.umask(0o077)  # data, log and accounts are for this user alone; every program inherits it
    lock = environment.claim(var=options.var)
    if lock is None:
        say(f"이미 실행 중입니다 / already running: {environment.who_runs(var=options.var)}")
        return 1
    if not port_is_free(host=options.host, port=options.port):
        say(
            f"{options.port} 번 포트를 다른 프로그램이 쓰고 있습니다: ./run --port 번호\n"
            f"port {options.port} on {options.host} is in use: choose another one with ./run --port NUMBER"
        )
        return 2
    url = programs.address(host=options.host, port=options.port) + "/"
    lock.write(f"{url} (pid {os.getpid()})")
    lock.flush()

    supervisor = Supervisor(
        log=options.var / "log" / "contactcenter.log",
        pids=options.var / "programs.json",
        say=lambda line: say(f"  {line}"),
    )
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, supervisor.request_stop)
    steps = Steps(say)
    try:
        _start(options, supervisor=supervisor, steps=steps, url=url)
        supervisor.watch()
    except StopRequested:
        pass
    except (ServiceError, StartError) as error:
        say(str(error))
        return 1
    finally:
        environment.services_file(var=options.var).unlink(missing_ok=True)
        say("멈추는 중 / stopping")
        supervisor.stop()
        lock.close()
        say("멈췄습니다 / stopped")
    return 0


def _start(options: Options, *, supervisor: Supervisor, steps: Steps, url: str) -> None:
    variables = {
        "PUBLIC_BASE_URL": os.environ.get("PUBLIC_BASE_URL", url.rstrip("/")),
        "CITY": options.city,
        "DEMONSTRATION": "1" if options.demonstration else "0",
    }
    variables |= _start_services(options, supervisor=supervisor, steps=steps)
    environment.write_services_file(var=options.var, variables=variables)

    base = dict(os.environ) | variables | {"CONTACTCENTER_VAR": str(options.var), "PYTHONUNBUFFERED": "1"}
    prepare = programs.prepare(environment=base, options=["--fresh"] if options.fresh else [])
    supervisor.run(prepare, show=steps.say)
    with steps.step("웹, 실시간 / web, live"):
        sockets = programs.sockets_in(var=options.var)
        for program in programs.serving(sockets=sockets, environment=base):
            supervisor.start(program)
        supervisor.start(
            programs.front(
                sockets=sockets,
                var=options.var,
                host=options.host,
                port=options.port,
                has_sandbox=options.demonstration,
            )
        )
        supervisor.wait_until(lambda: _answers(f"{url}healthz"), what="web", seconds=SERVING_SECONDS)
    # These need no one to wait for them: the first page comes sooner without them on the processor.
    for program in programs.background(environment=base):
        supervisor.start(program)
    if options.demonstration:
        shared = base | options.gateway
        supervisor.start(programs.sandbox(sockets=sockets, var=options.var, url=url.rstrip("/"), environment=shared))
    steps.say(f"  {steps.total():5.1f} s  {url}")
    accounts = options.var / "demonstration.txt"
    if options.demonstration and accounts.exists():
        steps.say(accounts.read_text(encoding="utf-8").rstrip())
    steps.say("Ctrl-C 로 멈춥니다 / Ctrl-C stops")


def _start_services(options: Options, *, supervisor: Supervisor, steps: Steps) -> dict[str, str]:
    """Start PostgreSQL and Valkey, or check the external ones, and return their addresses as variables."""
    database_url, redis_url = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if database_url:
        with steps.step("외부 PostgreSQL / external PostgreSQL"):
            external.check_postgres(url=database_url)
    else:
        with steps.step("PostgreSQL"):
            postgres = Postgres(var=options.var, durable=options.durable)
            postgres.prepare()
            supervisor.start(programs.service(postgres, stop_sign=signal.SIGINT))
            supervisor.wait_until(postgres.ready, what="PostgreSQL", seconds=SERVICE_SECONDS)
            postgres.create_database()
            database_url = postgres.url
    if redis_url:
        with steps.step("외부 Redis / external Redis"):
            external.check_redis(url=redis_url)
    else:
        with steps.step("Valkey"):
            valkey = Valkey(var=options.var, durable=options.durable)
            valkey.prepare()
            supervisor.start(programs.service(valkey, stop_sign=signal.SIGTERM))
            supervisor.wait_until(valkey.ready, what="Valkey", seconds=SERVICE_SECONDS)
            redis_url = valkey.url
    return {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
