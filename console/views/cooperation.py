"""What departments ask each other about a complaint, and the citizen's earlier complaints that resemble it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import Role
from complaints import selectors, services
from complaints.types import ComplaintDetail, State
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.complaint_actions import OFFICIALS, READERS, find, read_date, read_number
from console.worklist_shortcuts import SHORTCUTS
from districts.selectors import all_districts, departments_of
from feed.errors import DomainError
from korean.dates import SEOUL

IN_HAND = (State.RECEIVED, State.IN_PROGRESS)
ASKED = ("department_code", "district_code", "question", "reply_by")
MAY_LINK = (*OFFICIALS, Role.AGENT, Role.SUPERVISOR, Role.AUDITOR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def cooperation(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show whom the department has asked for help, and ask another one."""
    now = timezone.now()
    detail = find(request, complaint_id, now, past=False)
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
        context = _cooperation(request, find(request, complaint_id, now, past=False), sent)
        context["errors"] = error.extra.get("errors", {})
        return refused(request, "console/work/cooperation.html", context, error)
    return _told(request, complaint_id, _("협조를 요청했습니다."))


@require_POST
@staff_page(*OFFICIALS)
def cancel(request: StaffRequest, complaint_id: UUID, task_id: UUID) -> HttpResponse:
    """Take a question back: its answer is not needed any more."""
    version = read_number(request.POST.get("version", ""))
    try:
        services.cancel_cooperation(task_id=task_id, user=request.user, version=version, now=timezone.now())
    except DomainError as error:
        context = _cooperation(request, find(request, complaint_id, timezone.now(), past=False))
        return refused(request, "console/work/cooperation.html", context, error)
    return _told(request, complaint_id, _("협조 요청을 취소했습니다."))


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


@require_POST
@staff_page(*OFFICIALS)
def extend(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Tell the department that asked by when it will have the answer, and why not earlier."""
    now = timezone.now()
    written, reason = request.POST.get("reply_by", ""), request.POST.get("reason", "")
    try:
        services.extend_cooperation(
            task_id=task_id,
            user=request.user,
            version=read_number(request.POST.get("version", "")),
            reply_by=_end_of_day(written, now),
            reason=reason,
            now=now,
        )
    except DomainError as error:
        context = _asked_of_us(request) | {"extending": task_id, "reply_by": written, "reason": reason}
        context["errors"] = error.extra.get("errors", {})
        return refused(request, "console/work/asked_of_us.html", context, error)
    response = render(request, "console/work/asked_of_us.html", _asked_of_us(request))
    return toast(response, _("회신 기한을 늘렸습니다. 요청한 부서에 알렸습니다."), "success")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def similar(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show the citizen's earlier complaints that resemble this one, and link it to one: a person judges."""
    now = timezone.now()
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            services.link_repeated(
                complaint_id=complaint_id,
                user=request.user,
                version=read_number(request.POST.get("version", "")),
                earlier_id=_identity(request.POST.get("earlier", "")),
                now=now,
            )
        except DomainError as error:
            refusal = error
    detail = find(request, complaint_id, now, past=False)
    context = {
        "line": detail.line,
        "similar": selectors.similar(complaint_id=complaint_id, user=request.user, now=now),
        "may_link": request.user.role in MAY_LINK and not detail.line.completed_at,
    }
    if refusal:
        return refused(request, "console/work/similar.html", context, refusal)
    response = render(request, "console/work/similar.html", context)
    if request.method != "POST":
        return response
    tell_page(response, "complaint-facts", "actions-changed")
    return toast(response, _("같은 내용의 민원으로 연결했습니다."), "success")


def _told(request: StaffRequest, complaint_id: UUID, text: str) -> HttpResponse:
    detail = find(request, complaint_id, timezone.now(), past=False)
    response = render(request, "console/work/cooperation.html", _cooperation(request, detail))
    return toast(tell_page(response, "complaint-facts"), text, "success")


def _cooperation(request: StaffRequest, detail: ComplaintDetail, sent: dict[str, str] | None = None) -> dict[str, Any]:
    may_ask = request.user.role in OFFICIALS and detail.line.state in IN_HAND
    district = (sent or {}).get("district_code") or detail.line.district_code
    return {
        "line": detail.line,
        "tasks": selectors.cooperation_of(complaint_id=detail.line.id, user=request.user, now=timezone.now()),
        "may_ask": may_ask,
        "may_cancel": request.user.role in OFFICIALS,
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


def _identity(written: str) -> UUID:
    """Return the id that was pressed. Raises Http404 for what is none."""
    try:
        return UUID(written)
    except ValueError as error:
        raise Http404 from error
