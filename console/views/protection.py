"""Protection from abuse: the agent's warning and end, the supervisor's list."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.conversation import READERS, find, protection_of
from contacts import selectors, services
from feed.errors import DomainError

SUPERVISORS = (Role.SUPERVISOR, Role.ADMIN)
FIELDS = ("kind", "note", "key")


@require_POST
@staff_page(*READERS)
def warn(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Warn the citizen, and show what may be done next."""
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        services.warn_of_abuse(
            contact_id=contact_id,
            user=request.user,
            kind=sent["kind"],
            note=sent["note"],
            request_key=sent["key"][:64],
            now=timezone.now(),
        )
    except DomainError as error:
        context = protection_of(find(request, contact_id)) | {"abuse": sent}
        return refused(request, "console/protection.html", context, error)
    contact = find(request, contact_id)
    response = render(request, "console/protection.html", protection_of(contact) | {"abuse": sent | {"key": ""}})
    tell_page(response, f"live:contact:{contact_id}")
    return toast(response, _("경고를 전하고 기록했습니다."), "success")


@require_POST
@staff_page(*READERS)
def end(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """End the conversation, and go back to the desk for a rest."""
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        services.end_for_abuse(
            contact_id=contact_id, user=request.user, kind=sent["kind"], note=sent["note"], now=timezone.now()
        )
    except DomainError as error:
        context = protection_of(find(request, contact_id)) | {"abuse": sent}
        return refused(request, "console/protection.html", context, error)
    return HttpResponse(headers={"HX-Redirect": reverse("console") + "?protected"})


@never_cache
@require_safe
@staff_page(*SUPERVISORS, Role.AUDITOR)
def incidents(request: StaffRequest) -> HttpResponse:
    """Show what was done to protect agents, what nobody has looked after first."""
    return render(request, "console/incidents.html", _listed(request))


@require_POST
@staff_page(*SUPERVISORS)
def review(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """Note what is done for the agent."""
    measure = request.POST.get("measure", "")
    try:
        services.review_incident(incident_id=incident_id, user=request.user, measure=measure, now=timezone.now())
    except DomainError as error:
        if error.status == 404:
            raise Http404(str(error)) from error
        context = _listed(request) | {"reviewing": incident_id, "measure": measure}
        return refused(request, "console/incidents.html", context, error)
    return redirect("incidents")


def _listed(request: StaffRequest) -> dict[str, object]:
    return {"incidents": selectors.incidents(user=request.user), "reviews": request.user.role in SUPERVISORS}
