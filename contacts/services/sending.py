"""Write to a citizen: a line in the conversation and a row in the outbox, both or neither."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import uuid6
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Contact, Message
from contacts.policies import wording
from contacts.policies.address import written_answer
from contacts.services.conversation import add_line, lock, tell_message
from contacts.types import Author, Direction
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging import services as messaging
from messaging.types import Purpose

if TYPE_CHECKING:
    from messaging.models import OutboundMessage

NOTICE = "notice"


class NoWayToWrite(DomainError):
    """The citizen cannot be written to (number withheld, or a line that receives no text messages): 422."""

    code = "no_way_to_write"
    status = 422
    message = _("글을 보낼 수 없는 연락처입니다. 말로 안내하고 '말함'으로 기록하세요.")


def can_write(contact: Contact) -> bool:
    """Tell whether there is a way to write to the citizen of the contact."""
    return written_answer(channel=contact.channel, address=contact.address) is not None


def send(
    contact: Contact,
    *,
    text: str,
    purpose: Purpose,
    author: Author,
    now: datetime,
    user: User | None = None,
    article_id: UUID | None = None,
    title: str = "",
    reference: str = "",
    idempotency_key: str = "",
) -> Message:
    """Write `text` to the citizen of a locked contact and return its line; the same `idempotency_key` twice sends once.

    A caller is written to by SMS. Raises NoWayToWrite, and what `messaging.services.enqueue` raises for the text.
    """
    destination = written_answer(channel=contact.channel, address=contact.address)
    if destination is None:
        raise NoWayToWrite
    channel, recipient = destination
    message_id, outbound_id = uuid6.uuid7(), uuid6.uuid7()
    outbound = messaging.enqueue(
        channel=channel,
        recipient=recipient,
        text=text,
        purpose=purpose,
        reference=reference or f"contact:{contact.pk}",
        idempotency_key=idempotency_key or f"message:{message_id}",
        title=title,
        message_id=outbound_id,
        now=now,
    )
    sent_before = None if outbound.pk == outbound_id else Message.objects.filter(outbound=outbound).first()
    if sent_before is not None:
        return sent_before
    return add_line(
        contact,
        direction=Direction.OUTBOUND,
        author=author,
        text=outbound.text,
        now=now,
        message_id=message_id,
        user=user,
        article_id=article_id,
        outbound=outbound,
    )


def try_to_send(
    contact: Contact, *, text: str, purpose: Purpose, now: datetime, article_id: UUID | None = None
) -> Message | None:
    """Send an automatic text to the citizen of a locked contact; None without a way to, or when the channel refuses it.

    What a citizen wrote is never lost because an automatic answer to it cannot be sent.
    """
    if not can_write(contact):
        return None
    try:
        with unit_of_work():
            return send(contact, text=text, purpose=purpose, author=Author.AUTOMATIC, article_id=article_id, now=now)
    except DomainError:
        contact.refresh_from_db(fields=["message_count"])
        return None


def post_notice(
    *,
    contact_id: UUID,
    text: str,
    purpose: Purpose,
    reference: str,
    idempotency_key: str,
    title: str = "",
    now: datetime,
) -> "OutboundMessage | None":
    """Write a notice into the conversation, also a closed one, and send it over the channel the citizen came from.

    A caller gets an SMS. The same `idempotency_key` again returns the first message. None: there is no way to write to
    this citizen; a line for staff says so, with the notice. Raises ContactNotFound, and what messaging refuses.
    """
    with unit_of_work():
        contact = lock(contact_id)
        if not can_write(contact):
            _leave_to_staff(contact, text, idempotency_key=idempotency_key, now=now)
            return None
        line = send(
            contact,
            text=text,
            purpose=purpose,
            author=Author.SYSTEM,
            title=title,
            reference=reference,
            idempotency_key=idempotency_key,
            now=now,
        )
        tell_message(contact, now=now)
        return line.outbound


def _leave_to_staff(contact: Contact, text: str, *, idempotency_key: str, now: datetime) -> None:
    """Add a line with the notice that somebody has to tell by telephone; the same notice again adds none."""
    notice_id = idempotency_key[:120]
    if Message.objects.filter(provider=NOTICE, provider_message_id=notice_id).exists():
        return
    add_line(
        contact,
        direction=Direction.SYSTEM,
        author=Author.SYSTEM,
        text=wording.cannot_write(text=text),
        provider=NOTICE,
        provider_message_id=notice_id,
        now=now,
    )
    tell_message(contact, now=now)
