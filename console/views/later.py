"""What is for later: a contact to look at again, a citizen to call back, one who needs consideration from now on."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.conversation import READERS, find, holds
from console.views.desk import AGENTS, desk_of
from contacts import selectors, services
from feed.errors import DomainError
from korean.dates import SEOUL, as_people_write, seoul_time

if TYPE_CHECKING:
    from contacts.models import Contact

USUAL_TIME = time(10)
SATURDAY = 5


@never_cache
@require_safe
@staff_page(*READERS)
def later(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the forms for what is to be remembered of a contact and of its citizen."""
    return render(request, "console/later.html", later_of(request, find(request, contact_id)))


@require_POST
@staff_page(*AGENTS)
def set_follow_up(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Put the contact on the user's own list for a certain time."""
    sent = {"due_at": request.POST.get("due_at", ""), "note": request.POST.get("note", "")}
    due_at = _moment(sent["due_at"])
    try:
        services.set_follow_up(
            contact_id=contact_id, user=request.user, due_at=due_at, note=sent["note"], now=timezone.now()
        )
    except DomainError as error:
        context = later_of(request, find(request, contact_id)) | {"follow_up": sent}
        return refused(request, "console/later.html", context, error)
    response = render(request, "console/later.html", later_of(request, find(request, contact_id)))
    told = _("%(time)s에 왼쪽 ‘다시 할 일’에서 알려 드립니다.") % {"time": as_people_write(due_at)} if due_at else ""
    return toast(tell_page(response, "desk-changed"), told, "success")


@require_POST
@staff_page(*AGENTS)
def finish_follow_up(request: StaffRequest, follow_up_id: UUID) -> HttpResponse:
    """Take a contact off the user's own list."""
    try:
        services.finish_follow_up(follow_up_id=follow_up_id, user=request.user, now=timezone.now())
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
    return render(request, "console/desk.html", desk_of(request))


@require_POST
@staff_page(*READERS)
def consider(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Note why the citizen needs consideration; an empty reason takes the note away."""
    reason = request.POST.get("reason", "")
    try:
        services.consider_citizen(
            contact_id=contact_id,
            user=request.user,
            reason=reason,
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        context = later_of(request, find(request, contact_id)) | {"considering": reason, "consider_error": str(error)}
        return refused(request, "console/later.html", context, error)
    response = render(request, "console/later.html", later_of(request, find(request, contact_id)))
    told = _("다음 연락부터 먼저 연결합니다.") if reason.strip() else _("배려 표시를 지웠습니다.")
    return toast(tell_page(response, f"live:contact:{contact_id}"), told, "success")


@never_cache
@require_safe
@staff_page(*READERS)
def call_back(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the call that was promised in the contact and how to tell whether it was answered; empty for none."""
    return _call_back(request, find(request, contact_id))


@require_POST
@staff_page(*READERS)
def note_call_back(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Note whether the citizen answered; not answered, the contact leaves the screen until it is called again."""
    reached = request.POST.get("reached") == "yes"
    try:
        services.note_call_back(contact_id=contact_id, user=request.user, reached=reached, now=timezone.now())
    except DomainError as error:
        return toast(_call_back(request, find(request, contact_id)), str(error), "danger")
    if not reached:
        return HttpResponse(headers={"HX-Redirect": reverse("console")})
    return tell_page(_call_back(request, find(request, contact_id)), f"live:contact:{contact_id}")


def later_of(request: StaffRequest, contact: Contact) -> dict[str, Any]:
    """Return what the forms need: the time usually wanted, and what is known of the citizen."""
    now = timezone.now()
    return {
        "contact": contact,
        "holds": holds(request, contact),
        "may_follow_up": request.user.role in AGENTS,
        "card": selectors.citizen_card(contact=contact, user=request.user, now=now),
        "follow_up": {"due_at": f"{_next_morning(now):%Y-%m-%dT%H:%M}", "note": ""},
        "own_follow_ups": selectors.follow_ups(user=request.user, contact_id=contact.pk),
    }


def _call_back(request: StaffRequest, contact: Contact) -> HttpResponse:
    context = {"contact": contact, "holds": holds(request, contact), "call_back": selectors.call_back_of(contact)}
    return render(request, "console/call_back.html", context)


def _next_morning(now: datetime) -> datetime:
    """Return ten o'clock (Seoul) of the next day that is no Saturday or Sunday."""
    day = seoul_time(now).date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, USUAL_TIME, tzinfo=SEOUL)


def _moment(typed: str) -> datetime | None:
    """Return the moment of a date and time typed as in Seoul; None for what is no date and time."""
    try:
        parsed = parse_datetime(typed)
    except ValueError:
        return None
    return parsed.replace(tzinfo=SEOUL) if parsed is not None else None
