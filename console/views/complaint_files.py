"""Photos and files beside a complaint."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints import selectors, services
from complaints.types import ComplaintDetail
from complaints.types.attachments import Purpose
from console.access import StaffRequest, staff_page
from console.answers import refused, toast
from console.views.complaint_actions import OFFICIALS, READERS, find
from console.worklist_shortcuts import SHORTCUTS
from feed.errors import DomainError

PURPOSES = (Purpose.BEFORE, Purpose.AFTER, Purpose.RESULT, Purpose.SUPPLEMENT)
BEFORE_AND_AFTER = (Purpose.BEFORE, Purpose.AFTER)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def files(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show the files beside a complaint, before and after side by side, and take in new ones."""
    now = timezone.now()
    try:
        detail = find(request, complaint_id, now, past=False)
    except Http404:
        if request.headers.get("HX-Request") and request.method != "POST":
            return HttpResponse(status=204)
        raise
    if request.method != "POST":
        return render(request, "console/work/files.html", _files(request, detail))
    wanted = request.POST.get("purpose", "")
    purpose = Purpose(wanted) if wanted in Purpose.values else Purpose.RESULT
    try:
        services.attach(
            complaint_id=complaint_id,
            purpose=purpose,
            files=request.FILES.getlist("files"),
            by=request.user,
            now=now,
        )
    except DomainError as error:
        return refused(request, "console/work/files.html", _files(request, detail) | {"purpose": purpose}, error)
    response = render(request, "console/work/files.html", _files(request, detail))
    return toast(response, _("파일을 올렸습니다."), "success")


def _files(request: StaffRequest, detail: ComplaintDetail) -> dict[str, Any]:
    listed = selectors.attachments_of(complaint_id=detail.line.id, user=request.user)
    pictures = [file for file in listed if file.is_picture and file.link]
    before, after = ([file for file in pictures if file.purpose == purpose] for purpose in BEFORE_AND_AFTER)
    return {
        "line": detail.line,
        "before": before,
        "after": after,
        "pictures": sorted(
            (file for file in pictures if file.purpose not in BEFORE_AND_AFTER),
            key=lambda file: (Purpose.names.index(file.purpose.name), file.at),
        ),
        "others": [file for file in listed if file not in pictures],
        "purposes": PURPOSES,
        "may_attach": request.user.role in OFFICIALS and not detail.line.completed_at,
        "keys": SHORTCUTS,
    }
