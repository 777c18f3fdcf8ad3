"""The department's worklist: the piles, one complaint beside them, and what an official does with it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import services as accounts
from accounts.types import AccessAction, Role
from complaints import selectors, services
from complaints.types import Action, Bucket, ClosingReason, ComplaintDetail, Counts, Page
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.remaining import remaining, with_remaining
from console.views.desk import desk_of
from console.worklist_shortcuts import SHORTCUTS
from contacts.selectors import contacts_visible
from districts.selectors import calendar
from feed.errors import DomainError
from korean.dates import read_day, seoul_time
from korean.privacy import clean_text
from messaging import selectors as messaging
from messaging.types import UNSENT, Channel, OutboundState

OFFICIALS = (Role.OFFICIAL, Role.HEAD)
READERS = (*OFFICIALS, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)
HEARS_ESCALATIONS = (*OFFICIALS, Role.SUPERVISOR)
ESCALATED = "ESCALATED"
OPENED_ON = (Bucket.NEW, Bucket.OVERDUE, Bucket.TODAY, Bucket.TOMORROW, Bucket.IN_HAND)
SUGGESTED_WORKING_DAYS = (1, 3, 5)
FIELDS = ("plan", "planned_for", "result", "closing_reason")


@never_cache
@require_safe
@staff_page(*READERS)
def worklist(request: StaffRequest) -> HttpResponse:
    """Show the piles, and beside them how the department stands."""
    return render(request, "console/work/page.html", _page(request, timezone.now()))


@never_cache
@require_safe
@staff_page(*READERS)
def pile(request: StaffRequest) -> HttpResponse:
    """Show one pile or what was searched for, for a page that follows it."""
    return render(request, "console/work/list.html", _list(request, timezone.now()))


@never_cache
@require_safe
@staff_page(*READERS)
def overview(request: StaffRequest) -> HttpResponse:
    """Show how the work is spread over the department."""
    return render(request, "console/work/overview.html", _overview(request, timezone.now()))


@never_cache
@require_safe
@staff_page(*READERS)
def complaint(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Open a complaint, beside its pile or alone; who looked at whose data is recorded."""
    now = timezone.now()
    detail = _find(request, complaint_id, now)
    accounts.record_access(
        user=request.user,
        action=AccessAction.VIEW,
        subject_id=detail.citizen_id,
        target=f"complaint:{complaint_id}",
        address=request.META.get("REMOTE_ADDR", ""),
        now=now,
    )
    context = _facts(request, detail, now) | _record(request, detail) | _actions(request, detail, now)
    if request.headers.get("HX-Request"):
        return render(request, "console/work/complaint.html", context)
    return render(request, "console/work/page.html", _page(request, now) | context)


@never_cache
@require_safe
@staff_page(*READERS)
def facts(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show what is known of the open complaint now; tell the page when somebody has changed it."""
    now = timezone.now()
    detail = _find(request, complaint_id, now)
    response = render(request, "console/work/facts.html", _facts(request, detail, now))
    if request.GET.get("version", "") != str(detail.line.version):
        tell_page(response, "complaint-changed")
    return response


@never_cache
@require_safe
@staff_page(*READERS)
def record(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show what was sent to the citizen, how far it got, and what has happened."""
    detail = _find(request, complaint_id, timezone.now())
    return render(request, "console/work/record.html", _record(request, detail))


@never_cache
@require_safe
@staff_page(*READERS)
def actions(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show what may be done with the complaint now."""
    now = timezone.now()
    return render(request, "console/work/actions.html", _actions(request, _find(request, complaint_id, now), now))


@require_POST
@staff_page(*OFFICIALS)
def receive(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Make the user the official in charge."""
    return _act(request, complaint_id, Action.RECEIVE, _("담당자가 되었습니다."))


@require_POST
@staff_page(*OFFICIALS)
def plan(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Take in what will be done, and by when."""
    return _act(request, complaint_id, Action.PLAN, _("처리 계획을 저장하고 시민에게 알렸습니다."))


@require_POST
@staff_page(*OFFICIALS)
def complete(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Close the complaint with its result."""
    return _act(request, complaint_id, Action.COMPLETE, _("처리를 끝내고 시민에게 결과를 알렸습니다."))


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
            planned_for=_day(request.POST.get("planned_for", ""), timezone.now()),
            closing_reason=request.POST.get("closing_reason", ""),
        )
    except DomainError as error:
        raise Http404(str(error)) from error
    wanted_channel = request.POST.get("channel", "")
    channel = Channel(wanted_channel) if wanted_channel in Channel.values else Channel.SMS
    size = messaging.measure(channel=_written_channel(channel), text=text)
    return render(request, "console/work/preview.html", {"text": text, "size": size})


@require_POST
@staff_page(*OFFICIALS, Role.SUPERVISOR, Role.ADMIN)
def resend(request: StaffRequest, complaint_id: UUID, message_id: UUID) -> HttpResponse:
    """Send a notice that did not get through once more."""
    try:
        services.resend_notice(complaint_id=complaint_id, message_id=message_id, user=request.user, now=timezone.now())
    except DomainError as error:
        if error.status == 404:
            raise Http404(str(error)) from error
        return toast(HttpResponse(status=204), str(error), "danger")
    response = toast(HttpResponse(status=204), _("다시 보냅니다."), "success")
    return tell_page(response, f"live:complaint:{complaint_id}")


def _act(request: StaffRequest, complaint_id: UUID, action: Action, told: str) -> HttpResponse:
    """Do `action` with what was sent; refused, everything typed is shown again with what was wrong or has changed."""
    now = timezone.now()
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    given: dict[str, Any] = {}
    try:
        if action == Action.RECEIVE:
            service: Any = services.receive
        elif action == Action.PLAN:
            service, given = services.plan, {"plan": sent["plan"], "planned_for": _day(sent["planned_for"], now)}
        else:
            service, given = services.complete, {name: sent[name] for name in ("result", "closing_reason")}
        version = _number(request.POST.get("version", ""))
        service(complaint_id=complaint_id, user=request.user, version=version, now=now, **given)
    except DomainError as error:
        detail = _find(request, complaint_id, now)
        errors = dict(error.extra.get("errors", {}))
        if "planned_for" in errors and sent["planned_for"] and not given.get("planned_for"):
            errors["planned_for"] = [_("날짜를 읽을 수 없습니다. 2026-11-25 또는 11. 25. 처럼 적어 주세요.")]
        context = _actions(request, detail, now, sent=sent, opened=action)
        context |= {"errors": errors, "changes": error.extra.get("changes", [])}
        return tell_page(refused(request, "console/work/actions.html", context, error), "complaint-facts")
    detail = _find(request, complaint_id, now)
    response = render(request, "console/work/actions.html", _actions(request, detail, now))
    tell_page(response, "complaint-saved", "complaint-facts", "work-changed")
    return toast(response, told, "success")


def _find(request: StaffRequest, complaint_id: UUID, now: datetime) -> ComplaintDetail:
    try:
        return selectors.complaint(complaint_id=complaint_id, user=request.user, now=now)
    except DomainError as error:
        raise Http404(str(error)) from error


def _page(request: StaffRequest, now: datetime) -> dict[str, Any]:
    desk = desk_of(request) if request.user.role in OFFICIALS else {}
    return desk | _list(request, now) | _overview(request, now) | {"shortcuts": SHORTCUTS.values(), "keys": SHORTCUTS}


def _list(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """Return the piles with their counts, and the lines of the chosen one (or of what was searched for)."""
    query, refusal = clean_text(request.GET.get("q", ""))[:100], ""
    counts = selectors.counts_due(user=request.user, now=now)
    escalated = selectors.escalations_for(user=request.user, now=now) if request.user.role in HEARS_ESCALATIONS else []
    chosen = _chosen(request.GET.get("bucket", ""), counts)
    if chosen == ESCALATED and not query:
        page = Page(lines=tuple(found.line for found in escalated), next_cursor="")
    else:
        try:
            page = _lines(request, chosen, query, now)
        except selectors.SearchTooShort as error:
            page, refusal = Page(lines=(), next_cursor=""), str(error)
    return {
        "piles": [(bucket, getattr(counts, bucket.value.lower())) for bucket in Bucket],
        "escalated": escalated,
        "hears_escalations": request.user.role in HEARS_ESCALATIONS,
        "chosen": chosen,
        "query": query,
        "refusal": refusal,
        "cursor": request.GET.get("cursor", ""),
        "rows": with_remaining(lines=page.lines, now=now),
        "next_cursor": page.next_cursor,
        "counts": counts,
        "one_department": request.user.role in OFFICIALS,
        "keys": SHORTCUTS,
    }


def _chosen(wanted: str, counts: Counts) -> str:
    """Return the pile asked for, or else the first one that needs somebody."""
    if wanted in {*Bucket.values, ESCALATED}:
        return wanted
    return next((pile.value for pile in OPENED_ON if getattr(counts, pile.value.lower())), Bucket.NEW.value)


def _lines(request: StaffRequest, chosen: str, query: str, now: datetime) -> Page:
    cursor = request.GET.get("cursor", "")
    bucket = Bucket(chosen) if chosen in Bucket.values else Bucket.NEW
    try:
        if query:
            return selectors.search(user=request.user, text=query, now=now, cursor=cursor)
        return selectors.worklist(user=request.user, bucket=bucket, now=now, cursor=cursor)
    except selectors.InvalidCursor:
        return selectors.worklist(user=request.user, bucket=bucket, now=now)


def _overview(request: StaffRequest, now: datetime) -> dict[str, Any]:
    leads = request.user.role == Role.HEAD
    return {"team": selectors.counts_of_officials(user=request.user, now=now) if leads else [], "leads": leads}


def _facts(request: StaffRequest, detail: ComplaintDetail, now: datetime) -> dict[str, Any]:
    """Return what is known of a complaint."""
    year = seoul_time(now).year
    working = calendar(district_code=detail.line.district_code, years=range(year - 1, year + 2))
    conversation = contacts_visible(user=request.user).filter(pk=detail.contact_id) if detail.contact_id else None
    return {
        "detail": detail,
        "line": detail.line,
        "remaining": remaining(line=detail.line, calendar=working, now=now),
        "reply_sentence": _reply_sentence(detail),
        "closing_label": ClosingReason(detail.closing_reason).label if detail.closing_reason else "",
        "may_read_conversation": conversation is not None and conversation.exists(),
    }


def _record(request: StaffRequest, detail: ComplaintDetail) -> dict[str, Any]:
    """Return the notices about a complaint with how far they got, and its history."""
    notices = messaging.messages_for(references=[f"complaint:{detail.line.id}"])
    return {
        "detail": detail,
        "line": detail.line,
        "notices": notices,
        "under_way": any(notice.state in (*UNSENT, OutboundState.SENT) for notice in notices),
        "may_resend": request.user.role != Role.AUDITOR,
    }


def _actions(
    request: StaffRequest,
    detail: ComplaintDetail,
    now: datetime,
    *,
    sent: dict[str, str] | None = None,
    opened: Action | None = None,
) -> dict[str, Any]:
    """Return what may be done; `sent` is what was typed when `opened` was refused."""
    day = detail.line.planned_for
    typed = sent or {"plan": detail.plan, "planned_for": day.isoformat() if day else ""}
    return {
        "detail": detail,
        "line": detail.line,
        "typed": typed,
        "opened": opened,
        "closing_reasons": ClosingReason,
        "reply_sentence": _reply_sentence(detail),
        "suggested_days": _suggested_days(detail, now) if Action.PLAN in detail.actions else [],
        "keys": SHORTCUTS,
    }


def _suggested_days(detail: ComplaintDetail, now: datetime) -> list[date]:
    today = seoul_time(now).date()
    working = calendar(district_code=detail.line.district_code, years=(today.year, today.year + 1))
    days, day = [], today
    for _count in range(max(SUGGESTED_WORKING_DAYS)):
        day = working.next_working_day(date.fromordinal(day.toordinal() + 1))
        days.append(day)
    return [days[count - 1] for count in SUGGESTED_WORKING_DAYS]


def _reply_sentence(detail: ComplaintDetail) -> str:
    """Return over which channel the citizen hears of the complaint."""
    if detail.contact_id is None:
        return _("상담 없이 접수된 민원이라 자동으로 회신되지 않습니다. 직접 알려 주세요.")
    sentences = {
        Channel.SMS: _("문자로 회신됩니다."),
        Channel.WEB: _("웹 채팅으로 회신됩니다."),
        Channel.KAKAO: _("카카오톡으로 회신됩니다."),
    }
    return sentences[_written_channel(Channel(detail.line.channel))]


def _written_channel(channel: Channel) -> Channel:
    return Channel.SMS if channel == Channel.PHONE else channel


def _day(written: str, now: datetime) -> date | None:
    try:
        return read_day(written, today=seoul_time(now).date())
    except ValueError:
        return None


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0
