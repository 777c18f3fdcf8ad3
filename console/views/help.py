"""The right side of the console: the department in charge, connecting its official."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.place_map import place_map
from console.views.conversation import READERS, decision_of, find, holds
from contacts import selectors, services
from contacts.types import Direction
from districts import selectors as districts
from districts.types import CITY_HALL
from feed.errors import DomainError
from korean.dates import seoul_time
from messaging.types import Channel
from routing.types import WorkKind

if TYPE_CHECKING:
    from contacts.models import Contact

FIELDS = ("to", "district", "department", "official", "agent", "cold", "summary")
LONGEST_SUMMARY = 400
PLACES = {"dong", "dong_stem", "road", "city_road", "apartment", "place", "station", "station_stem", "area"}
"""The kinds of evidence that name a spot within a district."""


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
    return render(request, "console/officials.html", context | _connect_form(request, contact, sent) | _place(contact))


@require_http_methods(["GET", "POST"])
@staff_page(*READERS)
def connect(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the form for another receiver, or hand the contact over: to an official, an agent or a district's queue."""
    contact = find(request, contact_id)
    values = request.POST if request.method == "POST" else request.GET
    sent = {name: values.get(name, "") for name in FIELDS}
    if request.method != "POST":
        return render(request, "console/connect.html", _connect_form(request, contact, sent))
    try:
        _hand_over(request, contact_id, sent)
    except DomainError as error:
        return refused(request, "console/connect.html", _connect_form(request, contact, sent), error)
    if not holds(request, find(request, contact_id)):
        return HttpResponse(headers={"HX-Redirect": reverse("console")})
    response = render(request, "console/connect.html", _connect_form(request, contact, sent | {"summary": ""}))
    tell_page(response, f"live:contact:{contact_id}")
    return toast(response, _("연결을 요청했습니다. 받으면 알려 드립니다."), "success")


def _hand_over(request: StaffRequest, contact_id: UUID, sent: dict[str, str]) -> None:
    """Hand the contact to the receiver that the form names."""
    user, summary, now = request.user, sent["summary"], timezone.now()
    if sent["to"] == "agent":
        colleague = _uuid(sent["agent"])
        if colleague is None:
            raise services.ColleagueAway
        cold = bool(sent["cold"])
        services.hand_to_agent(
            contact_id=contact_id, user=user, to_user_id=colleague, summary=summary, cold=cold, now=now
        )
    elif sent["to"] == "district":
        services.hand_to_district(
            contact_id=contact_id, user=user, district_code=sent["district"], summary=summary, now=now
        )
    else:
        services.connect_official(
            contact_id=contact_id,
            user=user,
            department_code=sent["department"],
            to_user_id=_uuid(sent["official"]),
            summary=summary,
            now=now,
        )


def _connect_form(request: StaffRequest, contact: Contact, sent: dict[str, str]) -> dict[str, Any]:
    found = districts.officials_of(department_code=sent["department"]) if sent.get("department") else []
    reachable = sorted((one for one in found if one.user_id), key=lambda one: not one.on_duty)
    kind = WorkKind.VOICE if contact.channel == Channel.PHONE else WorkKind.TEXT
    to_agent = sent.get("to") == "agent"
    return {
        "contact": contact,
        "sent": {"to": "official"} | {name: value for name, value in sent.items() if value},
        "districts": districts.all_districts(),
        "departments": districts.departments_of(district_code=sent.get("district", "")),
        "reachable": reachable,
        "colleagues": selectors.colleagues(
            user=request.user, kind=kind, district_code=contact.district_id, now=timezone.now()
        )
        if to_agent
        else [],
        "summary_hint": _summary_of(request, contact) if not sent.get("summary") else "",
    }


def _summary_of(request: StaffRequest, contact: Contact) -> str:
    """Return what a summary may begin with: the notes, or else the citizen's own words."""
    return _said(request, contact)[:LONGEST_SUMMARY]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _said(request: StaffRequest, contact: Contact) -> str:
    lines = selectors.timeline(contact_id=contact.pk, user=request.user)
    noted = [line.text for line in lines if line.direction == Direction.NOTE and not line.article_id]
    return "\n".join(noted or [line.text for line in lines if line.direction == Direction.INBOUND])


def places_named(contact: Contact) -> str:
    """Return the words by which the citizen named a spot, in their order: '역삼동 테헤란로'."""
    decision = decision_of(contact)
    found = [one for one in decision.evidence if one.kind in PLACES and one.text] if decision else []
    found.sort(key=lambda one: one.start)
    return " ".join(dict.fromkeys(one.text for one in found))


def _place(contact: Contact) -> dict[str, Any]:
    """Return the map of the contact's district, with the spot where the citizen said they are."""
    drawn = place_map(district_code=contact.district_id) if contact.district_id else None
    given = (contact.decision.given or {}) if contact.decision else {}
    spot = None
    if drawn and given.get("latitude") is not None and given.get("longitude") is not None:
        spot = drawn.at(latitude=given["latitude"], longitude=given["longitude"])
    return {"place_map": drawn, "spot": spot, "place_words": places_named(contact)}
