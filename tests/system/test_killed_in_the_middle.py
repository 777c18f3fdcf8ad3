"""Programs die without warning while a city is at work: nothing accepted is lost, nothing is sent or given twice."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from contactcenter.testing import ROOT, Stack, free_port, start_stack
from tests.prepared import copy_prepared

pytestmark = pytest.mark.system

MINUTES = 0.5
PER_MINUTE = 80
KILLS = ("worker", "valkey", "web", "live", "worker", "web", "sandbox", "beat")
PAUSE_SECONDS = 3.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """The real product, for this test alone."""
    with start_stack(var=copy_prepared(into=tmp_path_factory.mktemp("killed")), port=free_port()) as started:
        yield started


def test_nothing_is_lost_or_doubled_when_programs_are_killed(stack: Stack) -> None:
    simulation = subprocess.Popen(
        [sys.executable, "manage.py", "simulate", f"--minutes={MINUTES}", f"--contacts-per-minute={PER_MINUTE}"],
        cwd=ROOT,
        env=stack.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    killed = []
    for name in KILLS:
        time.sleep(PAUSE_SECONDS)  # not a wait for anything: the play goes on meanwhile
        killed.append(_kill(stack, name))
    report, _ = simulation.communicate(timeout=400)

    assert all(killed), "every program named must have been there to kill"
    assert simulation.returncode == 0, report
    counts = {line[:22].strip(): int(line[22:29]) for line in report.splitlines() if line[22:29].strip().isdigit()}
    assert counts["citizens taken in"] >= MINUTES * PER_MINUTE / 2, report
    assert counts["complaints"] > 0, report
    assert counts["messages to citizens"] > counts["citizens taken in"] / 2, report
    lost_or_doubled = (
        "lost contacts",
        "lost complaints",
        "lost messages",
        "messages sent twice",
        "given to two agents",
    )
    assert [counts[name] for name in lost_or_doubled] == [0] * len(lost_or_doubled), report

    statistics = httpx.get(f"{stack.url}/sandbox/v1/statistics", timeout=10).json()
    assert statistics["accepted"] == statistics["distinct_keys"]


def _kill(stack: Stack, name: str) -> bool:
    """Kill one program and everything it started; tell whether it was there."""
    pid = stack.pids().get(name)
    if not pid:
        return False
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
