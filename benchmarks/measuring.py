"""Processor time of the running product's programs, and a table with bounds."""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def var_directory() -> Path:
    """Return the folder in which the running product keeps its state."""
    return Path(os.environ.get("CONTACTCENTER_VAR", ROOT / "var"))


class Programs:
    """The running programs: each one is a session of its own, with all its workers in it."""

    def __init__(self, *, var: Path) -> None:
        names = var / "programs.json"
        if not names.exists():
            sys.exit("nothing is running: start ./run first")
        self._leaders: dict[str, int] = json.loads(names.read_text(encoding="utf-8"))

    def cpu_seconds(self) -> dict[str, float]:
        """Return the processor seconds each program has used so far, with children that have ended."""
        names = {leader: name for name, leader in self._leaders.items()}
        used = dict.fromkeys(self._leaders, 0.0)
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            name = names.get(int(fields[3]))
            if name:
                used[name] += sum(int(field) for field in fields[11:15]) / TICKS
        return used

    def memory_megabytes(self) -> dict[str, float]:
        """Return the memory of each program, with pages that processes share divided among them."""
        names = {leader: name for name, leader in self._leaders.items()}
        used = dict.fromkeys(self._leaders, 0.0)
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                session = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
                name = names.get(session)
                if name:
                    lines = (folder / "smaps_rollup").read_text().splitlines()
                    used[name] += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
            except OSError:
                continue
        return used


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
        print(f"{figure.name:44} {figure.value:10.2f} {figure.unit:8} {bound:10}{mark}")
    return 1 if broken and check else 0
