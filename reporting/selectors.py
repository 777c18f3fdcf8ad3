"""The state of the contact centre, put together from what each app counts."""

from collections import Counter
from datetime import datetime

from accounts.models import User
from accounts.selectors import access_of
from complaints import selectors as complaints
from contacts import selectors as contacts
from districts.selectors import all_districts
from korean.dates import seoul_time
from reporting import metrics
from reporting.types import AgentState, Board, DistrictRow
from routing import selectors as routing
from routing.types import SeatState

LINES_SHOWN = 50


def live_board(*, user: User, now: datetime) -> Board:
    """Return the board of the districts that `user` may see: a fixed number of queries, whatever waits."""
    codes = access_of(user=user).district_codes
    loads = {load.code: load for load in routing.queue_loads(district_codes=codes)}
    due = {row.district_code: row for row in complaints.counts_of_districts(user=user, now=now)}
    seats = tuple(routing.seats(district_codes=codes, now=now))
    counts = complaints.counts_due(user=user, now=now)
    midnight = seoul_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    answering = contacts.answering(
        user=user,
        since=midnight,
        in_time_seconds=metrics.SERVICE_LEVEL_SECONDS,
        soon_seconds=metrics.SHORT_ABANDON_SECONDS,
    )
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
        answered_today=answering.answered,
        abandoned_today=answering.abandoned,
        service_level=metrics.service_level(
            answered_in_time=answering.answered_in_time,
            answered=answering.answered,
            abandoned=answering.abandoned,
            abandoned_soon=answering.abandoned_soon,
        ),
        service_level_seconds=metrics.SERVICE_LEVEL_SECONDS,
        average_wait_seconds=metrics.average_wait(
            total_wait_seconds=answering.total_wait_seconds, answered=answering.answered
        ),
    )


def _by_state(counted: Counter[SeatState]) -> tuple[AgentState, ...]:
    return tuple(AgentState(state.value, str(state.label), counted[state]) for state in SeatState)


def _seconds(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds())) if since else 0
