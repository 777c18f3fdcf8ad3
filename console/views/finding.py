"""Finding complaints by filters, keeping filters under a name, and taking what they leave as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from complaints import selectors, services
from complaints.types import Kind, Page, State
from complaints.types.lists import ExportFormat, ExportState, Sharing
from console.access import StaffRequest, staff_page
from console.answers import refusal_status
from console.remaining import with_remaining
from console.views.complaint_actions import OFFICIALS, READERS
from districts.selectors import all_districts, topics
from feed.errors import DomainError

NAMES = ("q", "state", "kind", "topic", "district", "official", "overdue", "open")
UNDER_WAY = (ExportState.QUEUED, ExportState.RUNNING)


@never_cache
@require_safe
@staff_page(*READERS)
def page(request: StaffRequest) -> HttpResponse:
    """Show the filters, what they leave, the filters kept under a name, and the user's files."""
    return render(request, "console/work/find.html", _page(request, request.GET))


@never_cache
@require_safe
@staff_page(*READERS)
def exports(request: StaffRequest) -> HttpResponse:
    """Show how far the user's files are."""
    return render(request, "console/work/exports.html", _exports(request))


@require_POST
@staff_page(*READERS)
def keep(request: StaffRequest) -> HttpResponse:
    """Keep the filters under a name."""
    code = request.POST.get("department", "")
    sharing = Sharing.DEPARTMENT if request.POST.get("shared") and code else Sharing.NOBODY
    return _done(
        request,
        lambda: services.save_view(
            user=request.user,
            name=request.POST.get("name", ""),
            filters=_filters(request.POST),
            sharing=sharing,
            code=code if sharing == Sharing.DEPARTMENT else "",
            now=timezone.now(),
        ),
    )


@require_POST
@staff_page(*READERS)
def forget(request: StaffRequest, view_id: UUID) -> HttpResponse:
    """Forget filters kept under a name."""
    return _done(request, lambda: services.forget_view(view_id=view_id, user=request.user))


@require_POST
@staff_page(*READERS)
def export(request: StaffRequest) -> HttpResponse:
    """Ask for a file with everything the filters leave."""
    wanted = request.POST.get("format", "")
    return _done(
        request,
        lambda: services.request_export(
            user=request.user,
            filters=_filters(request.POST),
            format=ExportFormat(wanted) if wanted in ExportFormat.values else ExportFormat.CSV,
            reason=request.POST.get("reason", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        ),
    )


def _done(request: StaffRequest, service: Any) -> HttpResponse:
    """Do what was pressed and lead back to the same filters; refused, everything typed is shown again."""
    try:
        service()
    except DomainError as error:
        context = _page(request, request.POST)
        context |= {"error": str(error), "errors": error.extra.get("errors", {}), "sent": request.POST}
        return render(request, "console/work/find.html", context, status=refusal_status(error))
    return redirect(f"{reverse('work-find')}?{_address(_filters(request.POST))}")


def _filters(given: QueryDict) -> dict[str, list[str]]:
    """Return the values of the filters that were sent; a box that nobody filled is none."""
    return {name: found for name in NAMES if (found := [value for value in given.getlist(name) if value])}


def _address(filters: Any) -> str:
    values = QueryDict(mutable=True)
    for name, given in filters.items():
        values.setlist(name, list(given))
    return values.urlencode()


def _page(request: StaffRequest, given: QueryDict) -> dict[str, Any]:
    now = timezone.now()
    filters = _filters(given)
    refusal, found = "", Page(lines=(), next_cursor="")
    if filters:
        try:
            found = selectors.listing(user=request.user, filters=filters, now=now, cursor=given.get("cursor", ""))
        except DomainError as error:
            texts = [text for messages in error.extra.get("errors", {}).values() for text in messages]
            refusal = " ".join([str(error), *texts])
    views = [(view, _address(view.filters)) for view in selectors.saved_views(user=request.user)]
    return _exports(request) | {
        "filters": filters,
        "chosen": {name: values[0] for name, values in filters.items()},
        "address": _address(filters),
        "rows": with_remaining(lines=found.lines, now=now),
        "next_cursor": found.next_cursor,
        "refusal": refusal,
        "views": views,
        "states": State,
        "kinds": Kind,
        "topics": topics(),
        "districts": all_districts(),
        "formats": ExportFormat,
        "one_department": request.user.role in OFFICIALS,
        "own_department": _own_department(found, request),
        "sent": {},
    }


def _own_department(found: Page, request: StaffRequest) -> str:
    """Return the department that filters may be shared with: that of an official's complaints."""
    if request.user.role not in OFFICIALS:
        return ""
    return next((line.department_code for line in found.lines), "")


def _exports(request: StaffRequest) -> dict[str, Any]:
    listed = selectors.exports_of(user=request.user)
    return {"exports": listed, "exporting": any(line.state in UNDER_WAY for line in listed)}
