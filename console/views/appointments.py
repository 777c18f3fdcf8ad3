"""Appointments for sign language, for supervisors and agents who sign: what comes, and moving or cancelling it."""

from typing import Any
from uuid import UUID

from django.contrib import messages as told
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import refused
from console.views.sign import chosen_time, free_days
from contacts import services
from contacts.selectors.appointments import coming_appointments, keeps_appointments
from feed.errors import DomainError
from routing import selectors as routing

READERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
PAGE = "console/appointments/page.html"


@never_cache
@require_safe
@staff_page(*READERS)
def page(request: StaffRequest) -> HttpResponse:
    """Show the coming appointments."""
    return render(request, PAGE, _appointments(request))


@never_cache
@require_safe
@staff_page(*READERS)
def coming(request: StaffRequest) -> HttpResponse:
    """Show the list alone, which the page fetches anew."""
    return render(request, "console/appointments/coming.html", _appointments(request))


@require_POST
@staff_page(*READERS)
def change(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Move or cancel an appointment; refused, the page comes back with what was typed."""
    now, reason = timezone.now(), request.POST.get("reason", "")
    try:
        if request.POST.get("do") == "cancel":
            services.call_off_appointment(appointment_id=appointment_id, user=request.user, reason=reason, now=now)
            told.success(request, _("예약을 취소하고 시민에게 문자로 알렸습니다."))
        else:
            services.postpone_appointment(
                appointment_id=appointment_id,
                user=request.user,
                starts_at=chosen_time(request),
                reason=reason,
                now=now,
            )
            told.success(request, _("예약을 옮기고 시민에게 문자로 알렸습니다."))
    except DomainError as error:
        sent = {"of": appointment_id, "reason": reason, "chosen": request.POST.get("starts_at", "")}
        return refused(request, PAGE, _appointments(request) | {"sent": sent}, error)
    return redirect("appointments")


def _appointments(request: StaffRequest) -> dict[str, Any]:
    """Return the appointments and the half hours that are free. Raises PermissionDenied."""
    now = timezone.now()
    if not keeps_appointments(user=request.user, seat=routing.seat_of(user_id=request.user.pk, now=now)):
        raise PermissionDenied
    return {"appointments": coming_appointments(now=now), "days": free_days(now), "sent": {}}
