"""The wordings of plans and results that a department uses again."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import access_of
from complaints import selectors, services
from complaints.types.replies import ReplyUse
from console.access import StaffRequest, staff_page
from console.answers import refused, toast
from console.views.complaint_actions import OFFICIALS
from districts.selectors import department_names, topics
from feed.errors import DomainError

FIELDS = ("reply", "department_code", "topic_code", "use", "name", "text")


@never_cache
@require_safe
@staff_page(*OFFICIALS)
def page(request: StaffRequest) -> HttpResponse:
    """Show the wordings of the department, and a form for a new one."""
    return render(request, "console/work/replies_page.html", _replies(request))


@never_cache
@require_safe
@staff_page(*OFFICIALS)
def edit(request: StaffRequest, reply_id: UUID) -> HttpResponse:
    """Show one wording in the form."""
    context = _replies(request)
    found = next((reply for reply in context["replies"] if reply.id == reply_id), None)
    if found is None:
        raise Http404
    sent = {
        "reply": str(found.id),
        "department_code": found.department_code,
        "topic_code": found.topic_code,
        "use": found.use.value,
        "name": found.name,
        "text": found.text,
    }
    return render(request, "console/work/replies.html", context | {"sent": sent})


@require_POST
@staff_page(*OFFICIALS)
def save(request: StaffRequest) -> HttpResponse:
    """Keep a wording, a new one or a changed one; refused, it comes back as it was typed."""
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        services.save_reply(
            user=request.user,
            reply_id=UUID(sent["reply"]) if sent["reply"] else None,
            department_code=sent["department_code"],
            topic_code=sent["topic_code"],
            use=sent["use"],
            name=sent["name"],
            text=sent["text"],
            now=timezone.now(),
        )
    except DomainError as error:
        context = _replies(request) | {"sent": sent, "errors": error.extra.get("errors", {})}
        return refused(request, "console/work/replies.html", context, error)
    except ValueError as error:
        raise Http404 from error
    return toast(render(request, "console/work/replies.html", _replies(request)), _("문안을 저장했습니다."), "success")


@require_POST
@staff_page(*OFFICIALS)
def forget(request: StaffRequest, reply_id: UUID) -> HttpResponse:
    """Throw a wording away."""
    try:
        services.forget_reply(user=request.user, reply_id=reply_id)
    except DomainError as error:
        raise Http404(str(error)) from error
    return toast(render(request, "console/work/replies.html", _replies(request)), _("문안을 지웠습니다."), "success")


def _replies(request: StaffRequest) -> dict[str, Any]:
    codes = sorted(access_of(user=request.user).department_codes or ())
    return {
        "replies": selectors.replies_of(user=request.user),
        "departments": department_names(codes=codes),
        "topics": topics(),
        "uses": ReplyUse,
        "variables": selectors.reply_variables(),
        "sent": {"department_code": codes[0] if codes else ""},
        "errors": {},
    }
