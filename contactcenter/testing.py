"""pytest plugin: a throw-away PostgreSQL and Valkey for one test run, unless DATABASE_URL and REDIS_URL are given.

It works while being imported (`-p contactcenter.testing`): pytest-django reads the settings before any conftest.py.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from contactcenter.runtime import child
from contactcenter.runtime.postgres import Postgres
from contactcenter.runtime.service import Service, ServiceError
from contactcenter.runtime.valkey import Valkey

START_SECONDS = 120
SERVICES_VARIABLE = "CONTACTCENTER_TEST_SERVICES"

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
    """Start what is needed once for this run (the processes of pytest-xdist share it) and set the environment."""
    os.environ["CONTACTCENTER_ENV"] = "test"
    if os.environ.get(SERVICES_VARIABLE):
        return
    folder = Path(tempfile.mkdtemp(prefix="contactcenter-test-"))
    os.environ[SERVICES_VARIABLE] = str(folder)
    os.environ["CONTACTCENTER_VAR"] = str(folder)
    try:
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(var=folder, durable=False)
            _start(postgres, folder=folder)
            postgres.create_database()
            os.environ["DATABASE_URL"] = postgres.url
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(var=folder, durable=False)
            _start(valkey, folder=folder)
            os.environ["REDIS_URL"] = valkey.url
    except ServiceError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_unconfigure() -> None:
    """Stop what was started here and throw its data away."""
    if not _running:
        return
    for process in reversed(_running):
        child.ask(process, sign=signal.SIGINT)
        child.wait(process, grace_seconds=10)
    _running.clear()
    shutil.rmtree(os.environ.pop(SERVICES_VARIABLE), ignore_errors=True)


if "pytest" in sys.modules:
    start_services()
