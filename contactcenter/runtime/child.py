"""Starting a program so that it ends with the one who started it."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def _die_with_parent(parent: int, sign: signal.Signals) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, sign)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def start(
    command: list[str],
    *,
    environment: dict[str, str],
    output: int | IO[bytes],
    death_sign: signal.Signals = signal.SIGKILL,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own; the kernel sends it `death_sign` when the calling thread ends."""
    return subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_die_with_parent(os.getpid(), death_sign),
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
