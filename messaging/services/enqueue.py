"""Put a message into the outbox."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

import uuid6
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.crypto import keyed_hash
from feed.doorbell import ring_until_answered
from feed.errors import DomainError
from messaging import policies, providers
from messaging.models import OutboundMessage
from messaging.policies import extras as kakao
from messaging.policies import templates as wording
from messaging.policies.addresses import address_of
from messaging.selectors import approved_template, sender_of
from messaging.types import Alternative, Channel, Extras, Purpose, SenderChoice


class ChannelUnavailable(DomainError):
    """Nothing can be written over this channel here; `extra`: channel."""

    code = "channel_unavailable"
    status = 422
    message = _("이 채널로는 글을 보낼 수 없습니다.")


class InvalidRecipient(DomainError):
    """The address is not one the channel can reach; `extra`: channel."""

    code = "invalid_recipient"
    status = 422
    message = _("이 채널로 보낼 수 없는 주소입니다.")


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


class TemplateUnavailable(DomainError):
    """No approved words say this, or one of their variables has no value; `extra`: purpose."""

    code = "template_unavailable"
    status = 422
    message = _("승인된 알림톡 템플릿이 없거나 채울 내용이 모자랍니다.")


@dataclass(frozen=True)
class _Words:
    """What is sent: checked, as the channel takes it."""

    text: str
    title: str = ""
    extras: Extras = field(default_factory=Extras)
    template_code: str = ""


def enqueue(
    *,
    channel: Channel,
    recipient: str,
    text: str,
    purpose: Purpose,
    reference: str,
    idempotency_key: str,
    title: str = "",
    extras: Extras = Extras(),  # noqa: B008
    variables: Mapping[str, str] | None = None,
    language: str = "ko",
    alternatives: Sequence[Alternative] = (),
    district_code: str = "",
    message_id: UUID | None = None,
    now: datetime,
) -> OutboundMessage:
    """Write a message to be sent once the caller's transaction has committed, and return it.

    `recipient` is a telephone number (SMS, ALIMTALK), a contact's id (WEB), a user key (KAKAO) or an e-mail address;
    `reference` is "contact:<uuid>", "complaint:<uuid>" or, in what is written to staff, "article:<uuid>". Over KAKAO
    the text may have buttons and quick replies (`extras`); an ALIMTALK has no words of its own but those approved for
    `purpose` in `language`, filled with `variables`. When it fails for certain the first of the `alternatives` that can
    be sent goes out in its place; of a legal duty also when nothing was heard of it for hours. The sender is that of
    the district, else of the city. What can wait goes out after the quiet hours. The same `idempotency_key` a second
    time returns the first message and sends nothing more; with a `message_id` of one's own, that is seen from the id of
    what is returned.

    Raises ChannelUnavailable, InvalidRecipient, EmptyText, UnsendableText, TextTooLong, TemplateUnavailable, and
    ValueError for extras that break a limit of Kakao's: a mistake of the program, not of a person.
    """
    sender = sender_of(channel=channel, district_code=district_code, now=now)
    if sender is None:
        raise ChannelUnavailable(channel=channel)
    try:
        address = address_of(channel=channel, recipient=recipient)
    except ValueError as error:
        raise InvalidRecipient(channel=channel) from error
    if channel == Channel.ALIMTALK:
        words = _approved(sender, purpose=purpose, language=language, variables=variables or {})
    else:
        words = _own(sender, channel=channel, text=text, title=title, extras=extras)
    message = OutboundMessage(
        id=message_id or uuid6.uuid7(),
        idempotency_key=idempotency_key,
        channel=channel,
        recipient=address,
        recipient_hash=keyed_hash(address),
        title=words.title,
        text=words.text,
        extras=kakao.written(words.extras),
        template_code=words.template_code,
        alternatives=written_alternatives(alternatives, district_code=district_code),
        district_code=district_code,
        purpose=purpose,
        reference=reference,
        provider=sender.provider,
        sender=sender.key,
        not_before=policies.earliest(channel=channel, purpose=purpose, quiet=settings.QUIET_HOURS, now=now),
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
    ring_until_answered(task_of(sender.provider))
    return message


def task_of(provider: str) -> str:
    """Return the name of the task that sends what is due of the provider."""
    return f"messaging.tasks.deliver_{provider}"


def written_alternatives(alternatives: Sequence[Alternative], *, district_code: str) -> str:
    """Return the ways that are left as they are stored; "" for none."""
    if not alternatives:
        return ""
    ways = [asdict(way) | {"variables": dict(way.variables)} for way in alternatives]
    return json.dumps({"district": district_code, "ways": ways}, ensure_ascii=False)


def read_alternatives(stored: str) -> tuple[list[Alternative], str]:
    """Return the ways that are left, and the district whose sender they leave from."""
    if not stored:
        return [], ""
    content = json.loads(stored)
    ways = [Alternative(**way | {"channel": Channel(way["channel"])}) for way in content["ways"]]
    return ways, content["district"]


def _own(sender: SenderChoice, *, channel: Channel, text: str, title: str, extras: Extras) -> _Words:
    size = providers.by_name()[sender.provider].limits(channel=channel, text=text)
    if not size.used:
        raise EmptyText
    if size.unsendable:
        raise UnsendableText(characters=list(size.unsendable))
    if size.used > size.limit:
        raise TextTooLong(used=size.used, limit=size.limit, unit=size.unit)
    carried = kakao.checked(extras) if channel == Channel.KAKAO else Extras()
    return _Words(text=size.text, title=policies.sendable_title(channel=channel, title=title), extras=carried)


def _approved(sender: SenderChoice, *, purpose: Purpose, language: str, variables: Mapping[str, str]) -> _Words:
    """Return the approved words for the purpose, filled; what does not fit any more is as good as not approved."""
    approval = approved_template(purpose=purpose, language=language, provider=sender.provider, sender=sender.key)
    if approval is None:
        raise TemplateUnavailable(purpose=purpose)
    template = approval.template
    try:
        title = wording.fill(template.title, variables)
        size = policies.measure(channel=Channel.ALIMTALK, text=wording.fill(template.text, variables))
        buttons = wording.fill_buttons(template.buttons, variables)
    except wording.TemplateBroken as error:
        raise TemplateUnavailable(purpose=purpose) from error
    if not size.fits or not wording.filled_from(template.text, size.text):
        raise TemplateUnavailable(purpose=purpose)
    return _Words(text=size.text, title=title, extras=Extras(buttons=buttons), template_code=approval.code)
