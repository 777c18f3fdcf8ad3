"""How many agents a coming day needs, and which team each agent belongs to."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import selectors as accounts
from accounts import services
from accounts.selectors import access_of
from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import refusal_status
from console.report_table import forecast_rows
from console.views.reports import OVERSEERS, as_file
from districts.selectors import all_districts
from feed.errors import DomainError
from korean.dates import seoul_time
from messaging.types import CITIZEN_CHANNELS, Channel
from reporting import selectors
from reporting.types import Forecast, Goal

LEADERS = (Role.SUPERVISOR, Role.ADMIN)
CHATS_AT_ONCE = 3
HIGHEST_LEVEL = 99


@never_cache
@require_safe
@staff_page(*OVERSEERS)
def page(request: StaffRequest) -> HttpResponse:
    """Show for each half-hour of a day how many contacts are expected and how many agents that needs."""
    found = _forecast(request)
    codes = access_of(user=request.user).district_codes
    context = {
        "forecast": found,
        "goal": found.goal,
        "percent": round(100 * found.goal.service_level),
        "shrinkage": round(100 * found.goal.shrinkage),
        "highest": max((line.agents for line in found.lines), default=0),
        "districts": [info for info in all_districts() if codes is None or info.code in codes],
        "channels": [Channel(channel) for channel in CITIZEN_CHANNELS],
        "address": request.GET.urlencode(),
        "title": _("인력 예측"),
    }
    return render(request, "console/reports/staffing.html", context)


@never_cache
@require_safe
@staff_page(*OVERSEERS)
def file(request: StaffRequest) -> HttpResponse:
    """Send the same forecast as a file."""
    return as_file(request.GET.get("format", ""), forecast_rows(_forecast(request)), name="staffing")


@never_cache
@require_safe
@staff_page(*OVERSEERS)
def teams(request: StaffRequest) -> HttpResponse:
    """Show the teams, and who belongs to which today."""
    return render(request, "console/reports/teams.html", _teams(request))


@require_POST
@staff_page(*LEADERS)
def form_team(request: StaffRequest) -> HttpResponse:
    """Form a team."""
    given = request.POST
    return _done(
        request,
        lambda: services.create_team(
            by=request.user, name=given.get("name", ""), district_code=given.get("district", "")
        ),
    )


@require_POST
@staff_page(*LEADERS)
def join(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Let an agent belong to a team, or to none, from a day on."""
    given = request.POST
    return _done(
        request,
        lambda: services.join_team(
            by=request.user,
            user_id=user_id,
            team_id=_uuid(given.get("team", "")),
            on=_day(given.get("on", "")) or _today(),
        ),
    )


def _done(request: StaffRequest, service: Any) -> HttpResponse:
    try:
        service()
    except DomainError as error:
        context = _teams(request) | {"error": str(error), "sent": request.POST}
        return render(request, "console/reports/teams.html", context, status=refusal_status(error))
    return redirect("report-teams")


def _teams(request: StaffRequest) -> dict[str, Any]:
    codes = access_of(user=request.user).district_codes
    return {
        "teams": accounts.teams(user=request.user),
        "agents": accounts.agents(user=request.user, on=_today()),
        "districts": [info for info in all_districts() if codes is None or info.code in codes],
        "whole_city": codes is None,
        "may_lead": request.user.role in LEADERS,
        "today": _today(),
        "title": _("상담팀"),
    }


def _forecast(request: StaffRequest) -> Forecast:
    given = request.GET
    channel = given.get("channel", "")
    channel = channel if channel in CITIZEN_CHANNELS else Channel.PHONE
    goal = Goal(
        channel=channel,
        district=given.get("district", ""),
        service_level=_number(given.get("level", ""), 80, least=1, most=HIGHEST_LEVEL) / 100,
        within_seconds=_number(given.get("within", ""), 20, least=0, most=3_600),
        at_once=1 if channel in (Channel.PHONE, Channel.SIGN) else CHATS_AT_ONCE,
        shrinkage=_number(given.get("shrinkage", ""), 30, least=0, most=80) / 100,
    )
    day = _day(given.get("day", "")) or _today() + timedelta(days=1)
    return selectors.forecast(user=request.user, day=day, goal=goal)


def _number(written: str, otherwise: int, *, least: int, most: int) -> int:
    return min(max(int(written), least), most) if written.isdecimal() and len(written) < 6 else otherwise


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _today() -> date:
    return seoul_time(timezone.now()).date()
