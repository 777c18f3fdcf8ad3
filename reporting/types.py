"""What the board shows."""

from dataclasses import dataclass
from datetime import datetime

from routing.types import SeatView, WaitingLine


@dataclass(frozen=True)
class DistrictRow:
    """One district (or city hall) at this moment."""

    code: str
    name: str
    name_en: str
    waiting: int
    longest_wait_seconds: int
    open_complaints: int
    due_today: int
    overdue: int


@dataclass(frozen=True)
class AgentState:
    """How many agents are in one state."""

    state: str
    label: str
    count: int


@dataclass(frozen=True)
class Board:
    """The live state of the districts a supervisor may see, at `at`.

    `service_level` is in percent, it and `average_wait_seconds` are None when nobody has been answered. `lines` are the
    first of those who wait, the most urgent first; `waiting` counts them all. Every figure has its formula in
    `reporting.metrics.FORMULAS`.
    """

    at: datetime
    waiting: int
    longest_wait_seconds: int
    agents: tuple[AgentState, ...]
    seats: tuple[SeatView, ...]
    districts: tuple[DistrictRow, ...]
    lines: tuple[WaitingLine, ...]
    open_complaints: int
    due_today: int
    overdue: int
    completed_today: int
    answered_today: int
    abandoned_today: int
    service_level: float | None
    service_level_seconds: int
    average_wait_seconds: float | None
