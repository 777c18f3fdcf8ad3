"""How the providers misbehave when told to."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PROVIDERS = ("gateway", "bizgo", "solapi", "nhn", "sens")


class Kind(Enum):
    """SLOW: waits, then accepts. FAIL: answers 503, accepts nothing. DROP: accepts, then breaks the connection.
    LATE: accepts, then answers after a while. DOWN: breaks every connection, accepts nothing. RATE_LIMIT: answers A020
    or the like, with `per_second` only to what comes beyond so many calls in any second. UNDELIVERED: accepts, and the
    receipt says no. RECEIPT_TWICE: posts each receipt twice. RECEIPT_LATE: posts receipts after a while. NO_RECEIPT:
    never posts one."""

    SLOW = "slow"
    FAIL = "fail"
    DROP = "drop"
    LATE = "late"
    DOWN = "down"
    RATE_LIMIT = "rate_limit"
    UNDELIVERED = "undelivered"
    RECEIPT_TWICE = "receipt_twice"
    RECEIPT_LATE = "receipt_late"
    NO_RECEIPT = "no_receipt"


class BrokenConnection(Response):
    """Begins an answer and breaks off: the client cannot know what became of its request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})


@dataclass
class Fault:
    """One fault: it befalls `share` (0 to 1) of the calls to `provider` ("": all), at most `times` (None: all);
    `seconds` where it waits, `per_second` where it is a ceiling."""

    kind: Kind
    provider: str
    share: float
    seconds: float
    times: int | None
    per_second: int | None = None
    taken: deque[float] = field(default_factory=deque, repr=False)

    def is_below_ceiling(self) -> bool:
        """Whether one more call is within what a second may see; then it counts."""
        now = time.monotonic()
        while self.taken and now - self.taken[0] >= 1:
            self.taken.popleft()
        if self.per_second is None or len(self.taken) >= self.per_second:
            return False
        self.taken.append(now)
        return True

    def as_json(self) -> dict[str, Any]:
        """Return the fault as it was switched on."""
        told = {"kind": self.kind.value, "provider": self.provider, "share": self.share, "seconds": self.seconds}
        return told | {"times": self.times, "per_second": self.per_second}


class Faults:
    """The faults that are on."""

    def __init__(self) -> None:
        self._on: dict[tuple[Kind, str], Fault] = {}

    def set(self, content: dict[str, Any]) -> None:
        """Switch a fault on: `{"kind", "provider"?, "share"?, "seconds"?, "times"?, "per_second"?}`. Raises ValueError,
        TypeError."""
        fault = Fault(
            kind=Kind(content["kind"]),
            provider=str(content.get("provider", "")),
            share=float(content.get("share", 1.0)),
            seconds=float(content.get("seconds", 0.0)),
            times=None if content.get("times") is None else int(content["times"]),
            per_second=None if content.get("per_second") is None else int(content["per_second"]),
        )
        if not 0 <= fault.share <= 1 or not 0 <= fault.seconds <= 600 or fault.provider not in ("", *PROVIDERS):
            raise ValueError("share is 0 to 1, seconds 0 to 600, provider one of " + ", ".join(PROVIDERS))
        self._on[fault.kind, fault.provider] = fault

    def clear(self) -> None:
        """Behave again."""
        self._on.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the faults that are on."""
        return [fault.as_json() for fault in self._on.values()]

    def strikes(self, kind: Kind, provider: str) -> bool:
        """Whether the fault befalls this call; it counts."""
        fault = self._on.get((kind, provider)) or self._on.get((kind, ""))
        if fault is None or fault.times == 0 or random.random() >= fault.share:  # noqa: S311
            return False
        if fault.per_second is not None and fault.is_below_ceiling():
            return False
        if fault.times is not None:
            fault.times -= 1
        return True

    def seconds(self, kind: Kind, provider: str) -> float:
        """Return the fault's seconds, if it befalls this call; otherwise 0."""
        if not self.strikes(kind, provider):
            return 0.0
        return (self._on.get((kind, provider)) or self._on[kind, ""]).seconds

    async def wait(self, kind: Kind, provider: str) -> None:
        """Wait the fault's seconds, if it befalls this call."""
        seconds = self.seconds(kind, provider)
        if seconds:
            await asyncio.sleep(seconds)

    async def around(
        self, provider: str, accept: Callable[[], Response], *, fail: Response, limited: Response
    ) -> Response:
        """Return what `accept` answers, unless a fault befalls the call before it or after it."""
        if self.strikes(Kind.DOWN, provider):
            return BrokenConnection()
        if self.strikes(Kind.FAIL, provider):
            return fail
        if self.strikes(Kind.RATE_LIMIT, provider):
            return limited
        await self.wait(Kind.SLOW, provider)
        response = accept()
        if self.strikes(Kind.DROP, provider):
            return BrokenConnection()
        await self.wait(Kind.LATE, provider)
        return response
