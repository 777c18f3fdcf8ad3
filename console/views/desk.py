"""The left side of the console: what the agent intends, what is offered, what is in hand."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import refused, toast
from contacts import selectors, services
from feed.errors import DomainError
from routing import selectors as routing
from routing import services as seats
from routing.types import Intent

AGENTS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
HOLDERS = (*AGENTS, Role.OFFICIAL, Role.HEAD)


@never_cache
@require_safe
@staff_page(*HOLDERS)
def console(request: StaffRequest) -> HttpResponse:
    """Show the console without a contact."""
    return render(request, "console/console.html", desk_of(request))


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
    """Set what the agent intends from now on."""
    try:
        seats.set_intent(user_id=request.user.id, intent=request.POST.get("intent", ""), now=timezone.now())
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
    """Take an offered contact and open it; one that somebody else has is told with their name."""
    try:
        contact = services.accept(offer_id=offer_id, user=request.user, now=timezone.now())
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
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
@staff_page(Role.OFFICIAL, Role.HEAD)
def take_transfer(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    """Take a contact over from an agent, after reading the summary, and open it."""
    read = request.POST.get("summary_read") == "yes"
    try:
        contact = services.take_transfer(
            transfer_id=transfer_id, user=request.user, summary_read=read, now=timezone.now()
        )
    except DomainError as error:
        return refused(request, "console/desk.html", desk_of(request), error)
    return HttpResponse(headers={"HX-Redirect": reverse("contact", args=[contact.pk])})


@require_POST
@staff_page(Role.OFFICIAL, Role.HEAD)
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
    previews = selectors.previews(contact_ids=[offer.contact_ref for offer in offers]) if offers else {}
    return {
        "seat": routing.seat_of(user_id=request.user.id, now=now) if request.user.role in AGENTS else None,
        "intents": Intent,
        "offers": [(offer, previews.get(offer.contact_ref)) for offer in offers],
        "transfers": selectors.transfers_for(user=request.user),
        "work": selectors.work_in_hand(user=request.user),
        "is_official": request.user.role in (Role.OFFICIAL, Role.HEAD),
        "selected": str(selected or request.GET.get("selected", "")),
        "now": now,
    }
