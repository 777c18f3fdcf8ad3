"""The right side of the console: the department in charge, connecting its official."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.conversation import READERS, find, holds
from contacts import services
from districts import selectors as districts
from districts.types import CITY_HALL
from feed.errors import DomainError
from korean.dates import seoul_time

if TYPE_CHECKING:
    from contacts.models import Contact


@never_cache
@require_safe
@staff_page(*READERS)
def officials(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show who is in charge of the contact's matter, with their numbers."""
    contact = find(request, contact_id)
    now = timezone.now()
    in_charge = None
    if contact.district_id and contact.topic_id:
        today = seoul_time(now).date()
        in_charge = districts.department_in_charge(
            district_code=contact.district_id, topic_code=contact.topic_id, on=today
        )
    department_code = in_charge.code if in_charge else contact.department_id or ""
    sent = {
        "district": in_charge.district_code if in_charge else contact.district_id or CITY_HALL,
        "department": department_code,
    }
    context = {
        "in_charge": in_charge,
        "officials": districts.officials_of(department_code=department_code) if department_code else [],
        "office": districts.district(code=sent["district"]),
        "holds": holds(request, contact),
    }
    return render(request, "console/officials.html", context | _connect_form(contact, sent))


@require_http_methods(["GET", "POST"])
@staff_page(*READERS)
def connect(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the form for another department, or ask it to take the contact over."""
    contact = find(request, contact_id)
    values = request.POST if request.method == "POST" else request.GET
    sent = {name: values.get(name, "") for name in ("district", "department", "official", "summary")}
    if request.method != "POST":
        return render(request, "console/connect.html", _connect_form(contact, sent))
    try:
        services.connect_official(
            contact_id=contact_id,
            user=request.user,
            department_code=sent["department"],
            to_user_id=_uuid(sent["official"]),
            summary=sent["summary"],
            now=timezone.now(),
        )
    except DomainError as error:
        return refused(request, "console/connect.html", _connect_form(contact, sent), error)
    response = render(request, "console/connect.html", _connect_form(contact, sent | {"summary": ""}))
    tell_page(response, f"live:contact:{contact_id}")
    return toast(response, _("연결을 요청했습니다. 담당자가 받으면 알려 드립니다."), "success")


def _connect_form(contact: Contact, sent: dict[str, str]) -> dict[str, Any]:
    found = districts.officials_of(department_code=sent["department"]) if sent.get("department") else []
    return {
        "contact": contact,
        "sent": sent,
        "districts": districts.all_districts(),
        "departments": districts.departments_of(district_code=sent["district"]),
        "reachable": [official for official in found if official.user_id],
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
