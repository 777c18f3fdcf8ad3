"""How long agents were in which state, cut into stretches of time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from reporting.policies.quarters import QUARTER, quarters
from reporting.types import Work
from routing.types import SeatSpanLine, SeatState

COLUMNS: Mapping[SeatState, str] = {
    SeatState.FREE: "ready",
    SeatState.OFFERED: "ringing",
    SeatState.BUSY: "busy",
    SeatState.WRAP_UP: "wrapping",
    SeatState.BREAK: "resting",
    SeatState.TRAINING: "training",
    SeatState.AWAY: "away",
    SeatState.GONE: "gone",
}
"""Where the time in each state of a seat is counted; who has gone home is not counted."""

Times = dict[str, Any]


def times_of(*, spans: Iterable[SeatSpanLine], since: datetime, until: datetime) -> dict[UUID, Work]:
    """Return how long each agent was in each state between two moments; what goes on still lasts until `until`."""
    found: dict[UUID, Times] = defaultdict(lambda: defaultdict(timedelta))
    for span in spans:
        column = COLUMNS.get(SeatState(span.state))
        length = min(span.ended_at or until, until) - max(span.started_at, since)
        if column and length > timedelta():
            found[span.user_id][column] += length
    return {user_id: Work(**times) for user_id, times in found.items()}


def times_by_quarter(
    *, spans: Iterable[SeatSpanLine], since: datetime, until: datetime
) -> dict[tuple[datetime, UUID], Work]:
    """Return the same for each quarter of an hour in [since, until)."""
    found: dict[tuple[datetime, UUID], Times] = defaultdict(lambda: defaultdict(timedelta))
    for span in spans:
        column = COLUMNS.get(SeatState(span.state))
        start, end = max(span.started_at, since), min(span.ended_at or until, until)
        if column is None or end <= start:
            continue
        for quarter in quarters(since=start, until=end):
            length = min(end, quarter + QUARTER) - max(start, quarter)
            found[quarter, span.user_id][column] += length
    return {key: Work(**times) for key, times in found.items()}
