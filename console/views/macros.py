"""Ready-made answers: the picker in the composer, and the page on which they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import Role
from complaints import selectors as complaints
from console.access import StaffRequest, staff_page
from console.answers import refused
from console.views.conversation import READERS, find
from contacts import selectors, services
from districts import selectors as districts
from feed.errors import DomainError
from korean import dates, phone

if TYPE_CHECKING:
    from contacts.models import Contact

WRITERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.OFFICIAL, Role.HEAD)
FOR_OTHERS = (Role.SUPERVISOR, Role.ADMIN)
FIELDS = ("code", "title", "text", "scope", "district")


@never_cache
@require_safe
@staff_page(*READERS)
def picker(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the ready-made answers, filled in for this conversation."""
    contact = find(request, contact_id)
    filled = selectors.filled_macros(user=request.user, values=_values(request, contact))
    return render(request, "console/macro_picker.html", {"macros": filled})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def page(request: StaffRequest) -> HttpResponse:
    """Show the ready-made answers, and make a new one."""
    if request.method != "POST":
        return render(request, "console/macros.html", _page(request, {"scope": services.MacroScope.OWN.value}))
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        services.save_macro(
            user=request.user,
            code=sent["code"],
            title=sent["title"],
            text=sent["text"],
            scope=sent["scope"],
            district_code=sent["district"],
            now=timezone.now(),
        )
    except DomainError as error:
        context = _page(request, sent) | {"errors": error.extra.get("errors", {})}
        return refused(request, "console/macros.html", context, error)
    return redirect("macros")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def edit(request: StaffRequest, macro_id: UUID) -> HttpResponse:
    """Change a ready-made answer."""
    chosen = selectors.macros(user=request.user).filter(pk=macro_id).first()
    if chosen is None or not services.may_change(user=request.user, macro=chosen):
        return redirect("macros")
    if request.method != "POST":
        sent = {"code": chosen.code, "title": chosen.title, "text": chosen.text}
        return render(request, "console/macros.html", _page(request, sent) | {"editing": chosen})
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        services.save_macro(
            user=request.user,
            code=sent["code"],
            title=sent["title"],
            text=sent["text"],
            macro_id=macro_id,
            now=timezone.now(),
        )
    except DomainError as error:
        context = _page(request, sent) | {"editing": chosen, "errors": error.extra.get("errors", {})}
        return refused(request, "console/macros.html", context, error)
    return redirect("macros")


@require_POST
@staff_page(*WRITERS)
def remove(request: StaffRequest, macro_id: UUID) -> HttpResponse:
    """Take a ready-made answer away."""
    try:
        services.remove_macro(user=request.user, macro_id=macro_id)
    except DomainError as error:
        return refused(request, "console/macros.html", _page(request, {}), error)
    return redirect("macros")


def _page(request: StaffRequest, sent: dict[str, Any]) -> dict[str, Any]:
    shown = selectors.macros(user=request.user)
    return {
        "macros": [(macro, services.may_change(user=request.user, macro=macro)) for macro in shown],
        "sent": sent,
        "errors": {},
        "variables": selectors.macro_variables(),
        "for_others": request.user.role in FOR_OTHERS,
        "districts": districts.all_districts(),
    }


def _values(request: StaffRequest, contact: Contact) -> dict[str, str]:
    """Return what is known for the variables in this conversation; a guessed citizen has no name."""
    card = selectors.citizen_card(contact=contact, user=request.user, now=timezone.now())
    language: dates.Language = "ko" if contact.citizen.language == "ko" else "en"
    registered = next(iter(complaints.links_of_contact(contact_id=contact.pk)), None)
    in_charge = districts.department(code=contact.department_id) if contact.department_id else None
    return {
        "citizen": card.name,
        "district": contact.district.name if contact.district else "",
        "topic": contact.topic.name if contact.topic else "",
        "department": in_charge.name if in_charge else "",
        "phone": phone.display(in_charge.phone) if in_charge and in_charge.phone else "",
        "number": registered.number if registered else "",
        "due": dates.day_as_people_write(registered.due_at, language) if registered else "",
        "agent": str(request.user),
        "today": dates.day_as_people_write(timezone.now(), language),
    }
