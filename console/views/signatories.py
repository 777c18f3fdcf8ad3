"""The list of signatures of a complaint of many people."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import services as accounts
from accounts.types import AccessAction, Role
from complaints import selectors, services
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.complaint_actions import OFFICIALS, READERS, find
from feed.errors import DomainError

MAY_LIST = (*OFFICIALS, Role.AGENT, Role.SUPERVISOR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def signatories(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show who signed, as far as the role may read it, and put the list down; who looked at it is recorded."""
    now = timezone.now()
    detail = find(request, complaint_id, now, past=False)
    listed = request.POST.get("listed", "")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            services.list_signatories(complaint_id=complaint_id, user=request.user, listed=listed, now=now)
        except DomainError as error:
            refusal = error
    found = selectors.signatories_of(complaint_id=complaint_id, user=request.user)
    if found.count:
        accounts.record_access(
            user=request.user,
            action=AccessAction.VIEW,
            subject_id=detail.citizen_id,
            target=f"signatories:{complaint_id}",
            address=request.META.get("REMOTE_ADDR", ""),
            now=now,
        )
    context = {
        "line": detail.line,
        "signatories": found,
        "may_list": request.user.role in MAY_LIST and not detail.line.completed_at,
    }
    if refusal:
        context |= {"listed": listed, "errors": refusal.extra.get("errors", {}).get("listed", [])}
        return refused(request, "console/work/signatories.html", context, refusal)
    response = render(request, "console/work/signatories.html", context)
    if request.method != "POST":
        return response
    return toast(tell_page(response, "complaint-facts"), _("연명부를 저장했습니다."), "success")
