"""What staff do with a complaint: the buttons that are possible now, a panel for each, and what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import holders_of
from accounts.types import Role
from complaints import selectors
from complaints.types import Action, ComplaintDetail, ExclusionReason, Standing
from complaints.types.replies import ReplyLine, ReplyUse
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.complaint_forms import BY_PATH, FORMS, REMEDY, Field, Form, Widget
from console.worklist_shortcuts import SHORTCUTS
from districts.selectors import all_districts, calendar, departments_of, topics
from feed.errors import DomainError
from korean.dates import read_day, seoul_time
from messaging import selectors as messaging
from messaging.types import Channel

OFFICIALS = (Role.OFFICIAL, Role.HEAD)
READERS = (*OFFICIALS, Role.AGENT, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)
SUGGESTED_WORKING_DAYS = (1, 3, 5)
LARGEST_NUMBER = 9  # digits
REPLIED = {Action.PLAN: ("plan", ReplyUse.PLAN), Action.COMPLETE: ("result", ReplyUse.RESULT)}
"""Which field of which panel the department's wordings fill."""


@dataclass(frozen=True)
class Asked:
    """A field of a panel with what is in it, what was wrong with it, and what may be chosen."""

    field: Field
    id: str
    value: str
    errors: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


@never_cache
@require_safe
@staff_page(*READERS)
def actions(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show what may be done with the complaint now."""
    now = timezone.now()
    detail = find(request, complaint_id, now, past=False)
    return render(request, "console/work/actions.html", actions_of(detail))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def act(request: StaffRequest, complaint_id: UUID, path: str) -> HttpResponse:
    """Show the panel of an action, or do what was sent; refused, everything typed is shown again with what was wrong
    or has changed meanwhile."""
    form = BY_PATH.get(path)
    if form is None:
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        detail = find(request, complaint_id, now, past=False)
        context = _panel(form, detail, _beginning(form, detail), {}, now)
        return render(request, "console/work/panel.html", context)
    sent = {field.name: request.POST.get(field.name, "") for field in form.fields}
    try:
        changed = form.service(
            complaint_id=complaint_id,
            user=request.user,
            version=read_number(request.POST.get("version", "")),
            now=now,
            **_read(request, form, sent, now),
        )
    except DomainError as error:
        return _refused(request, complaint_id, form, sent, error, now)
    now_is = selectors.standing(complaint=changed, user=request.user, now=now)
    if now_is is None:
        return toast(left(request), str(form.told), "success")
    response = render(request, "console/work/actions.html", actions_of(now_is))
    tell_page(response, "complaint-saved", "complaint-facts", "work-changed")
    return toast(response, str(form.told), "success")


@never_cache
@require_safe
@staff_page(*READERS)
def departments(request: StaffRequest) -> HttpResponse:
    """Show the departments of the chosen district, for a panel that asks for one."""
    options = _departments(request.GET.get("district_code", ""))
    return render(request, "console/work/options.html", {"options": options, "unchosen": True})


@require_POST
@staff_page(*OFFICIALS)
def preview(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show the notice that would be sent for what is typed so far."""
    wanted = Action.PLAN if request.POST.get("action") == Action.PLAN else Action.COMPLETE
    try:
        text = selectors.notice_preview(
            complaint_id=complaint_id,
            user=request.user,
            action=wanted,
            text=request.POST.get("plan" if wanted == Action.PLAN else "result", ""),
            planned_for=read_date(request.POST.get("planned_for", ""), timezone.now()),
            closing_reason=request.POST.get("closing_reason", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        raise Http404(str(error)) from error
    wanted_channel = request.POST.get("channel", "")
    channel = Channel(wanted_channel) if wanted_channel in Channel.values else Channel.SMS
    size = messaging.measure(channel=written_channel(channel), text=text)
    return render(request, "console/work/preview.html", {"text": text, "size": size})


def find(request: StaffRequest, complaint_id: UUID, now: datetime, *, past: bool = True) -> ComplaintDetail:
    """Return the complaint as the user may see it, with or without its past. Raises Http404."""
    try:
        return selectors.complaint(complaint_id=complaint_id, user=request.user, now=now, past=past)
    except DomainError as error:
        raise Http404(str(error)) from error


def actions_of(found: ComplaintDetail | Standing) -> dict[str, Any]:
    """Return what may be done with a complaint, the usual before the rarer."""
    possible = [form for form in FORMS if form.action in found.actions]
    return {
        "line": found.line,
        "forms": [form for form in possible if not form.aside],
        "aside": [form for form in possible if form.aside],
        "keys": SHORTCUTS,
    }


def left(request: StaffRequest) -> HttpResponse:
    """Answer where the complaint has gone to somebody else: there is nothing to show any more."""
    response = render(request, "console/work/left.html")
    response["HX-Retarget"], response["HX-Reswap"] = "#complaint", "innerHTML"
    return tell_page(response, "complaint-saved", "work-changed")


def reply_sentence(detail: ComplaintDetail) -> str:
    """Return over which channel the citizen hears of the complaint."""
    if detail.contact_id is None:
        return _("상담 없이 접수된 민원이라 자동으로 회신되지 않습니다. 직접 알려 주세요.")
    sentences = {
        Channel.SMS: _("문자로 회신됩니다."),
        Channel.WEB: _("웹 채팅으로 회신됩니다."),
        Channel.KAKAO: _("카카오톡으로 회신됩니다."),
    }
    return sentences[written_channel(Channel(detail.line.channel))]


def written_channel(channel: Channel) -> Channel:
    """Return the channel of a written answer."""
    return Channel.SMS if channel in (Channel.PHONE, Channel.SIGN) else channel


def read_date(written: str, now: datetime) -> date | None:
    """Return the day somebody wrote; None when it cannot be read."""
    try:
        return read_day(written, today=seoul_time(now).date())
    except ValueError:
        return None


def read_number(written: str) -> int:
    """Return the whole number somebody wrote; 0 when it is none, which nothing accepts."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= LARGEST_NUMBER else 0


class Unreadable(DomainError):
    """Something typed could not be read; `extra["errors"]` has the messages of each field."""

    code = "invalid"
    status = 400


def _read(request: StaffRequest, form: Form, sent: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Return what the service is given for what was typed. Raises Unreadable."""
    given: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for field in form.fields:
        if not field.passed:
            continue
        typed = sent[field.name].strip()
        match field.widget:
            case Widget.NUMBER:
                given[field.name] = read_number(typed)
            case Widget.DAY:
                given[field.name] = read_date(typed, now)
            case Widget.PERSON:
                given[field.name] = next(
                    (user for user in _people(request.POST.get("department", "")) if str(user.pk) == typed), None
                )
                if given[field.name] is None:
                    errors[field.name] = [_("담당자를 목록에서 골라 주세요.")]
            case Widget.COMPLAINT:
                given[field.name] = _complaint_numbered(request, typed, now)
                if given[field.name] is None:
                    errors[field.name] = [_("이 접수번호의 민원을 찾을 수 없습니다.")]
            case _:
                given[field.name] = typed
    if errors:
        raise Unreadable(_("입력한 내용을 확인해 주세요."), errors=errors)
    return given


def _people(department_code: str) -> list[Any]:
    return [
        *holders_of(role=Role.OFFICIAL, department_code=department_code),
        *holders_of(role=Role.HEAD, department_code=department_code),
    ]


def _complaint_numbered(request: StaffRequest, written: str, now: datetime) -> UUID | None:
    number = selectors.number_meant(written=written)
    found = selectors.search(user=request.user, text=number, now=now).lines if number else ()
    return found[0].id if found else None


def _refused(
    request: StaffRequest, complaint_id: UUID, form: Form, sent: dict[str, str], error: DomainError, now: datetime
) -> HttpResponse:
    detail = find(request, complaint_id, now, past=False)
    if error.status == 403:
        raise PermissionDenied(str(error))
    errors = dict(error.extra.get("errors", {}))
    for field in form.fields:
        if field.widget == Widget.DAY and sent[field.name] and read_date(sent[field.name], now) is None:
            errors[field.name] = [_("날짜를 읽을 수 없습니다. 2026-11-25 또는 11. 25. 처럼 적어 주세요.")]
    context = actions_of(detail) | {"changes": error.extra.get("changes", []), "opened": form}
    context |= _panel(form, detail, sent, errors, now)
    context["elsewhere"] = [text for name, texts in errors.items() if name not in sent for text in texts]
    return tell_page(refused(request, "console/work/actions.html", context, error), "complaint-facts")


def _beginning(form: Form, detail: ComplaintDetail) -> dict[str, str]:
    """Return what is in the fields of a panel when it is opened."""
    line, day = detail.line, detail.line.planned_for
    begun = {
        "plan": detail.plan,
        "planned_for": day.isoformat() if day else "",
        "result": detail.result if form.action == Action.CORRECT else "",
        "remedy": detail.remedy or str(REMEDY),
        "kind": line.kind.value,
        "district_code": line.district_code,
        "topic_code": line.topic_code,
        "department_code": line.department_code if form.action == Action.ACCEPT else "",
    }
    return {field.name: begun.get(field.name, "") for field in form.fields}


def _panel(
    form: Form, detail: ComplaintDetail, values: Mapping[str, str], errors: Mapping[str, Iterable[str]], now: datetime
) -> dict[str, Any]:
    """Return what a panel shows."""
    asked = [
        Asked(
            field=field,
            id=f"{form.path}-{field.name}",
            value=values[field.name],
            errors=tuple(errors.get(field.name, ())),
            options=_options(field, detail, values),
        )
        for field in form.fields
    ]
    return {
        "form": form,
        "asked": asked,
        "line": detail.line,
        "reply_sentence": reply_sentence(detail),
        "replies": _replies(form, detail),
        "suggested_days": _suggested_days(detail, now) if form.action == Action.PLAN else [],
    }


def _replies(form: Form, detail: ComplaintDetail) -> list[tuple[str, ReplyLine]]:
    """Return the department's wordings for the field of a panel they fill."""
    field, use = REPLIED.get(form.action, ("", None))
    return (
        [(f"{form.path}-{field}", reply) for reply in selectors.replies_for(line=detail.line, use=use)] if use else []
    )


def _options(field: Field, detail: ComplaintDetail, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    match field.widget:
        case Widget.CHOICE if field.choices is not None:
            left_out = {ExclusionReason.SUPPLEMENT} if field.choices is ExclusionReason else set()
            return tuple((choice.value, str(choice.label)) for choice in field.choices if choice not in left_out)
        case Widget.DISTRICT:
            return tuple((district.code, district.name) for district in all_districts())
        case Widget.TOPIC:
            return tuple((topic.code, topic.name) for topic in topics())
        case Widget.DEPARTMENT:
            return _departments(values.get("district_code", ""))
        case Widget.PERSON:
            people = _people(detail.line.department_code)
            return tuple((str(user.pk), str(user)) for user in people if user.pk != detail.official_id)
        case _:
            return ()


def _departments(district_code: str) -> tuple[tuple[str, str], ...]:
    return tuple((found.code, found.name) for found in departments_of(district_code=district_code))


def _suggested_days(detail: ComplaintDetail, now: datetime) -> list[date]:
    today = seoul_time(now).date()
    working = calendar(district_code=detail.line.district_code, years=(today.year, today.year + 1))
    days, day = [], today
    for _count in range(max(SUGGESTED_WORKING_DAYS)):
        day = working.next_working_day(date.fromordinal(day.toordinal() + 1))
        days.append(day)
    return [days[count - 1] for count in SUGGESTED_WORKING_DAYS]
