"""Objections to refused complaints: those to be decided, and the decision."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from complaints import selectors, services
from complaints.types.objections import ObjectionOutcome
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.complaint_actions import OFFICIALS, READERS, find
from feed.errors import DomainError


@never_cache
@require_safe
@staff_page(*READERS)
def open_ones(request: StaffRequest) -> HttpResponse:
    """Show the objections that are to be decided, the one due first on top."""
    found = selectors.objections_open(user=request.user, now=timezone.now())
    return render(request, "console/work/objections.html", {"objections": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def objection(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show the objection to a refusal, decide on it, or take more time."""
    now = timezone.now()
    typed = {name: request.POST.get(name, "") for name in ("outcome", "answer", "reason")}
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "extend":
                services.extend_objection(complaint_id=complaint_id, user=request.user, reason=typed["reason"], now=now)
            else:
                services.decide_objection(
                    complaint_id=complaint_id,
                    user=request.user,
                    outcome=typed["outcome"],
                    answer=typed["answer"],
                    now=now,
                )
        except DomainError as error:
            refusal = error
    context = _objection(request, complaint_id)
    if refusal:
        context |= {"typed": typed, "errors": refusal.extra.get("errors", {})}
        return refused(request, "console/work/objection.html", context, refusal)
    response = render(request, "console/work/objection.html", context)
    if request.method != "POST":
        return response
    tell_page(response, "complaint-facts", "actions-changed", "work-changed")
    return toast(response, _("저장하고 시민에게 알렸습니다."), "success")


def _objection(request: StaffRequest, complaint_id: UUID) -> dict[str, Any]:
    now = timezone.now()
    detail = find(request, complaint_id, now, past=False)
    return {
        "line": detail.line,
        "objection": selectors.objection_of(complaint_id=complaint_id, now=now),
        "outcomes": ObjectionOutcome,
        "may_decide": request.user.role in OFFICIALS,
        "typed": {},
        "errors": {},
    }
