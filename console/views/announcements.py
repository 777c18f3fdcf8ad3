"""What supervisors tell consoles, as their bars show it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import selectors, services
from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import tell_page, toast
from feed.errors import DomainError

ANNOUNCERS = (Role.SUPERVISOR, Role.ADMIN)
SHOWN = 5


@never_cache
@require_safe
@staff_page()
def shown(request: StaffRequest) -> HttpResponse:
    """Show what is announced to the reader now."""
    return _list(request)


@require_POST
@staff_page()
def put_away(request: StaffRequest, announcement_id: UUID) -> HttpResponse:
    """Take an announcement off the reader's own bar."""
    services.put_away(announcement_id=announcement_id, user=request.user, now=timezone.now())
    return _list(request)


@require_POST
@staff_page(*ANNOUNCERS)
def announce(request: StaffRequest) -> HttpResponse:
    """Tell all consoles, those of a district, or one agent."""
    given = request.POST
    try:
        services.announce(
            by=request.user,
            text=given.get("text", ""),
            district_code=given.get("district", ""),
            recipient_id=_uuid(given.get("recipient", "")),
            now=timezone.now(),
        )
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return tell_page(toast(HttpResponse(status=204), _("알렸습니다."), "success"), "announced")


@require_POST
@staff_page(*ANNOUNCERS)
def withdraw(request: StaffRequest, announcement_id: UUID) -> HttpResponse:
    """Take an announcement down for everybody."""
    try:
        services.withdraw_announcement(announcement_id=announcement_id, by=request.user, now=timezone.now())
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return tell_page(HttpResponse(status=204), "announced", "board-changed")


def _list(request: StaffRequest) -> HttpResponse:
    found = selectors.announcements_for(user=request.user, now=timezone.now())[:SHOWN]
    return render(request, "console/announcements_list.html", {"announcements": found})


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
