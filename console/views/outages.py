"""Outages: the days on which nothing could be processed, left out of the clocks of whole districts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors import access_of
from accounts.types import Role
from complaints import selectors, services
from console.access import StaffRequest, staff_page
from console.answers import refused
from console.views.complaint_actions import read_date
from districts.selectors import all_districts
from feed.errors import DomainError

LOOKS_AFTER = (Role.SUPERVISOR, Role.ADMIN)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*LOOKS_AFTER)
def page(request: StaffRequest) -> HttpResponse:
    """Show the outages so far, and write a new one down; refused, it comes back as it was typed."""
    if request.method != "POST":
        return render(request, "console/outages/page.html", _outages(request))
    now = timezone.now()
    sent = {name: request.POST.get(name, "") for name in ("starts_on", "ends_on", "reason")}
    chosen = request.POST.getlist("district_codes")
    try:
        services.note_outage(
            user=request.user,
            starts_on=read_date(sent["starts_on"], now),
            ends_on=read_date(sent["ends_on"], now),
            district_codes=chosen,
            reason=sent["reason"],
            now=now,
        )
    except DomainError as error:
        context = _outages(request) | {"sent": sent, "chosen": chosen, "errors": error.extra.get("errors", {})}
        return refused(request, "console/outages/page.html", context, error)
    return redirect("outages")


@require_POST
@staff_page(*LOOKS_AFTER)
def running(request: StaffRequest) -> HttpResponse:
    """Show how many clocks the chosen districts have running."""
    count = selectors.clocks_running(
        user=request.user, district_codes=request.POST.getlist("district_codes"), now=timezone.now()
    )
    return render(request, "console/outages/running.html", {"count": count})


def _outages(request: StaffRequest) -> dict[str, Any]:
    mine = access_of(user=request.user).district_codes
    known = all_districts()
    names = {district.code: district.name for district in known}
    found = selectors.outages(user=request.user)
    return {
        "outages": [(outage, [names.get(code, code) for code in outage.district_codes]) for outage in found],
        "districts": [district for district in known if mine is None or district.code in mine],
        "sent": {},
        "chosen": [],
        "errors": {},
    }
