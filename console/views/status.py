"""How far a complaint is, for the citizen who has its link or its number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from complaints import selectors
from complaints.access import LinkInvalid
from complaints.types import State
from console import throttle
from console.answers import refusal_status
from feed.errors import DomainError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask for the complaint's number and the telephone's last four digits, and lead to its page."""
    sent = {"number": request.POST.get("number", ""), "digits": request.POST.get("digits", "")}
    if request.method != "POST":
        return render(request, "citizen/status_lookup.html", sent)
    number, address = selectors.number_meant(written=sent["number"]), request.META.get("REMOTE_ADDR", "")
    try:
        with throttle.limited_lookup(number=number, address=address):
            token = selectors.token_by_number(written_number=sent["number"], last_digits=sent["digits"])
    except DomainError as error:
        context = sent | {"error": str(error)}
        return render(request, "citizen/status_lookup.html", context, status=refusal_status(error))
    return redirect("status", token=token)


@never_cache
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the citizen may know of the complaint; the page follows its progress by itself."""
    try:
        found = selectors.public_status(token=token)
    except LinkInvalid as error:
        return render(request, "citizen/status_lookup.html", {"error": str(error)}, status=404)
    reached = {step.state for step in found.steps}
    order = [State.ACCEPTED, State.HANDED_OVER, State.RECEIVED, State.IN_PROGRESS, State.COMPLETED]
    ahead = [state for state in order if state not in reached]
    if found.state == State.COMPLETED:
        ahead = []
    context: dict[str, Any] = {
        "status": found,
        "token": token,
        "ahead": ahead,
        "overdue": found.state != State.COMPLETED and found.due_at < timezone.now(),
    }
    fragment = bool(request.headers.get("HX-Request"))
    return render(request, "citizen/status_body.html" if fragment else "citizen/status.html", context)
