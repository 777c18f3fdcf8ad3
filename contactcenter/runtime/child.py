"""Starting a program so that it ends with the one who started it."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable
from typing import IO

PR_SET_PDEATHSIG = 1


def _die_with_parent(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def start(command: list[str], *, environment: dict[str, str], output: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own; the kernel ends it when this process (its starting thread) ends."""
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_die_with_parent(os.getpid()),
    )


def stop(process: subprocess.Popen[bytes], *, sign: signal.Signals, grace_seconds: float) -> None:
    """Ask the process to end by the signal `sign`, and end its whole session when it has not after the grace time."""
    if process.poll() is None:
        process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace_seconds)
    end_session(process)
    process.wait()


def end_session(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and of those it started in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
