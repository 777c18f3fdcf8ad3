"""One contact on the screen: who the citizen is, why it came here, what was said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import uuid6
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from complaints import selectors as complaints
from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.desk import desk_of
from contacts import selectors, services
from contacts.presence import Side, note_presence
from contacts.types import AbuseKind, ContactState, Direction, TimelineEntry, TransferState, WrapUpCode
from districts import selectors as districts
from feed.errors import DomainError
from messaging import selectors as messaging
from messaging.types import UNSENT, Channel, OutboundState
from routing.types import Candidate, Decision, Handling

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from contacts.models import Contact, Transfer

READERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.OFFICIAL, Role.HEAD, Role.AUDITOR)
IN_HAND = (ContactState.ACTIVE, ContactState.WRAP_UP)
CORRECTORS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
CORRECTED = ("district", "topic", "department", "handling", "reason")
MOST_ALTERNATIVES = 5
WORTH_SHOWING = 0.05
UNDER_WAY = (*UNSENT, OutboundState.SENT)
ASKED_ABOUT_FOR = timedelta(minutes=3)


@never_cache
@require_safe
@staff_page(*READERS)
def page(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show a contact with everything beside it; who looked at whose data is recorded."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        contact = services.read_contact(contact_id=contact_id, user=request.user, address=address, now=timezone.now())
    except DomainError as error:
        raise Http404(str(error)) from error
    context = desk_of(request, selected=contact.pk) | about_of(request, contact) | conversation_of(request, contact)
    return render(request, "console/contact.html", context | composer_of(request, contact))


@never_cache
@require_safe
@staff_page(*READERS)
def conversation(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show state and timeline, for a page that follows them; tell it when what may be done has changed."""
    contact = find(request, contact_id)
    context = conversation_of(request, contact)
    response = render(request, "console/conversation.html", context)
    if request.GET.get("mode", context["mode"]) != context["mode"]:
        tell_page(response, "contact-mode")
    return response


@never_cache
@require_safe
@staff_page(*READERS)
def composer(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show what may be written and done now."""
    return render(request, "console/composer.html", composer_of(request, find(request, contact_id)))


@require_POST
@staff_page(*READERS)
def hold(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Put the call on hold, or take it back."""
    held = request.POST.get("held") == "yes"
    try:
        services.hold_call(contact_id=contact_id, user=request.user, held=held, now=timezone.now())
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return tell_page(HttpResponse(status=204), f"live:contact:{contact_id}")


@require_POST
@staff_page(*READERS)
def reveal(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show the whole telephone number; who wanted it and why is recorded."""
    contact = find(request, contact_id)
    context = about_of(request, contact)
    try:
        services.reveal_phone(
            contact_id=contact_id,
            user=request.user,
            reason=request.POST.get("reason", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        return render(request, "console/phone.html", context | {"reveal_error": str(error)}, status=error.status)
    return render(request, "console/phone.html", context | {"revealed": True})


@require_POST
@staff_page(*READERS)
def correct(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Correct where a contact belongs and how it is handled: by one of the other candidates, or by the whole form."""
    contact = find(request, contact_id)
    sent = {name: request.POST.get(name, "") for name in CORRECTED}
    try:
        services.correct_routing(
            contact_id=contact_id,
            user=request.user,
            district_code=sent["district"],
            topic_code=sent["topic"],
            department_code=sent["department"],
            handling=sent["handling"],
            reason=sent["reason"],
            now=timezone.now(),
        )
    except DomainError as error:
        context = correction_of(contact) | {"correction": sent}
        return toast(refused(request, "console/correction.html", context, error), str(error), "danger")
    contact = find(request, contact_id)
    response = render(request, "console/correction.html", correction_of(contact) | {"corrected": True})
    tell_page(response, f"live:contact:{contact_id}", "contact-routed")
    return toast(response, _("분류를 고쳤습니다."), "success")


@require_POST
@staff_page(*READERS)
def ask(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Send the citizen the question where it is, with the districts to choose from."""
    find(request, contact_id)
    try:
        services.ask_where(
            contact_id=contact_id, user=request.user, request_key=request.POST.get("key", ""), now=timezone.now()
        )
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return tell_page(
        toast(HttpResponse(status=204), _("시민께 물었습니다. 답이 오면 분류가 채워집니다."), "success"),
        f"live:contact:{contact_id}",
    )


def find(request: HttpRequest, contact_id: UUID) -> Contact:
    """Return the contact if the user may see it. Raises Http404."""
    try:
        return selectors.contact(contact_id=contact_id, user=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        raise Http404(str(error)) from error


def citizen_words(request: StaffRequest, contact: Contact) -> str:
    """Return what the citizen wrote; of a call, what was noted."""
    lines = selectors.timeline(contact_id=contact.pk, user=request.user)
    written = [line.text for line in lines if line.direction == Direction.INBOUND]
    noted = [line.text for line in lines if line.direction == Direction.NOTE and not line.article_id]
    return "\n".join(written or noted)


def about_of(request: StaffRequest, contact: Contact) -> dict[str, Any]:
    """Return who the citizen is and their history, and what correcting the routing needs."""
    card = selectors.citizen_card(contact=contact, user=request.user, now=timezone.now())
    shown = {"contact": contact, "card": card, "holds": holds(request, contact)}
    return shown | protection_of(contact) | correction_of(contact)


def protection_of(contact: Contact) -> dict[str, Any]:
    """Return what was recorded of abuse in the conversation, and what it can be recorded as."""
    incident = selectors.incident_of(contact_id=contact.pk)
    return {
        "contact": contact,
        "incident": incident,
        "abuse_kinds": AbuseKind,
        "abuse": {"kind": incident.kind if incident else AbuseKind.VERBAL.value},
        "abuse_key": str(uuid6.uuid7()),
    }


def correction_of(contact: Contact) -> dict[str, Any]:
    """Return the decision with its reasons, and the districts and topics to choose from."""
    decision = decision_of(contact)
    evidence = decision.evidence if decision else ()
    all_districts, topics = districts.all_districts(), districts.topics()
    names = {district.code: district.name for district in all_districts} | {topic.code: topic.name for topic in topics}
    return {
        "contact": contact,
        "decision": decision,
        "evidence": [(reason, [names.get(code, code) for code in reason.points_to]) for reason in evidence],
        "alternatives": alternatives_of(decision),
        "handlings": Handling,
        "departments": districts.departments_of(district_code=contact.district_id) if contact.district_id else [],
        "districts": all_districts,
        "topics": topics,
        "correction": {"district": contact.district_id or "", "topic": contact.topic_id or ""},
    }


def decision_of(contact: Contact) -> Decision | None:
    """Return where the contact was decided to belong, None when nothing was decided."""
    return Decision.from_json(contact.decision.decision) if contact.decision else None


def alternatives_of(decision: Decision | None) -> list[tuple[str, Candidate]]:
    """Return the other districts and topics that were possible, each with the field of the correction it answers."""
    if decision is None:
        return []
    places = [("district", place) for place in decision.district_candidates if place.code != decision.district_code]
    topics = [("topic", topic) for topic in decision.topic_candidates if topic.code != decision.topic_code]
    return [(field, candidate) for field, candidate in (*places, *topics) if candidate.score >= WORTH_SHOWING]


def conversation_of(request: StaffRequest, contact: Contact) -> dict[str, Any]:
    """Return state and timeline of the contact, and the result it probably has."""
    now = timezone.now()
    transfers = selectors.transfers_of(contact_id=contact.pk, user=request.user)
    timeline = selectors.timeline(contact_id=contact.pk, user=request.user)
    if contact.channel == Channel.WEB and holds(request, contact):
        note_presence(contact_id=contact.pk, side=Side.STAFF, read=contact.message_count)
    decision = decision_of(contact)
    may_correct = request.user.role in CORRECTORS and contact.state != ContactState.CLOSED
    return {
        "contact": contact,
        "alternatives": alternatives_of(decision)[:MOST_ALTERNATIVES] if may_correct else [],
        "question": decision.question if decision is not None and holds(request, contact) else None,
        "asked": bool((contact.question or {}).get("by_agent")),
        "question_key": f"{contact.pk}:{contact.message_count}",
        "reasons": decision.evidence if decision is not None else (),
        "mode": mode_of(request, contact),
        "decision_line": selectors.decision_line(contact),
        "timeline": timeline,
        "under_way": any(_is_under_way(entry, now) for entry in timeline),
        "transfer": transfers[0] if transfers else None,
        "unread": _unread(transfers, request.user),
        "suggested": _suggested(contact, timeline, transfers) if holds(request, contact) else None,
        "slower_minutes": selectors.slower_minutes(channel=contact.channel, relayed=contact.relayed),
        "running_since": contact.ended_at if contact.state == ContactState.WRAP_UP else contact.accepted_at,
        "now": now,
        "states": ContactState,
    }


def _unread(transfers: list[Transfer], user: User) -> Transfer | None:
    """Return the request that put the contact into the user's hands and whose summary they have not read yet."""
    for transfer in transfers:
        if transfer.cold and transfer.state == TransferState.REQUESTED and transfer.to_user_id == user.id:
            return transfer
    return None


def _suggested(contact: Contact, timeline: list[TimelineEntry], transfers: list[Transfer]) -> WrapUpCode | None:
    return selectors.suggested_result(
        lines=timeline,
        complaint=bool(complaints.links_of_contact(contact_id=contact.pk)),
        handed_over=any(transfer.state == TransferState.ACCEPTED for transfer in transfers),
    )


def _is_under_way(entry: TimelineEntry, now: datetime) -> bool:
    """Tell whether how far the line got may change while the agent looks: nobody tells staff of it, the page asks."""
    return entry.delivery in UNDER_WAY and now - entry.at < ASKED_ABOUT_FOR


def composer_of(request: StaffRequest, contact: Contact, *, text: str | None = None, key: str = "") -> dict[str, Any]:
    """Return what may be written: the draft, or `text` as it was sent, with its size on the channel."""
    kept = selectors.drafted(contact_id=contact.pk, user=request.user)
    draft = kept.text if text is None else text
    channel = Channel(contact.channel)
    return {
        "contact": contact,
        "room": selectors.room_of(contact),
        "mode": mode_of(request, contact),
        "holds": holds(request, contact),
        "text": draft,
        "size": messaging.measure(channel=written_over(channel), text=draft),
        "message_key": key or str(uuid6.uuid7()),
        "wrap_up_codes": WrapUpCode,
        "code_drafted": kept.wrap_up_code,
        "note": kept.wrap_up_note,
    }


def written_over(channel: Channel) -> Channel:
    """Return the channel over which somebody who came over `channel` is written to."""
    return Channel.SMS if channel in (Channel.PHONE, Channel.SIGN) else channel


def holds(request: StaffRequest, contact: Contact) -> bool:
    """Tell whether the user has the contact in hand."""
    return contact.agent_id == request.user.id and contact.state in IN_HAND


def mode_of(request: StaffRequest, contact: Contact) -> str:
    """Return what the composer depends on, so that a page knows when to fetch it anew."""
    room = selectors.room_of(contact)
    of_room = f"-{room.state}-{room.phone_masked}" if room else ""
    return f"{contact.state}-{'holds' if holds(request, contact) else 'reads'}{of_room}"
