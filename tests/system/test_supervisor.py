"""`./run`: one at a time, nothing lost from sight, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import psycopg2
import pytest

from contactcenter.testing import ROOT, Stack, answers, clean_environment, free_port, start_stack, wait_until
from tests.prepared import copy_prepared

pytestmark = pytest.mark.system

BACK_SECONDS = 60
PROGRAMS = {"postgres", "valkey", "web", "live", "front", "worker", "dispatcher", "beat", "sandbox"}


def run_up(*, var: Path, port: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    environment = clean_environment(var=var)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def processes_of(var: Path) -> dict[int, str]:
    """The living processes whose command line or environment names `var`."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if command and os.fsencode(var) in command + environment:
            found[int(folder.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def test_all_programs_run_and_only_the_front_server_listens(live_stack: Stack) -> None:
    assert set(live_stack.pids()) == PROGRAMS
    readiness = httpx.get(f"{live_stack.url}/readyz").json()
    assert readiness["status"] == "ready"
    assert all(part["ok"] for part in readiness["parts"].values())


def test_what_is_made_while_running_is_for_its_owner_alone(live_stack: Stack) -> None:
    assert live_stack.var.stat().st_mode & 0o777 == 0o700
    made = [live_stack.var / name for name in ("sandbox.sqlite3", "demonstration.txt", "log", "log/contactcenter.log")]
    made += (live_stack.var / "valkey").rglob("*")
    assert {path: oct(path.stat().st_mode & 0o077) for path in made} == dict.fromkeys(made, "0o0")


def test_second_start_says_where_the_first_one_is(live_stack: Stack) -> None:
    second = run_up(var=live_stack.var, port=free_port())
    assert second.returncode == 1
    assert f"{live_stack.url}/ (pid {live_stack.process.pid})" in second.stdout


def test_busy_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run_up(var=tmp_path, port=port)
    assert done.returncode == 2
    assert f"port {port} on 127.0.0.1 is in use" in done.stdout
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    "names",
    [{"web", "live", "front", "worker", "dispatcher", "beat", "sandbox"}, {"postgres", "valkey"}],
    ids=["programs", "services"],
)
def test_killed_programs_come_back(live_stack: Stack, names: set[str]) -> None:
    before = live_stack.pids()
    for name in names:
        os.kill(before[name], signal.SIGKILL)

    def back() -> bool:
        now = live_stack.pids()
        return all(now[name] != before[name] for name in names) and answers(f"{live_stack.url}/readyz")

    wait_until(back, seconds=BACK_SECONDS, what=f"{names} back")
    others = {name for name, pid in live_stack.pids().items() if pid != before[name]} - names
    assert others <= {"beat"}  # it ends by itself when the database session with its lock is gone


def sessions(stack: Stack, query: str) -> list[int]:
    """The database sessions that the query names."""
    variables = dict(line.split("=", 1) for line in (stack.var / "services.env").read_text().splitlines())
    with closing(psycopg2.connect(variables["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return [pid for (pid,) in cursor.fetchall()]


def beat_session(stack: Stack) -> int:
    """The one session that holds the lock of the clock, or 0."""
    lock = "locktype = 'advisory' AND classid = 120 AND objid = 1 AND granted"
    holders = sessions(stack, f"SELECT pid FROM pg_locks WHERE {lock}")
    return holders[0] if len(holders) == 1 else 0


def waiting_clocks(stack: Stack) -> int:
    """How many sessions asked for the lock of the clock and did not get it."""
    asked = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_try_advisory_lock(120, 1)%'"
    return len(set(sessions(stack, asked)) - {beat_session(stack)})


def test_of_two_clocks_one_ticks_and_the_other_takes_over(live_stack: Stack) -> None:
    wait_until(lambda: beat_session(live_stack) != 0, seconds=BACK_SECONDS, what="a clock that ticks")
    first = beat_session(live_stack)
    command = [sys.executable, "manage.py", "beat"]
    second = subprocess.Popen(command, cwd=ROOT, env=live_stack.environment(), stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: waiting_clocks(live_stack) == 1, seconds=BACK_SECONDS, what="the second clock")
        assert beat_session(live_stack) == first
        os.kill(live_stack.pids()["beat"], signal.SIGKILL)
        wait_until(lambda: beat_session(live_stack) not in {0, first}, seconds=BACK_SECONDS, what="a clock again")
    finally:
        second.kill()
        second.wait()
    wait_until(lambda: answers(f"{live_stack.url}/readyz"), seconds=BACK_SECONDS, what="ready")


def test_nothing_is_left_after_a_killed_supervisor_and_after_ctrl_c(tmp_path: Path) -> None:
    with start_stack(var=copy_prepared(into=tmp_path), port=free_port()) as killed:
        assert processes_of(tmp_path)
        os.kill(killed.process.pid, signal.SIGKILL)
        wait_until(lambda: not processes_of(tmp_path), seconds=20, what="no process of a killed supervisor")

    with start_stack(var=tmp_path, port=free_port(), until="/healthz") as stopped:
        assert (tmp_path / "services.env").exists()
        os.kill(stopped.process.pid, signal.SIGINT)
        assert stopped.process.wait(30) == 0
        assert processes_of(tmp_path) == {}
        assert not (tmp_path / "services.env").exists()
