"""How the gateway misbehaves when told to."""

import asyncio
import random
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """SLOW: waits, then accepts. FAIL: answers 503, accepts nothing. DROP: accepts, then breaks the connection.
    LATE: accepts, then answers after a while. DOWN: breaks every connection, accepts nothing. RATE_LIMIT: answers A020.
    UNDELIVERED: accepts, and the receipt says no. RECEIPT_TWICE: posts each receipt twice."""

    SLOW = "slow"
    FAIL = "fail"
    DROP = "drop"
    LATE = "late"
    DOWN = "down"
    RATE_LIMIT = "rate_limit"
    UNDELIVERED = "undelivered"
    RECEIPT_TWICE = "receipt_twice"


@dataclass
class Fault:
    """One fault: it befalls `share` (0 to 1) of the calls, at most `times` (None: all); `seconds` where it waits."""

    kind: Kind
    share: float
    seconds: float
    times: int | None


class Faults:
    """The faults that are on."""

    def __init__(self) -> None:
        self._on: dict[Kind, Fault] = {}

    def set(self, content: dict[str, Any]) -> None:
        """Switch a fault on: `{"kind", "share"?, "seconds"?, "times"?}`. Raises ValueError, TypeError."""
        fault = Fault(
            kind=Kind(content["kind"]),
            share=float(content.get("share", 1.0)),
            seconds=float(content.get("seconds", 0.0)),
            times=None if content.get("times") is None else int(content["times"]),
        )
        if not 0 <= fault.share <= 1 or not 0 <= fault.seconds <= 600:
            raise ValueError("share is 0 to 1, seconds 0 to 600")
        self._on[fault.kind] = fault

    def clear(self) -> None:
        """Behave again."""
        self._on.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the faults that are on."""
        return [asdict(fault) | {"kind": fault.kind.value} for fault in self._on.values()]

    def strikes(self, kind: Kind) -> bool:
        """Whether the fault befalls this call; it counts."""
        fault = self._on.get(kind)
        if fault is None or fault.times == 0 or random.random() >= fault.share:  # noqa: S311
            return False
        if fault.times is not None:
            fault.times -= 1
        return True

    async def wait(self, kind: Kind) -> None:
        """Wait the fault's seconds, if it befalls this call."""
        if self.strikes(kind):
            await asyncio.sleep(self._on[kind].seconds)
