"""The supervisor's board: the live state at one glance, and what needs somebody's hand."""

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
from messaging import selectors as messaging
from messaging import services as outbox
from messaging.types import DeliveryLine
from reporting import metrics
from reporting.selectors import live_board
from reporting.types import DistrictRow
from routing.types import SeatState

READERS = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)
SETTLERS = (Role.SUPERVISOR, Role.ADMIN)
FAILED_SHOWN = 20
WAITING_SHOWN = 20
LONG_WAIT_MINUTES = 3
LEVELS = (1, 2, 4, 8)
AT_WORK = (SeatState.FREE, SeatState.OFFERED, SeatState.BUSY)


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


def _figures(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """Return the board, what each waiting contact is about, and what was brought to the user's attention."""
    board = live_board(user=request.user, now=now)
    drawn = city_map()
    waiting = board.lines[:WAITING_SHOWN]
    previews = contacts.previews(contact_ids=[line.contact_ref for line in waiting])
    names = {row.code: row for row in board.districts}
    escalated = complaints.escalations_for(user=request.user, now=now)
    access = access_of(user=request.user)
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
        "present": sum(state.count for state in board.agents if state.state in AT_WORK),
        "escalated": with_remaining(lines=[found.line for found in escalated], now=now),
        "whole_city": whole_city,
        "failed": [_failure(messaging.delivery_line(message)) for message in failed[:FAILED_SHOWN]],
        "more_failed": len(failed) > FAILED_SHOWN,
        "may_settle": request.user.role in SETTLERS,
        "formulas": metrics.FORMULAS,
        "figures": metrics.figures(board.flow),
        "service_level_seconds": metrics.SERVICE_LEVEL_SECONDS,
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
