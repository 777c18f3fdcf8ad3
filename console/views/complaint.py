"""Registering a complaint from a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import uuid6
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import Role
from complaints import selectors as complaints
from complaints import services
from complaints.types import Kind
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page
from console.views.conversation import READERS, citizen_words, find
from console.views.help import places_named
from contacts.selectors import citizen_card
from districts import selectors as districts
from feed.errors import DomainError
from korean.dates import seoul_time
from messaging.types import Channel

if TYPE_CHECKING:
    from contacts.models import Contact

FIELDS = ("key", "title", "body", "place", "district", "topic", "kind", "department")
LONGEST_TITLE = 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
def form(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the complaint form prefilled from the conversation, and register what it says."""
    now = timezone.now()
    if request.method != "POST":
        contact = find(request, contact_id)
        return render(request, "console/complaint_form.html", _form(contact, _prefilled(request, contact, now), now))
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        complaint = services.register(
            contact_id=contact_id,
            citizen_id=None,
            channel=Channel.PHONE,
            kind=sent["kind"],
            title=sent["title"],
            body=sent["body"],
            place=sent["place"],
            latitude=None,
            longitude=None,
            district_code=sent["district"],
            topic_code=sent["topic"],
            department_code=sent["department"],
            user=request.user,
            request_key=sent["key"],
            now=now,
        )
    except DomainError as error:
        context = _form(find(request, contact_id), sent, now) | {"errors": error.extra.get("errors", {})}
        return refused(request, "console/complaint_form.html", context, error)
    response = render(request, "console/complaint_registered.html", {"complaint": complaint})
    return tell_page(response, "complaint-registered", f"live:contact:{contact_id}")


@never_cache
@require_safe
@staff_page(Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
def target(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show department and due date for the district, topic and kind chosen so far."""
    contact = find(request, contact_id)
    sent = {name: request.GET.get(name, "") for name in FIELDS}
    now = timezone.now()
    if request.GET.get("suggested_for", "") != f"{sent['district']}|{sent['topic']}":
        sent["department"] = _department_for(sent["district"], sent["topic"], now)
    return render(request, "console/complaint_target.html", _form(contact, sent, now))


@never_cache
@require_safe
@staff_page(*READERS)
def of_citizen(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the complaints of the contact's citizen; of a guessed citizen none."""
    contact, now = find(request, contact_id), timezone.now()
    card = citizen_card(contact=contact, user=request.user, now=now)
    shown: dict[str, Any] = {"contact": contact, "card": card, "complaints": ()}
    if card.confirmed:
        shown["complaints"] = complaints.of_citizen(citizen_id=contact.citizen_id, user=request.user, now=now).lines
    return render(request, "console/citizen_complaints.html", shown)


def _prefilled(request: StaffRequest, contact: Contact, now: datetime) -> dict[str, str]:
    """Return the form's values as the conversation suggests them."""
    body = citizen_words(request, contact)
    first_line = body.strip().split("\n", 1)[0]
    topic = next((topic for topic in districts.topics() if topic.code == contact.topic_id), None)
    district = contact.district_id or ""
    return {
        "key": str(uuid6.uuid7()),
        "title": first_line[:LONGEST_TITLE],
        "body": body,
        "place": places_named(contact),
        "district": district,
        "topic": contact.topic_id or "",
        "kind": topic.complaint_kind if topic else Kind.SIMPLE,
        "department": contact.department_id or _department_for(district, contact.topic_id or "", now),
    }


def _department_for(district_code: str, topic_code: str, now: datetime) -> str:
    if not district_code or not topic_code:
        return ""
    today = seoul_time(now).date()
    return districts.department_in_charge(district_code=district_code, topic_code=topic_code, on=today).code


def _form(contact: Contact, sent: dict[str, str], now: datetime) -> dict[str, Any]:
    departments = districts.departments_of(district_code=sent["district"]) if sent["district"] else []
    if sent["department"] and all(department.code != sent["department"] for department in departments):
        named = districts.department(code=sent["department"])
        departments = [*([named] if named else []), *departments]
    return {
        "contact": contact,
        "sent": sent,
        "errors": {},
        "districts": districts.all_districts(),
        "topics": districts.topics(),
        "departments": departments,
        "kinds": Kind,
    } | _due(sent, now)


def _due(sent: dict[str, str], now: datetime) -> dict[str, Any]:
    if not sent["district"] or sent["kind"] not in Kind.values:
        return {}
    try:
        return {"due": _expected(sent, now)}
    except DomainError as error:
        return {"due_error": str(error)}


def _expected(sent: dict[str, str], now: datetime) -> Any:
    return complaints.expected_due(
        kind=Kind(sent["kind"]), district_code=sent["district"], topic_code=sent["topic"], now=now
    )
