"""The steps every service is made of: lock the contact, move it, add a line to it, tell who must hear.

Locks are taken in this order: identity, contact, transfer, then those of the outbox, of routing, and of the feed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from contacts.models import Contact, Message
from contacts.policies.live import LIVE_CHANNELS
from contacts.policies.transitions import OFFICIALS, Action, NotAllowed, check_role, next_state
from contacts.selectors import ContactNotFound
from contacts.types import Author, ContactState, Direction
from districts.types import CITY_HALL
from feed.errors import DomainError
from feed.services import publish
from messaging.types import Channel
from routing.selectors.live_offers import live_offer_of
from routing.types import WorkKind


class NotYourContact(DomainError):
    """Somebody else holds the contact: 403, with `holder` (a name)."""

    code = "not_your_contact"
    status = 403

    def __init__(self, *, holder: str) -> None:
        super().__init__(
            _("%(holder)s님이 맡은 상담입니다. 급하면 관리자가 대기열로 되돌릴 수 있습니다.") % {"holder": holder},
            holder=holder,
        )


def lock(contact_id: UUID) -> Contact:
    """Lock the contact's row until the transaction ends. Raises ContactNotFound."""
    contact = Contact.objects.select_for_update(of=("self",)).select_related("citizen").filter(pk=contact_id).first()
    if contact is None:
        raise ContactNotFound
    return contact


def lock_for(contact_id: UUID, *, user: User, action: Action) -> Contact:
    """Lock a contact for what `user` wants to do with it: who may see it, and has the role.

    Of officials only the one who has it, or had it last. Raises ContactNotFound (404), NotAllowed (403),
    ActionNotPossible (409).
    """
    contact = lock(contact_id)
    if not Contact.objects.visible_to(user).filter(pk=contact.pk).exists():
        raise ContactNotFound
    check_role(action=action, role=user.role)
    if user.role in OFFICIALS and contact.agent_id != user.id:
        raise NotAllowed
    next_state(action=action, state=contact.state)
    return contact


def lock_held(contact_id: UUID, *, user: User, action: Action) -> Contact:
    """Lock a contact for something only its holder does. Raises NotYourContact (403), and what `lock_for` raises."""
    contact = lock_for(contact_id, user=user, action=action)
    if contact.agent is not None and contact.agent_id != user.id:
        raise NotYourContact(holder=str(contact.agent))
    return contact


def advance(contact: Contact, action: Action, **changes: Any) -> None:
    """Do `action` on a locked contact, with the columns it changes besides the state. Raises ActionNotPossible.

    A call that nobody has in hand any more is not on hold either.
    """
    contact.state = next_state(action=action, state=contact.state)
    contact.version += 1
    if contact.held_at is not None and contact.state != ContactState.ACTIVE:
        changes["held_at"] = None
    for name, value in changes.items():
        setattr(contact, name, value)
    contact.save(update_fields=["state", "version", *changes])


def add_line(
    contact: Contact,
    *,
    direction: Direction,
    author: Author,
    text: str,
    now: datetime,
    message_id: UUID | None = None,
    **columns: Any,
) -> Message:
    """Add one line to a locked contact, after the ones it has."""
    contact.message_count += 1
    contact.save(update_fields=["message_count"])
    if message_id is not None:
        columns["id"] = message_id
    return Message.objects.create(
        contact=contact,
        sequence=contact.message_count,
        direction=direction,
        author=author,
        text=text,
        created_at=now,
        **columns,
    )


def add_system_line(contact: Contact, text: str, *, now: datetime) -> Message:
    """Add a line that tells staff what happened."""
    return add_line(contact, direction=Direction.SYSTEM, author=Author.SYSTEM, text=text, now=now)


def work_kind(contact: Contact) -> WorkKind:
    """Return what kind of work the contact is for a seat: who calls or signs has an agent to themselves."""
    return WorkKind.VOICE if contact.channel in LIVE_CHANNELS else WorkKind.TEXT


def tell(contact: Contact, kind: str, *, now: datetime, also: Iterable[str] = (), **ids: str) -> None:
    """Tell the conversation, its holder, its district and the city that it changed; of a call, telephony too."""
    streams = [f"contact:{contact.pk}", f"district:{contact.district_id or CITY_HALL}", "city", *also]
    if contact.agent_id:
        streams.append(f"user:{contact.agent_id}")
    if contact.channel == Channel.PHONE:
        streams.append("calls")
    publish(streams=streams, kind=kind, ids=_ids(contact) | ids, now=now)


def tell_message(contact: Contact, *, now: datetime) -> None:
    """Tell the conversation, and its holder or the agent it is offered to, that it has a new line."""
    streams = [f"contact:{contact.pk}"]
    if contact.agent_id:
        streams.append(f"user:{contact.agent_id}")
    elif contact.state == ContactState.WAITING and (offer := live_offer_of(contact_ref=contact.pk)):
        streams.append(f"user:{offer.agent_id}")
    publish(streams=streams, kind="contact.message", ids=_ids(contact), now=now)


def _ids(contact: Contact) -> dict[str, str]:
    ids = {"contact": str(contact.pk), "district": contact.district_id or CITY_HALL}
    if contact.department_id:
        ids["department"] = contact.department_id
    return ids
