"""Read contacts: for staff by what they may see, for citizens by their token."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Contact, ContactQuerySet, Draft, Message, Transfer
from contacts.policies.live import slower_minutes
from contacts.policies.results import suggested_result
from contacts.policies.transitions import Action, is_possible
from contacts.selectors.call_backs import (
    call_back_load,
    call_back_of,
    call_back_promises,
    call_backs_to_make,
    follow_ups,
    wait_of_call,
)
from contacts.selectors.citizens import CitizenNotFound, citizen_card, earlier_contacts, phone_ends_with
from contacts.selectors.colleagues import can_take, colleagues
from contacts.selectors.macros import filled_macros, macro_variables, macros
from contacts.selectors.offers import (
    decision_line,
    previews,
    requests_to,
    transfer_facts,
    transfers_for,
)
from contacts.selectors.protection import incident_of, incidents
from contacts.selectors.rooms import files_of_lines, room_of
from contacts.selectors.viewing import viewers
from contacts.types import (
    Author,
    CallFacts,
    CitizenThread,
    ContactState,
    Direction,
    FileLine,
    ThreadMessage,
    TimelineEntry,
    as_quick_replies,
)
from feed.errors import DomainError
from messaging import selectors as messaging
from messaging.types import UNSENT, DeliveryLine, OutboundState
from routing import selectors as routing

__all__ = [
    "CitizenNotFound",
    "ContactNotFound",
    "call_back_load",
    "call_back_of",
    "call_back_promises",
    "call_backs_to_make",
    "call_facts",
    "can_take",
    "citizen_card",
    "colleagues",
    "contact",
    "contacts_visible",
    "decision_line",
    "draft",
    "drafted",
    "earlier_contacts",
    "files_of_lines",
    "filled_macros",
    "follow_ups",
    "incident_of",
    "incidents",
    "last_lines",
    "macro_variables",
    "macros",
    "phone_ends_with",
    "previews",
    "requests_to",
    "room_of",
    "slower_minutes",
    "suggested_result",
    "thread_for_citizen",
    "timeline",
    "timeline_line",
    "transfer_facts",
    "transfers_for",
    "transfers_of",
    "viewers",
    "wait_of_call",
    "work_in_hand",
]

IN_HAND = (ContactState.ACTIVE, ContactState.WRAP_UP)
SHOWN_ON_CARD = 20
THREAD_LENGTH = 500
TRANSFERS_AT_ONCE = 100
# A page shows also what was said another way because nobody had opened it.
ON_THE_PAGE = (OutboundState.SENT, OutboundState.DELIVERED, OutboundState.REPLACED)


class ContactNotFound(DomainError):
    """There is no such contact, or not for this user: 404."""

    code = "contact_not_found"
    status = 404
    message = _("그런 상담이 없거나 볼 수 없는 상담입니다.")


def contacts_visible(*, user: User) -> ContactQuerySet:
    """Return the contacts `user` may see, newest first, with everything a list shows of them fetched at once."""
    related = ("citizen", "district", "topic", "department", "agent", "decision")
    return Contact.objects.visible_to(user).select_related(*related).order_by("-id")


def contact(*, contact_id: UUID, user: User) -> Contact:
    """Return one contact with its district, topic, department, agent and decision. Raises ContactNotFound."""
    found = contacts_visible(user=user).filter(pk=contact_id).first()
    if found is None:
        raise ContactNotFound
    return found


def work_in_hand(*, user: User) -> list[Contact]:
    """Return the contacts the user holds, conversations and wrap-ups, the oldest first."""
    held = contacts_visible(user=user).filter(agent=user, state__in=IN_HAND)
    return list(held.order_by("accepted_at", "id"))


def _is_asked(contact: Contact, state: ContactState) -> bool:
    """Whether the citizen is being asked which district it is: by the machine, or by the agent they talk to."""
    by_agent = bool((contact.question or {}).get("by_agent"))
    return state == ContactState.ASKING or (state == ContactState.ACTIVE and by_agent)


def timeline(*, contact_id: UUID, user: User, before: int | None = None, limit: int = 100) -> list[TimelineEntry]:
    """Return the last `limit` lines of a contact (before the line numbered `before`), oldest first.

    Lines that were sent tell how far they got. Raises ContactNotFound.
    """
    seen = Contact.objects.visible_to(user).filter(pk=contact_id)
    lines = Message.objects.filter(contact__in=seen).select_related("user")
    if before is not None:
        lines = lines.filter(sequence__lt=before)
    newest = list(lines.order_by("-sequence")[:limit])
    if not newest and not seen.exists():
        raise ContactNotFound
    deliveries = messaging.lines_of(message_ids=[line.outbound_id for line in newest if line.outbound_id])
    files = files_of_lines(message_ids=[line.pk for line in newest])
    return [
        _entry(line, deliveries.get(line.outbound_id or line.pk), files.get(line.pk, ())) for line in reversed(newest)
    ]


def last_lines(*, contact_ids: Iterable[UUID], limit: int = 12) -> dict[UUID, list[TimelineEntry]]:
    """Return the last `limit` lines of each contact that were said or noted, without how far they got. One query.

    The caller may see the contacts.
    """
    said = Message.objects.filter(contact__in=list(contact_ids), sequence__gt=F("contact__message_count") - limit)
    lines: dict[UUID, list[TimelineEntry]] = {}
    for line in said.exclude(direction=Direction.SYSTEM).select_related("user").order_by("contact", "sequence"):
        lines.setdefault(line.contact_id, []).append(_entry(line, None))
    return lines


def timeline_line(*, message: Message) -> TimelineEntry:
    """Return one line, which the caller has just written, as staff see it."""
    delivery = messaging.lines_of(message_ids=[message.outbound_id]) if message.outbound_id else {}
    return _entry(message, delivery.get(message.outbound_id or message.pk))


def _way(way: DeliveryLine, *, many: bool) -> str:
    return f"{way.channel.label} {way.state.label}" if many else str(way.state.label)


def _entry(line: Message, delivery: DeliveryLine | None, files: tuple[FileLine, ...] = ()) -> TimelineEntry:
    last = delivery.last if delivery else None
    return TimelineEntry(
        id=line.pk,
        sequence=line.sequence,
        direction=Direction(line.direction),
        author=Author(line.author),
        author_name=str(line.user) if line.user else str(Author(line.author).label),
        text=line.text,
        spoken=line.spoken,
        article_id=line.article_id,
        at=line.created_at,
        outbound_id=line.outbound_id,
        delivery=last.state.value if last else "",
        delivery_label=" → ".join(_way(way, many=bool(delivery.fallbacks)) for way in delivery.ways)
        if delivery
        else "",
        failure_reason=str(last.failure_reason.label) if last and last.failure_reason else "",
        files=files,
    )


def draft(*, contact_id: UUID, user: User) -> str:
    """Return what the user typed into the contact and has not sent; "" for nothing."""
    return drafted(contact_id=contact_id, user=user).text


def drafted(*, contact_id: UUID, user: User) -> Draft:
    """Return what the user has typed into the contact, with the result they began to give; empty (unsaved) for none."""
    found = Draft.objects.filter(contact=contact_id, user=user).first()
    return found or Draft(contact_id=contact_id, user=user)


def thread_for_citizen(*, contact_id: UUID, after: int | None = None, now: datetime) -> CitizenThread:
    """Return the conversation as its citizen sees it: their words, and what was sent to them.

    `after` is the `cursor` of an earlier answer; without it the conversation comes whole (its last 500 lines).
    Staff notes, and what still waits to be sent, are not in it. The caller has checked the token.
    Raises ContactNotFound.
    """
    found = Contact.objects.select_related("agent").filter(pk=contact_id).first()
    if found is None:
        raise ContactNotFound
    inbound = Q(direction=Direction.INBOUND)
    lines = Message.objects.filter(inbound | Q(direction=Direction.OUTBOUND), contact=found, sequence__gt=after or 0)
    newest = list(lines.order_by("-sequence").annotate(outbox_state=F("outbound__state"))[:THREAD_LENGTH])
    newest.reverse()
    shown = [line for line in newest if line.direction == Direction.INBOUND or line.outbox_state in ON_THE_PAGE]
    pending = [line.sequence for line in newest if line.outbox_state in UNSENT]
    state = ContactState(found.state)
    return CitizenThread(
        contact_id=found.pk,
        state=state,
        position=routing.position(contact_ref=found.pk, now=now) if state == ContactState.WAITING else None,
        agent_name=str(found.agent) if found.agent and state == ContactState.ACTIVE else "",
        question=as_quick_replies(found.question) if _is_asked(found, state) else (),
        can_ask_for_agent=state not in IN_HAND
        and state != ContactState.WAITING
        and is_possible(action=Action.ASK_FOR_AGENT, state=state),
        messages=tuple(_as_citizen_sees(line) for line in shown),
        cursor=min(pending, default=found.message_count + 1) - 1,
        unseen=tuple(
            line.outbound_id for line in shown if line.outbound_id and line.outbox_state != OutboundState.DELIVERED
        ),
    )


def transfers_of(*, contact_id: UUID, user: User) -> list[Transfer]:
    """Return who was asked to take the contact over, and how it ended; the newest first. Raises ContactNotFound."""
    if not Contact.objects.visible_to(user).filter(pk=contact_id).exists():
        raise ContactNotFound
    related = ("from_user", "to_department", "to_district", "to_user")
    return list(Transfer.objects.filter(contact=contact_id).select_related(*related).order_by("-requested_at"))


def call_facts(*, contact_id: UUID) -> CallFacts | None:
    """Return how a call stands, for telephony; None when the contact is not a call."""
    found = Contact.objects.select_related("agent").filter(pk=contact_id).exclude(external_call_id="").first()
    if found is None:
        return None
    return CallFacts(
        contact_id=found.pk,
        call_id=found.external_call_id,
        state=ContactState(found.state),
        agent_extension=found.agent.extension if found.agent else "",
        calls_back=found.address if found.state == ContactState.ACTIVE and call_back_of(found) else "",
    )


def _as_citizen_sees(line: Message) -> ThreadMessage:
    return ThreadMessage(
        id=line.pk,
        sequence=line.sequence,
        mine=line.direction == Direction.INBOUND,
        author=Author(line.author),
        text=line.text,
        article_id=line.article_id,
        at=line.created_at,
    )
