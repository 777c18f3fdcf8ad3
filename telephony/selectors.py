"""Read for exchanges: where a call should go."""

from dataclasses import replace
from datetime import datetime

from routing import services as routing
from telephony.policies import DEFAULT_ROUTE
from telephony.types import RouteAnswer


def route(*, dialled: str, now: datetime) -> RouteAnswer:
    """Return where a call to the number `dialled` should wait: its district's queue, or else city hall's.

    Writes nothing; decided in memory.
    """
    decision = routing.decide(text="", dialled=dialled, now=now)
    if not decision.district_code:
        return replace(DEFAULT_ROUTE, default=False)
    return replace(DEFAULT_ROUTE, queue=decision.district_code, district=decision.district_code, default=False)
