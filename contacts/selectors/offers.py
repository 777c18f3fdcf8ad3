"""What is offered to whom: contacts from the queues, and requests to take one over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from contacts.models import Contact, Message, Transfer
from contacts.selectors.citizens import is_certain, past_contact
from contacts.types import ContactPreview, ContactState, Direction, PastContact, TransferFacts, TransferState
from districts import selectors as districts
from korean import phone
from messaging.types import Channel
from routing.types import Decision, Handling

TRANSFERS_AT_ONCE = 100
RELATED = ("contact__district", "contact__topic", "from_user", "to_department", "to_district", "to_user")


def decision_line(contact: Contact) -> str:
    """Return in one line why the contact came where it is; "" when nothing was decided."""
    return Decision.from_json(contact.decision.decision).one_line() if contact.decision else ""


def previews(*, contact_ids: Iterable[UUID], user: User, now: datetime) -> dict[UUID, ContactPreview]:
    """Return what agents see of contacts that are offered to them, by contact id. The caller has the offers.

    Of what was before it tells only what `user` may see, of a citizen who is certain.
    """
    said = Message.objects.filter(contact=OuterRef("pk"), direction=Direction.INBOUND).order_by("-sequence")
    handed = Transfer.objects.filter(contact=OuterRef("pk"), to_district__isnull=False, state=TransferState.REQUESTED)
    chosen = Contact.objects.filter(pk__in=list(contact_ids)).select_related(
        "district", "topic", "department", "decision"
    )
    rows: list[Any] = list(
        chosen.annotate(last_words=Subquery(said.values("text")[:1]), summary=Subquery(handed.values("summary")[:1]))
    )
    before = _last_contacts(rows, user, now=now)
    return {
        row.pk: ContactPreview(
            id=row.pk,
            channel=row.channel,
            channel_label=str(Channel(row.channel).label),
            district_name=districts.local_name(row.district) if row.district else "",
            topic_name=districts.local_name(row.topic) if row.topic else "",
            department_name=row.department.name if row.department else "",
            phone_masked=_masked_phone(row),
            decision_line=decision_line(row),
            emergency=row.decision is not None and row.decision.handling == Handling.EMERGENCY,
            last_words=(row.last_words or "")[:200],
            opened_at=row.opened_at,
            relayed=row.relayed,
            summary=row.summary or "",
            last_contact=before.get(row.pk),
        )
        for row in rows
    }


def _last_contacts(rows: Iterable[Contact], user: User, *, now: datetime) -> dict[UUID, PastContact]:
    """Return by contact the last closed one of its citizen that `user` may see, where it is certain who they are."""
    certain = {row.pk: row.citizen_id for row in rows if is_certain(row, now=now)}
    closed = Contact.objects.visible_to(user).filter(citizen__in=certain.values(), state=ContactState.CLOSED)
    latest = closed.select_related("district", "topic").order_by("citizen", "-id").distinct("citizen")
    last = {row.citizen_id: past_contact(row) for row in latest}
    return {contact_id: last[citizen_id] for contact_id, citizen_id in certain.items() if citizen_id in last}


def transfers_for(*, user: User) -> list[Transfer]:
    """Return at most 100 live requests to take a contact over: for officials those to them, for others their own."""
    live = Transfer.objects.visible_to(user).filter(state=TransferState.REQUESTED)
    if user.role not in (Role.OFFICIAL, Role.HEAD):
        live = live.filter(from_user=user)
    return list(live.select_related(*RELATED).order_by("expires_at")[:TRANSFERS_AT_ONCE])


def requests_to(*, user: User) -> list[Transfer]:
    """Return at most 100 live requests that `user` can take: to them, or to a department of theirs."""
    asked = Q(to_user=user)
    if user.role in (Role.OFFICIAL, Role.HEAD):
        to_department = access_of(user=user).rows(district="to_department__district", department="to_department")
        asked |= Q(to_user=None, to_department__isnull=False) & to_department
    live = Transfer.objects.filter(asked, state=TransferState.REQUESTED)
    return list(live.select_related(*RELATED).order_by("expires_at")[:TRANSFERS_AT_ONCE])


def transfer_facts(*, transfer_id: UUID) -> TransferFacts | None:
    """Return how a hand-over stands and the number that rings: the receiver's or else the department's."""
    found = Transfer.objects.select_related("to_user").filter(pk=transfer_id).first()
    if found is None:
        return None
    extension = found.to_user.extension if found.to_user else ""
    department = districts.department(code=found.to_department_id) if found.to_department_id else None
    return TransferFacts(
        transfer_id=found.pk,
        state=TransferState(found.state),
        number=extension or (department.phone if department else ""),
    )


def _masked_phone(contact: Contact) -> str:
    return phone.mask(contact.address) if contact.address and contact.channel in (Channel.PHONE, Channel.SMS) else ""
