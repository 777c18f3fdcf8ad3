"""Starting a program so that it ends with the one who started it."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

TIED = Path(__file__).with_name("tied.py")


def start(
    command: list[str],
    *,
    environment: dict[str, str],
    output: int | IO[bytes],
    death_sign: signal.Signals = signal.SIGKILL,
    folder: Path | None = None,
    niceness: int = 0,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own; the kernel sends it `death_sign` when the calling thread ends.

    With a `niceness` (0–19) it gets a processor after those that have less.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(TIED), str(os.getpid()), str(int(death_sign)), str(niceness), *command],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def ask(process: subprocess.Popen[bytes], *, sign: signal.Signals) -> None:
    """Ask the process to end by the signal `sign`."""
    if process.poll() is None:
        process.send_signal(sign)


def wait(process: subprocess.Popen[bytes], *, grace_seconds: float) -> None:
    """Wait until the process has ended; end it by force after the grace time, with what it left in its session."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(grace_seconds)
    end_session(process)
    process.wait()


def end_session(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and of those it started in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
