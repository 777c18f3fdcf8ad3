"""An official says where a complaint should have gone: it is learnt from, and moves nothing."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.types import Role
from complaints import selectors
from complaints.types import ComplaintDetail
from console.access import StaffRequest, staff_page
from console.answers import refused, toast
from districts import selectors as districts
from feed.errors import DomainError
from routing import services

LABELLERS = (Role.OFFICIAL, Role.HEAD, Role.SUPERVISOR, Role.ADMIN)
TEMPLATE = "console/work/label.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*LABELLERS)
def label(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show the form for where a complaint should have gone, and keep what is said."""
    try:
        detail = selectors.complaint(complaint_id=complaint_id, user=request.user, now=timezone.now())
    except DomainError as error:
        raise Http404(str(error)) from error
    context = _form(detail)
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    sent = {name: request.POST.get(name, "") for name in ("district", "topic", "reason")}
    try:
        services.label_decision(
            subject_ref=detail.contact_id or complaint_id,
            user=request.user,
            district_code=sent["district"],
            topic_code=sent["topic"],
            reason=sent["reason"],
            text=detail.body,
            now=timezone.now(),
        )
    except DomainError as error:
        return refused(request, TEMPLATE, context | {"label": sent}, error)
    return toast(render(request, TEMPLATE, context | {"learnt": True}), _("알려 주셔서 고맙습니다."), "success")


def _form(detail: ComplaintDetail) -> dict[str, Any]:
    line = detail.line
    return {
        "line": line,
        "districts": districts.all_districts(),
        "topics": districts.topics(),
        "label": {"district": line.district_code, "topic": line.topic_code, "reason": ""},
    }
