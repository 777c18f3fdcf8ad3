"""The left side of the console: what the agent intends, what is offered, what is in hand."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import refused, toast
from contacts import selectors, services
from contacts.selectors.appointments import keeps_appointments
from feed.errors import DomainError
from routing import selectors as routing
from routing import services as seats
from routing.types import Intent, IntentReason

AGENTS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
HOLDERS = (*AGENTS, Role.OFFICIAL, Role.HEAD)
CONTACT_PAGE = re.compile(r"/console/contacts/([0-9a-f-]{36})/")
DECLINE_REASONS = (_("지금 받을 수 없음"), _("앞 상담 정리 중"), _("아는 분야가 아님"), _("아는 시민이라 맡기 어려움"))


@never_cache
@require_safe
@staff_page(*HOLDERS)
def console(request: StaffRequest) -> HttpResponse:
    """Show the console without a contact; `protected` after a conversation was ended because of abuse."""
    return render(request, "console/console.html", desk_of(request) | {"protected": "protected" in request.GET})


@never_cache
@require_safe
@staff_page(*HOLDERS)
def desk(request: StaffRequest) -> HttpResponse:
    """Show offers, requests and work in hand, for a console that follows them."""
    return render(request, "console/desk.html", desk_of(request))


@never_cache
@require_safe
@staff_page(*AGENTS)
def offers_elsewhere(request: StaffRequest) -> HttpResponse:
    """Tell an agent who reads another page that contacts are offered."""
    offers = routing.offers_for(user_id=request.user.id, now=timezone.now())
    return render(request, "console/offers_elsewhere.html", {"offers": offers})


@require_POST
@staff_page(*AGENTS)
def set_intent(request: StaffRequest) -> HttpResponse:
    """Set what the agent intends from now on, or (`later`) once the contacts in hand are done, and why."""
    intent, reason = request.POST.get("intent", ""), request.POST.get("reason", "")
    set_it = seats.set_next_intent if request.POST.get("later") and intent != Intent.READY else seats.set_intent
    try:
        set_it(user_id=request.user.id, intent=intent, reason=reason, now=timezone.now())
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
    return render(request, "console/desk.html", desk_of(request))


@require_POST
@staff_page(*AGENTS)
def set_auto_accept(request: StaffRequest) -> HttpResponse:
    """Set whether offers are taken without a key being pressed."""
    try:
        seats.set_auto_accept(user_id=request.user.id, on=request.POST.get("on") == "yes", now=timezone.now())
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
    return render(request, "console/desk.html", desk_of(request))


@require_POST
@staff_page(*AGENTS)
def heartbeat(request: StaffRequest) -> HttpResponse:
    """Note that the agent's browser is there; one without a seat needs no note."""
    try:
        seats.heartbeat(user_id=request.user.id, now=timezone.now())
    except DomainError:
        return HttpResponse(status=204)
    return HttpResponse(status=204)


@require_POST
@staff_page(*AGENTS)
def accept(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """Take an offered contact and open it; one that somebody else has is told with their name.

    Taken by itself (`automatic`) while another contact is on the screen, it is listed and not opened.
    """
    try:
        contact = services.accept(offer_id=offer_id, user=request.user, now=timezone.now())
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
    if request.POST.get("automatic") and _on_screen(request):
        answer = render(request, "console/desk.html", desk_of(request))
        return toast(answer, str(_("새 상담을 자동으로 받았습니다. Alt J로 갑니다.")), "success")
    return HttpResponse(headers={"HX-Redirect": reverse("contact", args=[contact.pk])})


@require_POST
@staff_page(*AGENTS)
def decline(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """Let an offered contact pass, with a reason."""
    reason = request.POST.get("reason", "")
    try:
        services.decline(offer_id=offer_id, user=request.user, reason=reason, now=timezone.now())
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
    return render(request, "console/desk.html", desk_of(request))


@require_POST
@staff_page(*HOLDERS)
def take_transfer(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    """Take a contact over from a colleague, after reading the summary, and open it."""
    read = request.POST.get("summary_read") == "yes"
    try:
        contact = services.take_transfer(
            transfer_id=transfer_id, user=request.user, summary_read=read, now=timezone.now()
        )
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
    return HttpResponse(headers={"HX-Redirect": reverse("contact", args=[contact.pk])})


@require_POST
@staff_page(*HOLDERS)
def return_transfer(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    """Give a contact back to the agent, with a reason."""
    reason = request.POST.get("reason", "")
    try:
        services.return_transfer(transfer_id=transfer_id, user=request.user, reason=reason, now=timezone.now())
    except DomainError as error:
        context = desk_of(request) | {"returning": transfer_id, "reason": reason}
        return refused(request, "console/desk.html", context, error)
    return toast(render(request, "console/desk.html", desk_of(request)), "")


def desk_of(request: StaffRequest, *, selected: UUID | None = None) -> dict[str, Any]:
    """Return what the left side shows; the contact open beside it is marked."""
    now = timezone.now()
    offers = routing.offers_for(user_id=request.user.id, now=now)
    offers.sort(key=lambda offer: (-offer.priority, offer.expires_at))
    offered = [offer.contact_ref for offer in offers]
    previews = selectors.previews(contact_ids=offered, user=request.user, now=now) if offers else {}
    seat = routing.seat_of(user_id=request.user.id, now=now) if request.user.role in AGENTS else None
    return {
        "seat": seat,
        "busy": seat is not None and seat.voice_active + seat.text_active > seat.offered,
        "intents": Intent,
        "reasons_away": IntentReason.of(seat.intent) if seat is not None else (),
        "offers": [(offer, previews.get(offer.contact_ref)) for offer in offers],
        "transfers": selectors.requests_to(user=request.user),
        "decline_reasons": DECLINE_REASONS,
        "work": selectors.work_in_hand(user=request.user),
        "follow_ups": selectors.follow_ups(user=request.user) if request.user.role in AGENTS else (),
        "call_backs": selectors.call_backs_to_make(user=request.user) if request.user.role in AGENTS else (),
        "keeps_appointments": keeps_appointments(user=request.user, seat=seat),
        "is_official": request.user.role in (Role.OFFICIAL, Role.HEAD),
        "selected": str(selected or request.GET.get("selected") or _on_screen(request)),
        "now": now,
    }


def _on_screen(request: StaffRequest) -> str:
    """Return the id of the contact that the asking page shows, "" for none."""
    found = CONTACT_PAGE.search(request.headers.get("HX-Current-URL", ""))
    return found[1] if found else ""
