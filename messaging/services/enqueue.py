"""Put a message into the outbox."""

from datetime import datetime
from uuid import UUID

import uuid6
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.crypto import keyed_hash
from feed.doorbell import ring
from feed.errors import DomainError
from messaging import policies, providers
from messaging.models import OutboundMessage
from messaging.providers.base import Provider
from messaging.types import Channel, Purpose

DELIVER_TASKS = {"web": "messaging.tasks.deliver_web", "gateway": "messaging.tasks.deliver_gateway"}


class ChannelUnavailable(DomainError):
    """Nothing can be written over this channel here; `extra`: channel."""

    code = "channel_unavailable"
    status = 422
    message = _("이 채널로는 글을 보낼 수 없습니다.")


class EmptyText(DomainError):
    """There is nothing to send."""

    code = "empty_text"
    status = 422
    message = _("보낼 내용을 입력해 주세요.")


class TextTooLong(DomainError):
    """The text takes more than the channel carries; `extra`: used, limit, unit ("bytes", "characters")."""

    code = "text_too_long"
    status = 422
    message = _("내용이 너무 깁니다.")


class UnsendableText(DomainError):
    """The channel cannot carry some characters; `extra`: characters."""

    code = "unsendable_text"
    status = 422
    message = _("이 채널로 보낼 수 없는 글자가 있습니다.")


def enqueue(
    *,
    channel: Channel,
    recipient: str,
    text: str,
    purpose: Purpose,
    reference: str,
    idempotency_key: str,
    title: str = "",
    message_id: UUID | None = None,
    now: datetime,
) -> OutboundMessage:
    """Write a message to be sent once the caller's transaction has committed, and return it.

    `recipient` is a telephone number (SMS) or a contact's id (WEB); `reference` is "contact:<uuid>" or
    "complaint:<uuid>". The same `idempotency_key` a second time returns the first message and sends nothing more; with
    a `message_id` of one's own, that is seen from the id of what is returned.
    Raises ChannelUnavailable, InvalidRecipient, EmptyText, UnsendableText, TextTooLong.
    """
    provider = providers.for_channel(channel)
    if provider is None:
        raise ChannelUnavailable(channel=channel)
    address = provider.address(recipient)
    message = OutboundMessage(
        id=message_id or uuid6.uuid7(),
        idempotency_key=idempotency_key,
        channel=channel,
        recipient=address,
        recipient_hash=keyed_hash(address),
        title=policies.sendable_title(channel=channel, title=title),
        text=_checked_text(provider, text),
        purpose=purpose,
        reference=reference,
        provider=provider.name,
        not_before=now,
        created_at=now,
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        earlier = OutboundMessage.objects.filter(idempotency_key=idempotency_key).first()
        if earlier is None:
            raise
        return earlier
    ring(DELIVER_TASKS[provider.name])
    return message


def _checked_text(provider: Provider, text: str) -> str:
    size = provider.limits(text)
    if not size.used:
        raise EmptyText
    if size.unsendable:
        raise UnsendableText(characters=list(size.unsendable))
    if size.used > size.limit:
        raise TextTooLong(used=size.used, limit=size.limit, unit=size.unit)
    return size.text
