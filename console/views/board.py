"""The supervisor's board: the live state at one glance, and what needs somebody's hand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import access_of
from accounts.types import Role
from complaints import selectors as complaints
from console.access import StaffRequest, staff_page
from console.answers import tell_page, toast
from console.city_map import CityMap, Shape, city_map
from console.remaining import with_remaining
from contacts import selectors as contacts
from feed.errors import DomainError
from knowledgebase import selectors as knowledgebase
from korean.dates import seoul_time
from messaging import selectors as messaging
from messaging import services as outbox
from messaging.types import DeliveryLine
from reporting import metrics
from reporting.selectors import live_board, surges
from reporting.types import DistrictRow
from routing.types import SeatState

READERS = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)
SETTLERS = (Role.SUPERVISOR, Role.ADMIN)
FAILED_SHOWN = 20
WAITING_SHOWN = 20
LONG_WAIT_MINUTES = 3
LEVELS = (1, 2, 4, 8)
SURGES_SHOWN = 8
GAPS_SHOWN = 6
CALL_BACKS_SHOWN = 6
OFFICES_ON_WALL = 6
GOAL = 80
"""The service level in per cent below which figures are shown as alarming."""


@never_cache
@require_safe
@staff_page(*READERS)
def page(request: StaffRequest) -> HttpResponse:
    """Show the board with the map of the city."""
    return render(request, "console/board/page.html", _figures(request, timezone.now()))


@never_cache
@require_safe
@staff_page(*READERS)
def figures(request: StaffRequest) -> HttpResponse:
    """Show the figures and lists as they are now, for a board that follows them."""
    return render(request, "console/board/figures.html", _figures(request, timezone.now()))


@never_cache
@require_safe
@staff_page(*READERS)
def gaps(request: StaffRequest) -> HttpResponse:
    """Show what citizens ask again and again that no article answers."""
    rising = [group for group in knowledgebase.unanswered(user=request.user) if len(group.gaps) > 1]
    return render(request, "console/board/gaps.html", {"gaps": rising[:GAPS_SHOWN], "more": len(rising) > GAPS_SHOWN})


@never_cache
@require_safe
@staff_page(*READERS)
def wall(request: StaffRequest) -> HttpResponse:
    """Show the few figures that a whole room reads from far away."""
    return render(request, "console/board/wall.html", _wall(request))


@never_cache
@require_safe
@staff_page(*READERS)
def wall_now(request: StaffRequest) -> HttpResponse:
    """Show the wall's figures as they are now."""
    return render(request, "console/board/wall_figures.html", _wall(request))


@require_POST
@staff_page(*SETTLERS)
def resend(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Send a message that did not get through once more."""
    return _settle(request, message_id, outbox.resend, _("다시 보냅니다."))


@require_POST
@staff_page(*SETTLERS)
def cancel(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Take a failed message off the list: it was settled another way."""
    return _settle(request, message_id, outbox.cancel, _("목록에서 내렸습니다."))


def _settle(request: StaffRequest, message_id: UUID, service: Any, told: str) -> HttpResponse:
    try:
        if not messaging.failed_messages(user=request.user).filter(pk=message_id).exists():
            raise outbox.NotPossibleNow
        service(message_id=message_id, user=request.user, now=timezone.now())
    except DomainError as error:
        return tell_page(toast(HttpResponse(status=204), str(error), "danger"), "board-changed")
    return tell_page(toast(HttpResponse(status=204), told, "success"), "board-changed")


def _wall(request: StaffRequest) -> dict[str, Any]:
    """Return the board, its figures, and the offices that need help most."""
    now = timezone.now()
    board = live_board(user=request.user, now=now)
    pressed = [row for row in _by_urgency(board.districts) if row.waiting]
    return {
        "board": board,
        "figures": metrics.figures(board.flow),
        "recent": metrics.figures(board.recent),
        "occupancy": metrics.occupancy(board.work),
        "pressed": pressed[:OFFICES_ON_WALL],
        "more": len(pressed) - OFFICES_ON_WALL,
        "present": board.present,
        "counts": {state.state: state.count for state in board.agents},
        "service_level_seconds": metrics.SERVICE_LEVEL_SECONDS,
        "goal": GOAL,
        "long_wait_seconds": 60 * LONG_WAIT_MINUTES,
        "now": now,
    }


def _by_urgency(rows: Iterable[DistrictRow]) -> list[DistrictRow]:
    """Return the offices with those on top that will let somebody wait too long, and of these the longest line."""
    return sorted(rows, key=lambda row: (not row.prediction.breach, -row.waiting, -row.longest_wait_seconds, row.code))


def _figures(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """Return the board, what each waiting contact is about, and what was brought to the user's attention."""
    board = live_board(user=request.user, now=now)
    drawn = city_map()
    waiting = board.lines[:WAITING_SHOWN]
    previews = contacts.previews(contact_ids=[line.contact_ref for line in waiting], user=request.user, now=now)
    names = {row.code: row for row in board.districts}
    escalated = complaints.escalations_for(user=request.user, now=now)
    access = access_of(user=request.user)
    today = seoul_time(now).date().isoformat()
    load = contacts.call_back_load(user=request.user, now=now)
    to_make = contacts.call_backs_to_make(user=request.user, limit=CALL_BACKS_SHOWN) if load.open else []
    surging = surges(user=request.user, now=now)[:SURGES_SHOWN]
    whole_city = access.district_codes is None and access.department_codes is None
    failed = list(messaging.failed_messages(user=request.user)[: FAILED_SHOWN + 1]) if whole_city else []
    return {
        "board": board,
        "map": drawn,
        "waiting": [(line, names.get(line.queue_code), previews.get(line.contact_ref)) for line in waiting],
        "long_wait_minutes": LONG_WAIT_MINUTES,
        "long_wait_seconds": 60 * LONG_WAIT_MINUTES,
        "more_waiting": board.waiting - len(waiting),
        "offices": _on_map(drawn, board.districts),
        "seats": sorted(board.seats, key=lambda seat: list(SeatState).index(seat.state)),
        "present": board.present,
        "escalated": with_remaining(lines=[found.line for found in escalated], now=now),
        "whole_city": whole_city,
        "failed": [_failure(messaging.delivery_line(message)) for message in failed[:FAILED_SHOWN]],
        "more_failed": len(failed) > FAILED_SHOWN,
        "may_settle": request.user.role in SETTLERS,
        "formulas": metrics.FORMULAS,
        "metrics": metrics.METRICS,
        "occupancy_formula": metrics.OCCUPANCY.formula,
        "figures": metrics.figures(board.flow),
        "recent": metrics.figures(board.recent),
        "occupancy": metrics.occupancy(board.work),
        "service_level_seconds": metrics.SERVICE_LEVEL_SECONDS,
        "goal": GOAL,
        "rows": [(row, metrics.figures(row.flow)) for row in _by_urgency(board.districts)],
        "breaches": sum(row.prediction.breach for row in board.districts),
        "today": f"first={today}&last={today}",
        "surges": surging,
        "marks": [(surge, *drawn.place(*surge.place)) for surge in surging if surge.place],
        "codes": access.district_codes,
        "call_back_load": load,
        "call_backs_to_make": to_make,
        "call_backs": contacts.call_back_promises(
            since=seoul_time(now).replace(hour=0, minute=0, second=0, microsecond=0),
            until=now,
            district_codes=access.district_codes,
            now=now,
        ),
        "now": now,
    }


def _on_map(drawn: CityMap, rows: tuple[DistrictRow, ...]) -> list[tuple[Shape, DistrictRow, int, int]]:
    """Return each office that is on the map with how strongly it is coloured, by who waits and by what is late: 0–4."""
    found = {row.code: row for row in rows}
    return [
        (shape, found[shape.code], _level(found[shape.code].waiting), _level(found[shape.code].overdue))
        for shape in drawn.shapes
        if shape.code in found
    ]


def _level(count: int) -> int:
    return sum(count >= limit for limit in LEVELS)


def _failure(line: DeliveryLine) -> tuple[DeliveryLine, str, str]:
    """Return the message with the kind and the id of what it belongs to."""
    kind, _colon, belongs_to = line.reference.partition(":")
    return line, kind, belongs_to
