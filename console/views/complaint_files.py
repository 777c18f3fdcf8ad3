"""Photos and files beside a complaint, and what other departments are asked about it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import selectors, services
from complaints.types import ComplaintDetail, State
from complaints.types.attachments import Purpose
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.complaint_actions import OFFICIALS, READERS, find, read_date, read_number
from console.worklist_shortcuts import SHORTCUTS
from districts.selectors import all_districts, departments_of
from feed.errors import DomainError
from korean.dates import SEOUL

PURPOSES = (Purpose.BEFORE, Purpose.AFTER, Purpose.RESULT, Purpose.SUPPLEMENT)
IN_HAND = (State.RECEIVED, State.IN_PROGRESS)
ASKED = ("department_code", "district_code", "question", "reply_by")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def files(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show the files beside a complaint, before and after side by side, and take in new ones."""
    now = timezone.now()
    try:
        detail = find(request, complaint_id, now)
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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def cooperation(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show whom the department has asked for help, and ask another one."""
    now = timezone.now()
    detail = find(request, complaint_id, now)
    if request.method != "POST":
        return render(request, "console/work/cooperation.html", _cooperation(request, detail))
    sent = {name: request.POST.get(name, "") for name in ASKED}
    try:
        services.ask_cooperation(
            complaint_id=complaint_id,
            user=request.user,
            version=read_number(request.POST.get("version", "")),
            department_code=sent["department_code"],
            question=sent["question"],
            reply_by=_end_of_day(sent["reply_by"], now),
            now=now,
        )
    except DomainError as error:
        context = _cooperation(request, find(request, complaint_id, now), sent)
        context["errors"] = error.extra.get("errors", {})
        return refused(request, "console/work/cooperation.html", context, error)
    context = _cooperation(request, find(request, complaint_id, now))
    response = render(request, "console/work/cooperation.html", context)
    return toast(tell_page(response, "complaint-facts"), _("협조를 요청했습니다."), "success")


@never_cache
@require_safe
@staff_page(*OFFICIALS)
def asked(request: StaffRequest) -> HttpResponse:
    """Show what other departments ask this one, the question due first on top."""
    return render(request, "console/work/asked_of_us.html", _asked_of_us(request))


@require_POST
@staff_page(*OFFICIALS)
def answer(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Answer the department that asked."""
    typed = request.POST.get("answer", "")
    try:
        services.answer_cooperation(
            task_id=task_id,
            user=request.user,
            version=read_number(request.POST.get("version", "")),
            answer=typed,
            now=timezone.now(),
        )
    except DomainError as error:
        context = _asked_of_us(request) | {"failed": task_id, "typed": typed}
        return refused(request, "console/work/asked_of_us.html", context, error)
    response = render(request, "console/work/asked_of_us.html", _asked_of_us(request))
    return toast(tell_page(response, "work-changed"), _("회신했습니다."), "success")


def _files(request: StaffRequest, detail: ComplaintDetail) -> dict[str, Any]:
    listed = selectors.attachments_of(complaint_id=detail.line.id, user=request.user)
    pictures = [file for file in listed if file.is_picture and file.link]
    return {
        "line": detail.line,
        "pictures": sorted(pictures, key=lambda file: (Purpose.names.index(file.purpose.name), file.at)),
        "others": [file for file in listed if file not in pictures],
        "purposes": PURPOSES,
        "may_attach": request.user.role in OFFICIALS and not detail.line.completed_at,
        "keys": SHORTCUTS,
    }


def _cooperation(request: StaffRequest, detail: ComplaintDetail, sent: dict[str, str] | None = None) -> dict[str, Any]:
    may_ask = request.user.role in OFFICIALS and detail.line.state in IN_HAND
    district = (sent or {}).get("district_code") or detail.line.district_code
    return {
        "line": detail.line,
        "tasks": detail.cooperation,
        "may_ask": may_ask,
        "districts": all_districts() if may_ask else [],
        "options": [(found.code, found.name) for found in departments_of(district_code=district)] if may_ask else [],
        "sent": {"district_code": district} | (sent or {}),
        "keys": SHORTCUTS,
    }


def _asked_of_us(request: StaffRequest) -> dict[str, Any]:
    return {"tasks": selectors.cooperation_asked(user=request.user, now=timezone.now())}


def _end_of_day(written: str, now: datetime) -> datetime | None:
    """Return the last moment of office hours of the day somebody wrote; None when it cannot be read."""
    day = read_date(written, now)
    return datetime.combine(day, datetime.min.time(), SEOUL) + timedelta(hours=18) if day else None
