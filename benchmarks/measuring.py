"""Processor time of the running product's programs, and a table with bounds."""

import contextlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
SLICE, LEAST_SLICES, WARMING = 20, 10, 40
SWEEPS_PASS_SECONDS, LONGEST_WAIT_SECONDS, QUIET_SECONDS = 65, 300, 10
QUIET = 0.08
"""The part of one processor that database and workers take together where they have nothing to do."""


def var_directory() -> Path:
    """Return the folder in which the running product keeps its state."""
    return Path(os.environ.get("CONTACTCENTER_VAR", ROOT / "var"))


class Programs:
    """The running programs, each with all the processes that it started.

    They are found by their parents: every process of PostgreSQL is a session of its own.
    """

    def __init__(self, *, var: Path) -> None:
        names = var / "programs.json"
        if not names.exists():
            sys.exit("nothing is running: start ./run first")
        leaders: dict[str, int] = json.loads(names.read_text(encoding="utf-8"))
        self._names = {leader: name for name, leader in leaders.items()}

    def cpu_seconds(self) -> dict[str, float]:
        """Return the processor seconds each program has used so far, with children that have ended."""
        used = dict.fromkeys(self._names.values(), 0.0)
        for name, _folder, fields in self._processes():
            used[name] += sum(int(field) for field in fields[11:15]) / TICKS
        return used

    def memory_megabytes(self) -> dict[str, float]:
        """Return the memory of each program, with pages that processes share divided among them."""
        used = dict.fromkeys(self._names.values(), 0.0)
        for name, folder, _fields in self._processes():
            try:
                lines = (folder / "smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            used[name] += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        return used

    def wait_until_quiet(self) -> float:
        """Wait until every sweep has had its turn and database and workers only look for work; return the seconds.

        Five minutes at most.
        """
        began = time.monotonic()
        time.sleep(SWEEPS_PASS_SECONDS)
        while time.monotonic() < began + LONGEST_WAIT_SECONDS:
            before = self.cpu_seconds()
            time.sleep(QUIET_SECONDS)
            after = self.cpu_seconds()
            if sum(after[name] - before[name] for name in ("postgres", "worker")) < QUIET * QUIET_SECONDS:
                break
        return time.monotonic() - began

    def _processes(self) -> Iterator[tuple[str, Path, list[str]]]:
        """Yield each process of each program: the program's name, the folder in /proc, what `stat` says after the name
        of the command."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                found[int(folder.name)] = folder, (folder / "stat").read_text().rpartition(")")[2].split()
        for pid, (folder, fields) in found.items():
            above = pid
            while above in found and above not in self._names:
                above = int(found[above][1][1])
            if above in self._names:
                yield self._names[above], folder, fields


@dataclass
class Cost:
    """Processor milliseconds per request of one kind, in the middle slice: web and what the database did for it, of
    that the database; what the whole database did, with tasks and sweeps meanwhile; how long the middle one took."""

    middle: float
    database: float
    meanwhile: float
    wall: float


def cost(programs: Programs, ask: Callable[[], object], *, database: Callable[[], float], seconds: float) -> Cost:
    """Ask again and again for so many seconds, one after the other, and return what one answer costs.

    `database` tells the processor seconds in which the database has answered the web so far.
    """
    for _warming in range(WARMING):
        ask()
    slices: list[tuple[float, float, float]] = []
    walls: list[float] = []
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at or len(slices) < LEAST_SLICES:
        before, asked_before = programs.cpu_seconds(), database()
        for _request in range(SLICE):
            started = time.perf_counter()
            ask()
            walls.append(time.perf_counter() - started)
        after, asked_after = programs.cpu_seconds(), database()
        used = (after["web"] - before["web"], asked_after - asked_before, after["postgres"] - before["postgres"])
        slices.append((used[0] + used[1], used[1], used[2]))
    middle, answered, whole = (1000 * statistics.median(column) / SLICE for column in zip(*slices, strict=True))
    return Cost(middle, answered, whole, 1000 * statistics.median(walls))


@dataclass(frozen=True)
class Figure:
    """One measured figure; `most` and `least` are the bounds that `--check` holds it to."""

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def held(self) -> bool:
        """Tell whether the figure is within its bounds."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)


def tell(figures: Iterable[Figure], *, check: bool) -> int:
    """Print the table and return the exit code: 1 when a bound is broken and `check` is asked for."""
    broken = False
    for figure in figures:
        bound = "" if figure.most is None else f"≤ {figure.most:g}"
        bound = bound if figure.least is None else f"≥ {figure.least:g}"
        mark = "" if figure.held else "  BROKEN"
        broken |= not figure.held
        print(f"{figure.name:58} {figure.value:10.2f} {figure.unit:8} {bound:10}{mark}")
    return 1 if broken and check else 0
