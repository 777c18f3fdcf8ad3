"""Who of a department has how much, who is away, and who does their work."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from complaints import selectors, services
from console.access import StaffRequest, staff_page
from console.answers import refused, toast
from console.views.complaint_actions import OFFICIALS, read_date
from feed.errors import DomainError

FIELDS = ("official", "substitute", "starts_on", "ends_on")


@never_cache
@require_safe
@staff_page(*OFFICIALS)
def page(request: StaffRequest) -> HttpResponse:
    """Show the team: a head sees everybody's work, an official who is away when."""
    return render(request, "console/work/team_page.html", _team(request))


@require_POST
@staff_page(*OFFICIALS)
def note(request: StaffRequest) -> HttpResponse:
    """Write an absence down; refused, it comes back as it was typed."""
    now = timezone.now()
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    leads = request.user.role == Role.HEAD
    try:
        services.note_absence(
            user=request.user,
            official_id=_identity(sent["official"]) if leads else request.user.pk,
            substitute_id=_identity(sent["substitute"]),
            starts_on=read_date(sent["starts_on"], now),
            ends_on=read_date(sent["ends_on"], now),
            now=now,
        )
    except DomainError as error:
        context = _team(request) | {"sent": sent, "errors": error.extra.get("errors", {})}
        return refused(request, "console/work/team.html", context, error)
    return toast(render(request, "console/work/team.html", _team(request)), _("부재를 적었습니다."), "success")


@require_POST
@staff_page(*OFFICIALS)
def end(request: StaffRequest, absence_id: UUID) -> HttpResponse:
    """Somebody is back, or does not go."""
    try:
        services.end_absence(absence_id=absence_id, user=request.user, now=timezone.now())
    except DomainError as error:
        raise Http404(str(error)) from error
    return toast(render(request, "console/work/team.html", _team(request)), _("부재를 끝냈습니다."), "success")


def _team(request: StaffRequest) -> dict[str, Any]:
    now = timezone.now()
    leads = request.user.role == Role.HEAD
    people = selectors.colleagues(user=request.user)
    return {
        "leads": leads,
        "team": selectors.team(user=request.user, now=now) if leads else [],
        "people": people,
        "absences": selectors.absences_ahead(officials=[person.pk for person in people], now=now),
        "sent": {},
        "errors": {},
    }


def _identity(written: str) -> UUID | None:
    """Return the id of the person that was chosen; None for nobody."""
    try:
        return UUID(written)
    except ValueError:
        return None
