"""Read contacts: for staff by what they may see, for citizens by their token."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.types import Role
from contacts.models import Citizen, CitizenIdentity, Contact, ContactQuerySet, Draft, Message, Transfer
from contacts.policies.transitions import Action, is_possible
from contacts.types import (
    Answering,
    Author,
    CallFacts,
    CitizenCard,
    CitizenThread,
    ContactPreview,
    ContactState,
    Direction,
    IdentityKind,
    PastContact,
    ThreadMessage,
    TimelineEntry,
    TransferFacts,
    TransferState,
    WrapUpCode,
    as_quick_replies,
)
from districts import selectors as districts
from feed.errors import DomainError
from korean import phone
from messaging import selectors as messaging
from messaging.types import Channel, DeliveryLine, OutboundState
from routing import selectors as routing
from routing.types import Decision, Handling

IN_HAND = (ContactState.ACTIVE, ContactState.WRAP_UP)
SHOWN_ON_CARD = 20
THREAD_LENGTH = 500
TRANSFERS_AT_ONCE = 100
ARRIVED = (OutboundState.SENT, OutboundState.DELIVERED)


class ContactNotFound(DomainError):
    """There is no such contact, or not for this user: 404."""

    code = "contact_not_found"
    status = 404
    message = _("그런 상담이 없거나 볼 수 없는 상담입니다.")


class CitizenNotFound(DomainError):
    """There is no such citizen, or not for this user: 404."""

    code = "citizen_not_found"
    status = 404
    message = _("그런 시민이 없거나 볼 수 없는 시민입니다.")


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


def decision_line(contact: Contact) -> str:
    """Return in one line why the contact came where it is; "" when nothing was decided."""
    return Decision.from_json(contact.decision.decision).one_line() if contact.decision else ""


def _is_asked(contact: Contact, state: ContactState) -> bool:
    """Whether the citizen is being asked which district it is: by the machine, or by the agent they talk to."""
    by_agent = bool((contact.question or {}).get("by_agent"))
    return state == ContactState.ASKING or (state == ContactState.ACTIVE and by_agent)


def previews(*, contact_ids: Iterable[UUID]) -> dict[UUID, ContactPreview]:
    """Return what agents see of contacts that are offered to them, by contact id. The caller has the offers."""
    said = Message.objects.filter(contact=OuterRef("pk"), direction=Direction.INBOUND).order_by("-sequence")
    rows = Contact.objects.filter(pk__in=list(contact_ids)).select_related(
        "district", "topic", "department", "decision"
    )
    return {
        row.pk: ContactPreview(
            id=row.pk,
            channel=row.channel,
            channel_label=str(Channel(row.channel).label),
            district_name=row.district.name if row.district else "",
            topic_name=row.topic.name if row.topic else "",
            department_name=row.department.name if row.department else "",
            phone_masked=_masked_phone(row),
            decision_line=decision_line(row),
            emergency=row.decision is not None and row.decision.handling == Handling.EMERGENCY,
            last_words=(row.last_words or "")[:200],  # type: ignore[attr-defined]
            opened_at=row.opened_at,
        )
        for row in rows.annotate(last_words=Subquery(said.values("text")[:1]))
    }


def timeline(*, contact_id: UUID, user: User, before: int | None = None, limit: int = 100) -> list[TimelineEntry]:
    """Return the last `limit` lines of a contact (before the line numbered `before`), oldest first.

    Lines that were sent tell how far they got. Raises ContactNotFound.
    """
    if not Contact.objects.visible_to(user).filter(pk=contact_id).exists():
        raise ContactNotFound
    lines = Message.objects.filter(contact=contact_id).select_related("user")
    if before is not None:
        lines = lines.filter(sequence__lt=before)
    newest = list(lines.order_by("-sequence")[:limit])
    deliveries = messaging.lines_of(message_ids=[line.outbound_id for line in newest if line.outbound_id])
    return [_entry(line, deliveries.get(line.outbound_id or line.pk)) for line in reversed(newest)]


def timeline_line(*, message: Message) -> TimelineEntry:
    """Return one line, which the caller has just written, as staff see it."""
    delivery = messaging.lines_of(message_ids=[message.outbound_id]) if message.outbound_id else {}
    return _entry(message, delivery.get(message.outbound_id or message.pk))


def _entry(line: Message, delivery: DeliveryLine | None) -> TimelineEntry:
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
        delivery=delivery.state.value if delivery else "",
        delivery_label=str(delivery.state.label) if delivery else "",
        failure_reason=str(delivery.failure_reason.label) if delivery and delivery.failure_reason else "",
    )


def draft(*, contact_id: UUID, user: User) -> str:
    """Return what the user typed into the contact and has not sent; "" for nothing."""
    return Draft.objects.filter(contact=contact_id, user=user).values_list("text", flat=True).first() or ""


def citizen_card(*, citizen_id: UUID, user: User) -> CitizenCard:
    """Return who the citizen is and their last 20 contacts, of those that `user` may see. Raises CitizenNotFound."""
    citizen = Citizen.objects.visible_to(user).filter(pk=citizen_id).first()
    if citizen is None:
        raise CitizenNotFound
    numbers = CitizenIdentity.objects.filter(citizen=citizen, kind=IdentityKind.PHONE).order_by("id")
    number = next((identity.value for identity in numbers[:1]), "")
    history = Contact.objects.visible_to(user).filter(citizen=citizen)
    shown = history.select_related("district", "topic").order_by("-id")[:SHOWN_ON_CARD]
    return CitizenCard(
        id=citizen.pk,
        name=citizen.name,
        language=citizen.language,
        note=citizen.note,
        phone=phone.display(number) if number else "",
        phone_masked=phone.mask(number) if number else "",
        anonymous=not number and not citizen.name,
        contacts=tuple(_past(row) for row in shown),
        contact_count=history.count(),
    )


def phone_ends_with(*, citizen_id: UUID, last_digits: str) -> bool:
    """Tell whether a telephone number of the citizen ends with these four digits; False for anything else."""
    if len(last_digits) != 4 or not last_digits.isdecimal():
        return False
    numbers = CitizenIdentity.objects.filter(citizen=citizen_id, kind=IdentityKind.PHONE)
    return any(identity.value.endswith(last_digits) for identity in numbers)


def thread_for_citizen(*, contact_id: UUID, after: int | None = None) -> CitizenThread:
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
    shown = [line for line in reversed(newest) if line.direction == Direction.INBOUND or line.outbox_state in ARRIVED]
    pending = [
        line.sequence
        for line in newest
        if line.outbox_state and line.outbox_state not in (*ARRIVED, OutboundState.CANCELLED)
    ]
    state = ContactState(found.state)
    return CitizenThread(
        contact_id=found.pk,
        state=state,
        position=routing.position(contact_ref=found.pk) if state == ContactState.WAITING else None,
        agent_name=str(found.agent) if found.agent and state == ContactState.ACTIVE else "",
        question=as_quick_replies(found.question) if _is_asked(found, state) else (),
        can_ask_for_agent=state not in IN_HAND
        and state != ContactState.WAITING
        and is_possible(action=Action.ASK_FOR_AGENT, state=state),
        messages=tuple(_as_citizen_sees(line) for line in shown),
        cursor=min(pending, default=found.message_count + 1) - 1,
        unseen=tuple(
            line.outbound_id for line in shown if line.outbound_id and line.outbox_state == OutboundState.SENT
        ),
    )


def transfers_for(*, user: User) -> list[Transfer]:
    """Return at most 100 live requests to take a contact over: for officials those to them, for others their own."""
    live = Transfer.objects.visible_to(user).filter(state=TransferState.REQUESTED)
    if user.role not in (Role.OFFICIAL, Role.HEAD):
        live = live.filter(from_user=user)
    related = ("contact__district", "contact__topic", "from_user", "to_department", "to_user")
    return list(live.select_related(*related).order_by("expires_at")[:TRANSFERS_AT_ONCE])


def transfers_of(*, contact_id: UUID, user: User) -> list[Transfer]:
    """Return who was asked to take the contact over, and how it ended; the newest first. Raises ContactNotFound."""
    if not Contact.objects.visible_to(user).filter(pk=contact_id).exists():
        raise ContactNotFound
    related = ("from_user", "to_department", "to_user")
    return list(Transfer.objects.filter(contact=contact_id).select_related(*related).order_by("-requested_at"))


def answering(*, user: User, since: datetime, in_time_seconds: int, soon_seconds: int) -> Answering:
    """Return how the contacts that began to wait at or after `since`, as far as `user` may see them, were answered.

    In time is within `in_time_seconds`, soon within `soon_seconds`. One query.
    """
    answered, abandoned = Q(accepted_at__isnull=False), Q(accepted_at=None, closed_at__isnull=False)
    in_time = F("queued_at") + timedelta(seconds=in_time_seconds)
    soon = F("queued_at") + timedelta(seconds=soon_seconds)
    waited = ExpressionWrapper(F("accepted_at") - F("queued_at"), output_field=DurationField())
    counted = (
        Contact.objects.visible_to(user)
        .filter(queued_at__gte=since)
        .aggregate(
            answered=Count("id", filter=answered),
            answered_in_time=Count("id", filter=Q(accepted_at__lte=in_time)),
            abandoned=Count("id", filter=abandoned),
            abandoned_soon=Count("id", filter=abandoned & Q(closed_at__lte=soon)),
            waited=Sum(waited),
        )
    )
    total = counted.pop("waited") or timedelta()
    return Answering(**counted, total_wait_seconds=total.total_seconds())


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
    )


def transfer_facts(*, transfer_id: UUID) -> TransferFacts | None:
    """Return how a hand-over stands and the number that rings: the official's or else the department's."""
    found = Transfer.objects.select_related("to_user").filter(pk=transfer_id).first()
    if found is None:
        return None
    extension = found.to_user.extension if found.to_user else ""
    department = districts.department(code=found.to_department_id)
    return TransferFacts(
        transfer_id=found.pk,
        state=TransferState(found.state),
        number=extension or (department.phone if department else ""),
    )


def _masked_phone(contact: Contact) -> str:
    return phone.mask(contact.address) if contact.address and contact.channel in (Channel.PHONE, Channel.SMS) else ""


def _past(row: Contact) -> PastContact:
    return PastContact(
        id=row.pk,
        channel=row.channel,
        channel_label=str(Channel(row.channel).label),
        state=ContactState(row.state),
        state_label=str(ContactState(row.state).label),
        district_name=row.district.name if row.district else "",
        topic_name=row.topic.name if row.topic else "",
        wrap_up_label=str(WrapUpCode(row.wrap_up_code).label) if row.wrap_up_code else "",
        opened_at=row.opened_at,
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
