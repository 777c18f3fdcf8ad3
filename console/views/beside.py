"""What stands beside a conversation: who else reads it, who the citizen is, and all they have asked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from complaints import selectors as complaints
from complaints.types import ComplaintLine
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.conversation import READERS, about_of, find
from contacts import selectors, services
from contacts.presence import Side, presence_of
from contacts.types import TimelineEntry
from feed.errors import DomainError

if TYPE_CHECKING:
    from contacts.models import Contact


@dataclass(frozen=True)
class Earlier:
    """One thing that was before: a contact with its last lines, or a complaint."""

    at: datetime
    contact: Contact | None = None
    lines: tuple[TimelineEntry, ...] = ()
    complaint: ComplaintLine | None = None


@require_POST
@staff_page(*READERS)
def viewing(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Note that this screen shows the contact, and tell who else has it on theirs."""
    try:
        others = services.note_viewing(contact_id=contact_id, user=request.user, now=timezone.now())
    except DomainError as error:
        raise Http404(str(error)) from error
    return render(request, "console/viewers.html", {"contact_id": contact_id, "viewers": others})


@never_cache
@require_safe
@staff_page(*READERS)
def presence(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show whether the citizen is typing in the web chat, and whether everything written was on their screen."""
    contact = find(request, contact_id)
    citizen = presence_of(contact_id=contact.pk, side=Side.CITIZEN)
    context = {"contact": contact, "citizen": citizen, "all_read": citizen.read >= contact.message_count}
    return render(request, "console/presence.html", context)


@never_cache
@require_safe
@staff_page(*READERS)
def earlier(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the citizen's earlier contacts and complaints, the oldest first; of a guessed citizen nothing."""
    contact = find(request, contact_id)
    card = selectors.citizen_card(contact=contact, user=request.user, now=timezone.now())
    before = _before(request, contact) if card.confirmed else []
    for one in before:
        if one.contact is not None:
            services.note_reading(
                contact=one.contact, user=request.user, address=request.META.get("REMOTE_ADDR", ""), now=timezone.now()
            )
    return render(request, "console/earlier.html", {"contact": contact, "card": card, "earlier": before})


@require_POST
@staff_page(*READERS)
def confirm(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Note that the citizen is who the number or account belongs to."""
    contact = find(request, contact_id)
    sent = {"how": request.POST.get("how", ""), "name": request.POST.get("name", "")}
    try:
        services.confirm_citizen(
            contact_id=contact_id,
            user=request.user,
            how=sent["how"],
            name=sent["name"],
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        return refused(request, "console/confirm.html", {"contact": contact, "confirming": sent}, error)
    response = render(request, "console/about.html", about_of(request, find(request, contact_id)))
    response["HX-Retarget"], response["HX-Reswap"] = "#about", "outerHTML"
    tell_page(response, f"live:contact:{contact_id}", "citizen-confirmed")
    return toast(response, _("본인 확인을 기록했습니다. 지난 상담과 민원이 열렸습니다."), "success")


def _before(request: StaffRequest, contact: Contact) -> list[Earlier]:
    contacts = selectors.earlier_contacts(contact=contact, user=request.user)
    lines = selectors.last_lines(contact_ids=[past.pk for past in contacts])
    registered = complaints.of_citizen(citizen_id=contact.citizen_id, user=request.user, now=timezone.now()).lines
    found = [Earlier(at=past.opened_at, contact=past, lines=tuple(lines.get(past.pk, ()))) for past in contacts]
    found += [Earlier(at=line.accepted_at or line.due_at, complaint=line) for line in registered]
    return sorted(found, key=lambda one: one.at)
