"""A complaint for its citizen: how far it is, and once they have shown that it is theirs, what they can do about it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import selectors, services
from complaints.access import LinkInvalid
from complaints.types import PublicState, PublicStatus, State
from complaints.types.attachments import Purpose
from console import own_complaints, throttle
from console.answers import refusal_status
from feed.errors import DomainError

USUAL = (State.ACCEPTED, State.HANDED_OVER, State.RECEIVED, State.IN_PROGRESS, State.COMPLETED)
UNDER_WAY = (PublicState.FILED, PublicState.ACCEPTED, PublicState.IN_PROGRESS, PublicState.WAITING_FOR_YOU)
MORE_DAYS = 7


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
    found = selectors.own_complaint(token=token, now=timezone.now())
    return own_complaints.remember(request, redirect("status", token=token), complaint_id=found.id)


@never_cache
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the citizen may know of the complaint; the page follows its progress by itself."""
    try:
        context = _progress(token)
    except LinkInvalid as error:
        return render(request, "citizen/status_lookup.html", {"error": str(error)}, status=404)
    if request.headers.get("HX-Request"):
        return render(request, "citizen/status_body.html", context | {"fragment": True})
    return render(request, "citizen/status.html", context | _own(request, token))


@never_cache
@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the citizen can do about the complaint now, for a page that follows it."""
    try:
        return render(request, "citizen/own.html", {"token": token} | _own(request, token))
    except LinkInvalid as error:
        raise Http404 from error


@require_POST
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Take in the last four digits of the telephone with which somebody shows that the complaint is theirs."""
    try:
        found = selectors.own_complaint(token=token, now=timezone.now())
        with throttle.limited_lookup(number=found.number, address=request.META.get("REMOTE_ADDR", "")):
            if not selectors.is_theirs(token=token, last_digits=request.POST.get("digits", "")):
                raise selectors.NotFoundByNumber(_("전화번호 뒤 네 자리가 접수할 때의 번호와 다릅니다."))
    except LinkInvalid as error:
        raise Http404 from error
    except DomainError as error:
        context = _progress(token) | _own(request, token) | {"check_error": str(error)}
        return render(request, "citizen/status.html", context, status=refusal_status(error))
    return own_complaints.remember(request, redirect("status", token=token), complaint_id=found.id)


@require_POST
def act(request: HttpRequest, token: str, action: str) -> HttpResponse:
    """Do what the citizen pressed; refused, the page shows again everything they typed, with the reason beside it."""
    now = timezone.now()
    try:
        found = selectors.own_complaint(token=token, now=now)
    except LinkInvalid as error:
        raise Http404 from error
    if not own_complaints.is_shown(request, token=token, complaint_id=found.id):
        return redirect("status", token=token)
    service = _services(request, found.id, now).get(action)
    if service is None:
        raise Http404
    try:
        service()
    except DomainError as error:
        refusal = {"failed": action, "error": str(error), "errors": error.extra.get("errors", {})}
        context = _progress(token) | _own(request, token, typed=request.POST) | refusal
        return render(request, "citizen/status.html", context, status=refusal_status(error))
    return redirect(f"{redirect('status', token=token)['Location']}?done={action}")


def _services(request: HttpRequest, complaint_id: UUID, now: datetime) -> Mapping[str, Callable[[], Any]]:
    """Return what a citizen may press, with what they typed."""
    typed, points = request.POST, request.POST.get("points", "")
    return {
        "supplement": lambda: services.supplement_with_files(
            complaint_id=complaint_id,
            text=typed.get("text", ""),
            files=request.FILES.getlist("files"),
            now=now,
        ),
        "more-time": lambda: services.extend_supplement(complaint_id=complaint_id, user=None, days=MORE_DAYS, now=now),
        "withdraw": lambda: services.withdraw(
            complaint_id=complaint_id, user=None, reason=typed.get("reason", ""), now=now
        ),
        "reopen": lambda: services.reopen(complaint_id=complaint_id, user=None, text=typed.get("text", ""), now=now),
        "object": lambda: services.file_objection(complaint_id=complaint_id, text=typed.get("text", ""), now=now),
        "rate": lambda: services.rate(
            complaint_id=complaint_id,
            points=int(points) if points in {"1", "2", "3", "4", "5"} else 0,
            reason=typed.get("reason", ""),
            now=now,
        ),
    }


def _progress(token: str) -> dict[str, Any]:
    """Return what the link alone shows. Raises LinkInvalid."""
    found = selectors.public_status(token=token)
    under_way = found.public_state in UNDER_WAY
    return {
        "status": found,
        "token": token,
        "ahead": _ahead(found) if under_way else [],
        "under_way": under_way,
        "waits_for_citizen": found.public_state == PublicState.WAITING_FOR_YOU,
        "overdue": under_way and found.public_state != PublicState.WAITING_FOR_YOU and found.due_at < timezone.now(),
        **_files(token),
    }


def _files(token: str) -> dict[str, Any]:
    """Return what the department shows: pictures of before and after together, and the rest."""
    shown = [file for file in selectors.attachments_for_citizen(token=token) if file.link]
    before, after = (
        [file for file in shown if file.is_picture and file.purpose == purpose]
        for purpose in (Purpose.BEFORE, Purpose.AFTER)
    )
    together = bool(before and after)
    return {
        "before": before if together else [],
        "after": after if together else [],
        "files": [file for file in shown if not together or file not in (*before, *after)],
    }


def _ahead(found: PublicStatus) -> list[State]:
    reached = {step.state for step in found.steps}
    return [state for state in USUAL if state not in reached]


def _own(request: HttpRequest, token: str, *, typed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the citizen's part of the page: the check, or what they can do. Raises LinkInvalid."""
    found = selectors.own_complaint(token=token, now=timezone.now())
    shown = own_complaints.is_shown(request, token=token, complaint_id=found.id)
    return {
        "own": found if shown else None,
        "typed": typed or {},
        "done": request.GET.get("done", ""),
        "more_days": MORE_DAYS,
        "points": range(5, 0, -1),
    }
