"""What figures are made of, and what the board and the reports show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from korean.dates import seoul_time
from routing.types import SeatView, WaitingLine


@dataclass(frozen=True, slots=True)
class Flow:
    """How contacts that began to wait in some stretch of time went on. Everything in it can be added up.

    Numbers of contacts: `abandoned_soon` and `abandoned_in_time` are parts of `abandoned`; `handled` are answered and
    over; `matters` those of them that were about something (no duplicate, abuse or silence), `resolved` the matters
    told at once that did not come again; `relayed`, of those offered, came over a relay (107). Times: `wait` of those
    answered, `abandoned_wait` of those abandoned, `talk` and `wrap_up` of those handled.
    """

    offered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    abandoned_soon: int = 0
    abandoned_in_time: int = 0
    handled: int = 0
    transferred: int = 0
    matters: int = 0
    resolved: int = 0
    relayed: int = 0
    wait: timedelta = timedelta()
    abandoned_wait: timedelta = timedelta()
    talk: timedelta = timedelta()
    wrap_up: timedelta = timedelta()

    def __add__(self, other: Flow) -> Flow:
        """Return both together."""
        return Flow(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Flow)))

    @staticmethod
    def total(flows: Iterable[Flow]) -> Flow:
        """Return all of them together."""
        return sum(flows, Flow())


@dataclass(frozen=True, slots=True)
class Work:
    """What agents did in some stretch of time: how long in which state, how often they took what was offered, and the
    contacts that were closed in it. Everything in it can be added up."""

    ready: timedelta = timedelta()
    ringing: timedelta = timedelta()
    busy: timedelta = timedelta()
    wrapping: timedelta = timedelta()
    resting: timedelta = timedelta()
    training: timedelta = timedelta()
    away: timedelta = timedelta()
    gone: timedelta = timedelta()
    taken: int = 0
    declined: int = 0
    missed: int = 0
    handled: int = 0
    talk: timedelta = timedelta()
    wrap_up: timedelta = timedelta()

    def __add__(self, other: Work) -> Work:
        """Return both together."""
        return Work(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Work)))

    @staticmethod
    def total(parts: Iterable[Work]) -> Work:
        """Return all of them together."""
        return sum(parts, Work())


class Breakdown(models.TextChoices):
    """What the lines of a report stand for. By team and agent only what agents did can be told."""

    HOUR = "hour", _("시간")
    DAY = "day", _("일")
    MONTH = "month", _("월")
    DISTRICT = "district", _("기관")
    TOPIC = "topic", _("업무 분야")
    CHANNEL = "channel", _("채널")
    TEAM = "team", _("상담팀")
    AGENT = "agent", _("상담사")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time [since, until) and what of it is wanted: codes of a district, channel and topic, "" for all."""

    since: datetime
    until: datetime
    district: str = ""
    channel: str = ""
    topic: str = ""

    @property
    def last_day(self) -> date:
        """Return the last day of it in Seoul."""
        return seoul_time(self.until - timedelta(microseconds=1)).date()


Of = TypeVar("Of", Flow, Work)


@dataclass(frozen=True)
class Line(Generic[Of]):
    """One line of a report: a moment or a code (`key`), its name ("" for a moment), and what it adds up to."""

    key: Any
    label: str
    of: Of


@dataclass(frozen=True)
class Report(Generic[Of]):
    """Lines, their total, and when their newest quarter of an hour was counted (None: there is nothing)."""

    lines: tuple[Line[Of], ...]
    total: Of
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Goal:
    """What staffing is to reach: the share (0–1) answered within so many seconds, on one channel of an office or ("")
    of all; how many contacts an agent has at once, and the share (0–1) of paid time that goes into breaks and the like.
    """

    channel: str
    district: str = ""
    service_level: float = 0.8
    within_seconds: int = 20
    at_once: int = 1
    shrinkage: float = 0.3

    def on_duty(self, agents: int) -> int:
        """Return how many agents must be on duty so that so many sit ready on average."""
        return ceil(agents / (1 - self.shrinkage))


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One half-hour: contacts expected, agents needed at their seats and on duty, and what they would achieve."""

    starts_at: datetime
    expected: float
    handling_seconds: float
    agents: int
    on_duty: int
    service_level: float | None
    occupancy: float | None


@dataclass(frozen=True)
class Forecast:
    """The half-hours of a day, and what the expectation rests on: the days before, and their means in seconds."""

    day: date
    goal: Goal
    days: tuple[date, ...]
    handling_seconds: float | None
    patience_seconds: float | None
    lines: tuple[ForecastLine, ...]


@dataclass(frozen=True, slots=True)
class Surge:
    """More complaints of a topic than usual, in the city or (with `dong`, whose place is latitude and longitude) there.

    `count` in the last three hours against `usual`, the mean of the same hours of the seven days before.
    """

    topic: str
    dong: str
    district_code: str
    place: tuple[float, float] | None
    count: int
    usual: float
    ratio: float


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    PERCENT = "percent"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class OfficeFlow:
    """How contacts of one office went on: those that began to wait today, and those of the last half hour."""

    today: Flow = Flow()
    recent: Flow = Flow()


class Hindrance(models.TextChoices):
    """Why a queue cannot give its next contact to somebody at once."""

    NOTHING = "NOTHING", _("대기 중인 상담사가 있음")
    NO_SEAT = "NO_SEAT", _("이 기관을 먼저 맡는 상담사 없음")
    NOBODY_THERE = "NOBODY_THERE", _("자리에 있는 상담사 없음")
    ALL_WRAPPING_UP = "ALL_WRAPPING_UP", _("모두 후처리 중")
    ALL_BUSY = "ALL_BUSY", _("모두 상담 중")


@dataclass(frozen=True, slots=True)
class Prediction:
    """How long a contact that came now would wait (None: until somebody comes), whether those who wait will have waited
    too long, and what hinders."""

    seconds: int | None
    breach: bool
    hindrance: Hindrance


@dataclass(frozen=True)
class DistrictRow:
    """One district (or city hall) at this moment, and how today's contacts (`flow`) went on.

    `present` and `free` are agents who serve it first and are at work, or could take something now; `occupancy` is
    theirs over the last half hour, in per cent.
    """

    code: str
    name: str
    name_en: str
    waiting: int
    longest_wait_seconds: int
    open_complaints: int
    due_today: int
    overdue: int
    present: int
    free: int
    flow: Flow
    occupancy: float | None
    prediction: Prediction
    overflow_since: datetime | None


@dataclass(frozen=True)
class AgentState:
    """How many agents are in one state."""

    state: str
    label: str
    count: int


@dataclass(frozen=True)
class Board:
    """The live state of the districts a supervisor may see, at `at`.

    `flow` are the contacts that began to wait today, `recent` those of the last half hour, and `work` what the agents
    did in it; `reporting.metrics` makes figures of them. `lines` are the first of those who wait, the most urgent
    first; `waiting` counts them all, `present` the agents at work.
    """

    at: datetime
    waiting: int
    longest_wait_seconds: int
    agents: tuple[AgentState, ...]
    seats: tuple[SeatView, ...]
    present: int
    districts: tuple[DistrictRow, ...]
    lines: tuple[WaitingLine, ...]
    open_complaints: int
    due_today: int
    overdue: int
    completed_today: int
    flow: Flow
    recent: Flow
    work: Work
