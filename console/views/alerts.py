"""What somebody should have done by now, and the demand as a document."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.types import Role
from complaints import selectors
from console.access import StaffRequest, staff_page
from feed.errors import DomainError

HEARS = (Role.OFFICIAL, Role.HEAD, Role.SUPERVISOR, Role.AUDITOR)
READERS = (*HEARS, Role.ADMIN)


@never_cache
@require_safe
@staff_page(*HEARS)
def tasks(request: StaffRequest) -> HttpResponse:
    """Show what waits for the reader because a clock has run out or a notice did not arrive."""
    alerts = selectors.alerts_for(user=request.user, now=timezone.now())
    template = "console/alerts/list.html" if request.headers.get("HX-Request") else "console/alerts/page.html"
    return render(request, template, {"alerts": alerts})


@never_cache
@require_safe
@staff_page(*READERS)
def demand(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show the demand to the head of the department as it was issued, ready for paper."""
    try:
        letter = selectors.demand_letter(complaint_id=complaint_id, user=request.user)
    except DomainError as error:
        raise Http404(str(error)) from error
    return render(request, "console/alerts/demand.html", {"letter": letter, "complaint_id": complaint_id})
