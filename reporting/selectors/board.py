"""The state of the contact centre, put together from what each app counts."""

from collections import Counter
from collections.abc import Container, Iterable
from datetime import datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q

from accounts.models import User
from accounts.selectors import access_of
from complaints import selectors as complaints
from contacts.selectors import tallies
from districts.selectors import all_districts
from korean.dates import seoul_time
from reporting import metrics
from reporting.types import AgentState, Board, DistrictRow, Flow, OfficeFlow
from routing import selectors as routing
from routing.types import SeatState, SeatView

LINES_SHOWN = 50
RECENT = timedelta(minutes=30)
AT_WORK = (SeatState.FREE, SeatState.OFFERED, SeatState.BUSY)
COSTLY = ("transferred", "resolved")
"""Counts that look beyond the contact itself: for reports, not for a board that is fetched every few seconds."""


def live_board(*, user: User, now: datetime) -> Board:
    """Return the board of the districts that `user` may see: a fixed number of queries, whatever waits."""
    codes = access_of(user=user).district_codes
    loads = {load.code: load for load in routing.queue_loads(district_codes=codes)}
    due = {row.district_code: row for row in complaints.counts_of_districts(user=user, now=now)}
    seats = tuple(routing.seats(district_codes=codes, now=now))
    counts = complaints.counts_due(user=user, now=now)
    midnight = seoul_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    flows = _flows(codes, now=now, midnight=midnight)
    present = _serving(seats, AT_WORK)
    free = _serving(seats, (SeatState.FREE,))
    rows = tuple(
        DistrictRow(
            code=district.code,
            name=district.name,
            name_en=district.name_en,
            waiting=loads[district.code].waiting if district.code in loads else 0,
            longest_wait_seconds=_seconds(loads[district.code].oldest_at, now) if district.code in loads else 0,
            open_complaints=due[district.code].open if district.code in due else 0,
            due_today=due[district.code].today if district.code in due else 0,
            overdue=due[district.code].overdue if district.code in due else 0,
            present=present[district.code],
            free=free[district.code],
            flow=flows.get(district.code, OfficeFlow()).today,
        )
        for district in all_districts()
        if codes is None or district.code in codes
    )
    return Board(
        at=now,
        waiting=sum(row.waiting for row in rows),
        longest_wait_seconds=max((row.longest_wait_seconds for row in rows), default=0),
        agents=_by_state(Counter(seat.state for seat in seats)),
        seats=seats,
        districts=rows,
        lines=tuple(routing.waiting(district_codes=codes, limit=LINES_SHOWN)),
        open_complaints=counts.open,
        due_today=counts.today,
        overdue=counts.overdue,
        completed_today=counts.done,
        flow=Flow.total(flow.today for flow in flows.values()),
        recent=Flow.total(flow.recent for flow in flows.values()),
    )


def _flows(codes: frozenset[str] | None, *, now: datetime, midnight: datetime) -> dict[str, OfficeFlow]:
    """Return for each office how today's contacts went on, and those of the last half hour."""
    recent = ExpressionWrapper(Q(queued_at__gte=now - RECENT), output_field=BooleanField())
    begun = tallies.begun(since=midnight, district_codes=codes).annotate(recent=recent)
    found: dict[str, OfficeFlow] = {}
    for row in tallies.tally(begun, by=("office", "recent"), limits=metrics.LIMITS, without=COSTLY):
        office, is_recent = row.pop("office"), row.pop("recent")
        known, flow = found.get(office, OfficeFlow()), Flow(**row)
        found[office] = OfficeFlow(today=known.today + flow, recent=known.recent + flow if is_recent else known.recent)
    return found


def _serving(seats: Iterable[SeatView], states: Container[SeatState]) -> Counter[str]:
    """Count for each queue the seats in one of the states that serve it first."""
    return Counter(code for seat in seats if seat.state in states for code in seat.queue_codes)


def _by_state(counted: Counter[SeatState]) -> tuple[AgentState, ...]:
    return tuple(AgentState(state.value, str(state.label), counted[state]) for state in SeatState)


def _seconds(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds())) if since else 0
