"""The state of the contact centre, put together from what each app counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from accounts.models import User
from accounts.selectors import access_of
from complaints import selectors as complaints
from complaints.types import DistrictCounts
from contacts.selectors import tallies
from districts.selectors import all_districts
from districts.types import DistrictInfo
from korean.dates import seoul_time
from reporting import metrics
from reporting.policies.prediction import AT_WORK, predict
from reporting.policies.presence import times_of
from reporting.types import AgentState, Board, DistrictRow, Flow, OfficeFlow, Work
from routing import selectors as routing
from routing.types import QueueLoad, SeatState, SeatView

LINES_SHOWN = 50
RECENT = timedelta(minutes=30)
COSTLY = ("transferred", "resolved")
"""Counts that look beyond the contact itself: for reports, not for a board that is fetched every few seconds."""


def live_board(*, user: User, now: datetime) -> Board:
    """Return the board of the districts that `user` may see: a fixed number of queries, whatever waits."""
    codes = access_of(user=user).district_codes
    loads = {load.code: load for load in routing.queue_loads(district_codes=codes, now=now)}
    due = {row.district_code: row for row in complaints.counts_of_districts(user=user, now=now)}
    seats = tuple(routing.seats(district_codes=codes, now=now))
    counts = complaints.counts_due(user=user, now=now)
    midnight = seoul_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    flows = _flows(codes, now=now, midnight=midnight)
    serving_us = None if codes is None else [seat.user_id for seat in seats]
    spans = routing.seat_spans(since=now - RECENT, until=now, user_ids=serving_us)
    work = times_of(spans=spans, since=now - RECENT, until=now)
    serving = _by_queue(seats)
    rows = tuple(
        _row(
            district,
            load=loads.get(district.code),
            due=due.get(district.code),
            seats=serving.get(district.code, ()),
            work=work,
            flow=flows.get(district.code, OfficeFlow()).today,
            now=now,
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
        present=sum(seat.state in AT_WORK for seat in seats),
        districts=rows,
        lines=tuple(routing.waiting(district_codes=codes, limit=LINES_SHOWN)),
        open_complaints=counts.open,
        due_today=counts.today,
        overdue=counts.overdue,
        completed_today=counts.done,
        flow=Flow.total(flow.today for flow in flows.values()),
        recent=Flow.total(flow.recent for flow in flows.values()),
        work=Work.total(work.values()),
    )


def _flows(codes: frozenset[str] | None, *, now: datetime, midnight: datetime) -> dict[str, OfficeFlow]:
    """Return for each office how today's contacts went on, and those of the last half hour."""
    recent = ExpressionWrapper(Q(queued_at__gte=now - RECENT), output_field=BooleanField())
    begun = tallies.begun(since=midnight, district_codes=codes).filter(queued_at__lte=now).annotate(recent=recent)
    found: dict[str, OfficeFlow] = {}
    for row in tallies.tally(begun, by=("office", "recent"), limits=metrics.LIMITS, without=COSTLY):
        office, is_recent = row.pop("office"), row.pop("recent")
        known, flow = found.get(office, OfficeFlow()), Flow(**row)
        found[office] = OfficeFlow(today=known.today + flow, recent=known.recent + flow if is_recent else known.recent)
    return found


def _row(
    district: DistrictInfo,
    *,
    load: QueueLoad | None,
    due: DistrictCounts | None,
    seats: Sequence[SeatView],
    work: Mapping[UUID, Work],
    flow: Flow,
    now: datetime,
) -> DistrictRow:
    waiting = load.waiting if load else 0
    longest = _seconds(load.oldest_at, now) if load else 0
    return DistrictRow(
        code=district.code,
        name=district.name,
        name_en=district.name_en,
        waiting=waiting,
        longest_wait_seconds=longest,
        open_complaints=due.open if due else 0,
        due_today=due.today if due else 0,
        overdue=due.overdue if due else 0,
        present=sum(seat.state in AT_WORK for seat in seats),
        free=sum(seat.state == SeatState.FREE for seat in seats),
        flow=flow,
        occupancy=metrics.occupancy(Work.total(work.get(seat.user_id, Work()) for seat in seats)),
        prediction=predict(
            waiting=waiting,
            longest_wait_seconds=longest,
            seats=[seat.state for seat in seats],
            handling_seconds=metrics.handling_time(flow),
            within_seconds=metrics.SERVICE_LEVEL_SECONDS,
        ),
        overflow_since=load.overflow_since if load else None,
    )


def _by_queue(seats: Iterable[SeatView]) -> dict[str, list[SeatView]]:
    """Return for each queue the seats that serve it first."""
    found: dict[str, list[SeatView]] = defaultdict(list)
    for seat in seats:
        for code in seat.queue_codes:
            found[code].append(seat)
    return found


def _by_state(counted: Counter[SeatState]) -> tuple[AgentState, ...]:
    return tuple(AgentState(state.value, str(state.label), counted[state]) for state in SeatState)


def _seconds(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds())) if since else 0
