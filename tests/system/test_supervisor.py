"""`./run`: one at a time, nothing lost from sight, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from contactcenter.testing import ROOT, Stack, answers, clean_environment, free_port, start_stack, wait_until

pytestmark = pytest.mark.system

BACK_SECONDS = 60
PROGRAMS = {"postgres", "valkey", "web", "live", "front", "worker", "beat", "sandbox"}


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
    [{"web", "live", "front", "worker", "beat", "sandbox"}, {"postgres", "valkey"}],
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


def test_nothing_is_left_after_a_killed_supervisor_and_after_ctrl_c(tmp_path: Path) -> None:
    with start_stack(var=tmp_path, port=free_port()) as killed:
        assert processes_of(tmp_path)
        os.kill(killed.process.pid, signal.SIGKILL)
        wait_until(lambda: not processes_of(tmp_path), seconds=20, what="no process of a killed supervisor")

    with start_stack(var=tmp_path, port=free_port(), until="/healthz") as stopped:
        assert (tmp_path / "services.env").exists()
        os.kill(stopped.process.pid, signal.SIGINT)
        assert stopped.process.wait(30) == 0
        assert processes_of(tmp_path) == {}
        assert not (tmp_path / "services.env").exists()
