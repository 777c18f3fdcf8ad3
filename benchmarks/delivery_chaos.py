"""What befalls the product in `benchmarks/delivery.py`: kills, freezes, providers that fail."""

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import httpx

FAULTS = (
    {"kind": "slow", "seconds": 3, "times": 40},
    {"kind": "drop", "times": 40},
    {"kind": "late", "seconds": 12, "times": 10},
    {"kind": "fail", "times": 60},
    {"kind": "rate_limit", "times": 60},
    {"kind": "receipt_twice", "times": 60},
)
PARTS = ("worker", "valkey", "web", "sandbox", "postgres")


class Chaos(threading.Thread):
    """Hurts one part after another until it has done `enough`; afterwards everything behaves again."""

    def __init__(self, *, var: Path, url: str) -> None:
        super().__init__()
        self.var, self.url = var, url
        self.hurts: Counter[str] = Counter()
        self.enough = threading.Event()
        self._dice = random.Random(7)

    def run(self) -> None:
        """Kill, freeze or spoil something every few seconds, everything once before anything again."""
        hurts: list[tuple[Callable[[Any], None], Any]] = [
            *((self._kill, part) for part in PARTS),
            *((self._freeze, part) for part in PARTS),
            *((self._fault, fault) for fault in FAULTS),
        ]
        self._dice.shuffle(hurts)
        for hurt, subject in chain.from_iterable(repeat(hurts)):
            if self.enough.wait(self._dice.uniform(3, 6)):
                break
            hurt(subject)
        self._clear_faults()

    def _pids(self, name: str) -> list[int]:
        leader = json.loads((self.var / "programs.json").read_text(encoding="utf-8")).get(name)
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if leader is not None and int(fields[3]) == leader:
                found.append(int(stat.parent.name))
        return found

    def _signal(self, pids: list[int], sign: signal.Signals) -> None:
        for pid in pids:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue

    def _kill(self, name: str) -> None:
        pids = self._pids(name)
        self._signal(pids, signal.SIGKILL)
        self.hurts[f"kill {name}"] += bool(pids)

    def _freeze(self, name: str) -> None:
        pids = self._pids(name)
        self._signal(pids, signal.SIGSTOP)
        self.enough.wait(self._dice.uniform(2, 5))
        self._signal(pids, signal.SIGCONT)
        self.hurts[f"freeze {name}"] += bool(pids)

    def _fault(self, fault: Mapping[str, object]) -> None:
        try:
            httpx.post(f"{self.url}/sandbox/v1/faults", json=fault, timeout=3, trust_env=False)
            self.hurts[f"gateway {fault['kind']}"] += 1
        except httpx.HTTPError:
            pass

    def _clear_faults(self) -> None:
        for _ in range(60):
            try:
                if httpx.delete(f"{self.url}/sandbox/v1/faults", timeout=5, trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(1)
