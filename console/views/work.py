"""The department's worklist: the piles, one complaint beside them, and what an official does with it."""

from datetime import datetime
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
from complaints.types import Bucket, ClosingReason, ComplaintDetail, Counts, Page
from complaints.types.bulk import BulkAction
from console.access import StaffRequest, staff_page
from console.answers import tell_page, toast
from console.remaining import remaining, with_remaining
from console.views.complaint_actions import OFFICIALS, READERS, actions_of, find, left, reply_sentence
from console.worklist_shortcuts import SHORTCUTS
from contacts.selectors import contacts_visible
from districts.selectors import calendar
from feed.errors import DomainError
from korean.dates import seoul_time
from korean.privacy import clean_text
from messaging import selectors as messaging
from messaging.types import UNSENT, OutboundState

HEARS_ESCALATIONS = (*OFFICIALS, Role.SUPERVISOR)
ESCALATED = "ESCALATED"
MOST_NOTICES = 60
"""A complaint that hundreds have signed has as many notices each time: the newest are shown."""
OF_THE_DESK = (Bucket.TO_ACCEPT, Bucket.TO_ASSIGN)
OPENED_ON = (Bucket.NEW, Bucket.OVERDUE, Bucket.TODAY, Bucket.TOMORROW, Bucket.IN_HAND)


@never_cache
@require_safe
@staff_page(*READERS)
def worklist(request: StaffRequest) -> HttpResponse:
    """Show the piles, and beside them how the department stands."""
    now = timezone.now()
    context = _frame(request) | _list(request, now) | _overview(request)
    return render(request, "console/work/page.html", context)


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
    return render(request, "console/work/overview.html", _overview(request))


@never_cache
@require_safe
@staff_page(*READERS)
def complaint(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Open a complaint, beside its pile or alone; who looked at whose data is recorded."""
    now = timezone.now()
    detail = find(request, complaint_id, now)
    accounts.record_access(
        user=request.user,
        action=AccessAction.VIEW,
        subject_id=detail.citizen_id,
        target=f"complaint:{complaint_id}",
        address=request.META.get("REMOTE_ADDR", ""),
        now=now,
    )
    context = _facts(request, detail, now) | _record(request, detail) | actions_of(detail)
    if request.headers.get("HX-Request"):
        return render(request, "console/work/complaint.html", context)
    return render(request, "console/work/page.html", _frame(request) | context)


@never_cache
@require_safe
@staff_page(*READERS)
def facts(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show what is known of the open complaint now, for a page that follows it."""
    now = timezone.now()
    try:
        detail = find(request, complaint_id, now)
    except Http404:
        if request.headers.get("HX-Request"):
            return left(request)
        raise
    return render(request, "console/work/facts.html", _facts(request, detail, now))


@never_cache
@require_safe
@staff_page(*READERS)
def record(request: StaffRequest, complaint_id: UUID) -> HttpResponse:
    """Show what was sent to the citizen, how far it got, and what has happened."""
    try:
        detail = find(request, complaint_id, timezone.now())
    except Http404:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204)
        raise
    return render(request, "console/work/record.html", _record(request, detail))


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


def _frame(request: StaffRequest) -> dict[str, Any]:
    """Return what the page needs around its parts; what connects callers, and a pile beside a complaint, it asks for
    itself."""
    return {
        "shortcuts": SHORTCUTS.values(),
        "keys": SHORTCUTS,
        "one_department": request.user.role in OFFICIALS,
        "bulk_actions": BulkAction,
        "bucket": request.GET.get("bucket", ""),
    }


def _list(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """Return the piles with their counts, and the lines of the chosen one (or of what was searched for)."""
    query, refusal = clean_text(request.GET.get("q", ""))[:100], ""
    counts = selectors.counts_due(user=request.user, now=now)
    chosen = _chosen(request.GET.get("bucket", ""), counts, request.user.role)
    if chosen == ESCALATED and not query:
        escalated = selectors.escalations_for(user=request.user, now=now)
        page = Page(lines=tuple(found.line for found in escalated), next_cursor="")
    else:
        try:
            page = _lines(request, chosen, query, now)
        except selectors.SearchTooShort as error:
            page, refusal = Page(lines=(), next_cursor=""), str(error)
    return {
        "piles": [(bucket, getattr(counts, bucket.value.lower())) for bucket in _piles(request.user.role)],
        "escalated": counts.escalated,
        "hears_escalations": request.user.role in HEARS_ESCALATIONS,
        "chosen": chosen,
        "query": query,
        "refusal": refusal,
        "cursor": request.GET.get("cursor", ""),
        "rows": with_remaining(lines=page.lines, now=now),
        "next_cursor": page.next_cursor,
        "counts": counts,
        "one_department": request.user.role in OFFICIALS,
        "may_bulk": request.user.role in OFFICIALS and chosen != Bucket.DONE,
    }


def _piles(role: str) -> list[Bucket]:
    """Return the piles that a role works on: the desk accepts and assigns, the department does the work."""
    if role in OFFICIALS:
        return [bucket for bucket in Bucket if bucket not in OF_THE_DESK]
    if role == Role.AGENT:
        return list(OF_THE_DESK)
    return [*OF_THE_DESK, *(bucket for bucket in Bucket if bucket not in OF_THE_DESK)]


def _chosen(wanted: str, counts: Counts, role: str) -> str:
    """Return the pile asked for, or else the first one that needs somebody."""
    if wanted in {*Bucket.values, ESCALATED}:
        return wanted
    if role == Role.AGENT:
        return Bucket.TO_ACCEPT.value
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


def _overview(request: StaffRequest) -> dict[str, Any]:
    """Return which lists the overview asks for."""
    return {"asks": request.user.role in OFFICIALS, "leads": request.user.role == Role.HEAD}


def _facts(request: StaffRequest, detail: ComplaintDetail, now: datetime) -> dict[str, Any]:
    """Return what is known of a complaint."""
    year = seoul_time(now).year
    working = calendar(district_code=detail.line.district_code, years=range(year - 1, year + 2))
    conversation = contacts_visible(user=request.user).filter(pk=detail.contact_id) if detail.contact_id else None
    return {
        "detail": detail,
        "line": detail.line,
        "remaining": remaining(line=detail.line, calendar=working, now=now),
        "reply_sentence": reply_sentence(detail),
        "absence": selectors.absence_of(official_id=detail.official_id, on=seoul_time(now).date())
        if detail.official_id and not detail.line.completed_at
        else None,
        "satisfaction": selectors.satisfaction_of(complaint_id=detail.line.id) if detail.line.completed_at else None,
        "closing_label": ClosingReason(detail.closing_reason).label if detail.closing_reason else "",
        "may_read_conversation": conversation is not None and conversation.exists(),
    }


def _record(request: StaffRequest, detail: ComplaintDetail) -> dict[str, Any]:
    """Return the notices about a complaint with how far they got, and its history."""
    sent = messaging.messages_for(references=[f"complaint:{detail.line.id}"])
    notices = sent[-MOST_NOTICES:]
    return {
        "detail": detail,
        "line": detail.line,
        "notices": notices,
        "earlier_notices": len(sent) - len(notices),
        "under_way": any(notice.state in (*UNSENT, OutboundState.SENT) for notice in notices),
        "may_resend": request.user.role != Role.AUDITOR,
    }
