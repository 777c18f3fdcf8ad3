"""Many complaints with one press: a preview, and ten seconds to take it back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.selectors import holders_of
from accounts.types import Role
from complaints import selectors, services
from complaints.types.bulk import BulkAction
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page
from console.views.complaint_actions import OFFICIALS, read_number
from feed.errors import DomainError


@require_POST
@staff_page(*OFFICIALS)
def preview(request: StaffRequest) -> HttpResponse:
    """Show what would be done with which complaints."""
    return render(request, "console/work/bulk_preview.html", _preview(request))


@require_POST
@staff_page(*OFFICIALS)
def start(request: StaffRequest) -> HttpResponse:
    """Have it done in ten seconds."""
    try:
        bulk = services.ask_bulk(
            user=request.user,
            action=request.POST.get("action", ""),
            versions=_versions(request),
            official=_official(request),
            now=timezone.now(),
        )
    except DomainError as error:
        context = _preview(request) | {"errors": error.extra.get("errors", {})}
        return refused(request, "console/work/bulk_preview.html", context, error)
    return render(request, "console/work/bulk_state.html", {"bulk": _result(request, bulk.pk)})


@never_cache
@require_safe
@staff_page(*OFFICIALS)
def state(request: StaffRequest, bulk_id: UUID) -> HttpResponse:
    """Show how far it is: still to be taken back, or done, with what could not be done."""
    bulk = _result(request, bulk_id)
    response = render(request, "console/work/bulk_state.html", {"bulk": bulk})
    return response if bulk.state == "WAITING" else tell_page(response, "work-changed")


@require_POST
@staff_page(*OFFICIALS)
def undo(request: StaffRequest, bulk_id: UUID) -> HttpResponse:
    """Take it back."""
    try:
        services.undo_bulk(bulk_id=bulk_id, user=request.user, now=timezone.now())
    except DomainError as error:
        return refused(request, "console/work/bulk_state.html", {"bulk": _result(request, bulk_id)}, error)
    return render(request, "console/work/bulk_state.html", {"bulk": _result(request, bulk_id)})


def _preview(request: StaffRequest) -> dict[str, Any]:
    versions = _versions(request)
    lines = selectors.lines_of(complaint_ids=list(versions), user=request.user, now=timezone.now())
    wanted = request.POST.get("action", "")
    action = BulkAction(wanted) if wanted in BulkAction.values else BulkAction.RECEIVE
    return {
        "lines": lines,
        "versions": versions,
        "action": action,
        "actions": BulkAction,
        "officials": _colleagues(request, lines) if action == BulkAction.REASSIGN else [],
        "official": request.POST.get("official", ""),
    }


def _versions(request: StaffRequest) -> dict[UUID, int]:
    """Return the chosen complaints with the versions that were on the screen ("id:version")."""
    chosen = {}
    for written in request.POST.getlist("chosen"):
        identity, _colon, version = written.partition(":")
        try:
            chosen[UUID(identity)] = read_number(version)
        except ValueError:
            continue
    return chosen


def _colleagues(request: StaffRequest, lines: list[Any]) -> list[User]:
    departments = {line.department_code for line in lines}
    return [
        user
        for code in sorted(departments)
        for role in (Role.OFFICIAL, Role.HEAD)
        for user in holders_of(role=role, department_code=code)
    ]


def _official(request: StaffRequest) -> User | None:
    wanted = request.POST.get("official", "")
    lines = selectors.lines_of(complaint_ids=list(_versions(request)), user=request.user, now=timezone.now())
    return next((user for user in _colleagues(request, lines) if str(user.pk) == wanted), None) if wanted else None


def _result(request: StaffRequest, bulk_id: UUID) -> Any:
    found = selectors.bulk_result(bulk_id=bulk_id, user=request.user, now=timezone.now())
    if found is None:
        raise Http404
    return found
