"""Keeps programs running: starts them, brings them back when they end, and leaves nothing behind."""

import json
import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from contactcenter.runtime import child

POLL_SECONDS = 0.1
STABLE_SECONDS = 60
LONGEST_BACKOFF_SECONDS = 30
LOG_BYTES, LOG_FILES = 10_000_000, 3


class StartError(Exception):
    """A program did not become ready; the message says which and shows its last lines."""


class StopRequested(Exception):
    """The user asked to stop while something was being started."""


@dataclass
class Program:
    """What to run and how to end it. `death_sign` is what the kernel sends it when the supervisor dies.

    `niceness`: how far it steps back behind the others (0–19).
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    stop_sign: signal.Signals = signal.SIGTERM
    death_sign: signal.Signals = signal.SIGKILL
    grace_seconds: float = 10
    niceness: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0, init=False)
    failures: int = field(default=0, init=False)
    restart_at: float | None = field(default=None, init=False)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs programs in the order in which they were started, and writes their process ids to the file `pids`.

    Every method is for the main thread only: a program ends with the thread that started it.
    """

    def __init__(self, *, log: Path, pids: Path, say: Callable[[str], None]) -> None:
        self.programs: list[Program] = []
        self.say = say
        self.log_path = log
        self.pids_path = pids
        self._stop = threading.Event()
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = logging.Logger("programs")
        handler = RotatingFileHandler(log, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        self._log.addHandler(handler)

    def request_stop(self, *_: object) -> None:
        """Ask `watch` (or the wait for readiness) to end; a signal handler."""
        self._stop.set()

    def start(self, program: Program) -> None:
        """Start a program and keep it running from now on."""
        self.programs.append(program)
        self._launch(program)

    def _launch(self, program: Program) -> None:
        program.restart_at = None
        program.started_at = time.monotonic()
        program.process = child.start(
            program.command,
            environment={"PGAPPNAME": program.name} | program.environment,  # pg_stat_activity shows who asks
            output=subprocess.PIPE,
            death_sign=program.death_sign,
            niceness=program.niceness,
        )
        self._write_pids()
        if program.process.stdout:
            reader = threading.Thread(target=self._copy, args=(program.name, program.process.stdout), daemon=True)
            reader.start()

    def _write_pids(self) -> None:
        pids = {program.name: program.process.pid for program in self.programs if program.process}
        unfinished = self.pids_path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(pids, indent=1))
        unfinished.rename(self.pids_path)

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._log.info("%-8s | %s", name, line.decode("utf-8", "replace").rstrip())

    def run(self, program: Program, *, show: Callable[[str], None]) -> None:
        """Run a program to its end, showing each line it prints. Raises StartError when it fails."""
        process = child.start(
            program.command,
            environment=program.environment,
            output=subprocess.PIPE,
            death_sign=program.death_sign,
        )
        program.process = process

        def read(stream: IO[bytes]) -> None:
            with stream:
                for line in stream:
                    text = line.decode("utf-8", "replace").rstrip()
                    self._log.info("%-8s | %s", program.name, text)
                    show(text)

        assert process.stdout is not None  # noqa: S101
        reader = threading.Thread(target=read, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            while process.poll() is None:
                self._check_stop()
                self._revive()
        finally:
            child.ask(process, sign=program.stop_sign)
            child.wait(process, grace_seconds=program.grace_seconds)
            reader.join(timeout=2)
        if process.returncode:
            raise StartError(f"{program.name} failed with {process.returncode}; its whole output is in {self.log_path}")

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float) -> None:
        """Wait until `ready()`, bringing back what ends meanwhile. Raises StartError after `seconds`."""
        deadline = time.monotonic() + seconds
        while not ready():
            self._check_stop()
            if time.monotonic() > deadline:
                raise StartError(f"{what} did not become ready within {seconds:.0f} seconds; see {self.log_path}")
            self._revive()

    def watch(self) -> None:
        """Bring back whatever ends, until a stop is requested."""
        while not self._stop.is_set():
            self._revive()

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise StopRequested

    def _revive(self) -> None:
        self._stop.wait(POLL_SECONDS)
        for program in self.programs:
            if program.running or self._stop.is_set():
                continue
            if program.restart_at is None:
                self._plan_restart(program)
            elif time.monotonic() >= program.restart_at:
                self._launch(program)

    def _plan_restart(self, program: Program) -> None:
        now = time.monotonic()
        assert program.process is not None  # noqa: S101
        child.end_session(program.process)  # its own children may still hold a socket or a queue
        program.failures = program.failures + 1 if now - program.started_at < STABLE_SECONDS else 1
        delay = min(LONGEST_BACKOFF_SECONDS, 0.25 * 2 ** (program.failures - 1))
        program.restart_at = now + delay
        message = f"{program.name} ended ({program.process.returncode}): started again in {delay:.1f} s"
        self._log.warning("%-8s | %s", "run", message)
        self.say(message)

    def stop(self) -> None:
        """End everything: the programs started last are asked first and together, the services after them."""
        self._stop.set()
        services = [program for program in self.programs if program.death_sign != signal.SIGKILL]
        others = [program for program in self.programs if program.death_sign == signal.SIGKILL]
        for group in (others, services):
            for program in reversed(group):
                if program.process:
                    child.ask(program.process, sign=program.stop_sign)
            deadline = time.monotonic() + max((program.grace_seconds for program in group), default=0)
            for program in reversed(group):
                if program.process:
                    remaining = max(0.1, deadline - time.monotonic())
                    child.wait(program.process, grace_seconds=remaining)
        self.pids_path.unlink(missing_ok=True)
