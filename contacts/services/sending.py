"""Write to a citizen: a line in the conversation and a row in the outbox, both or neither."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import uuid6
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import CitizenIdentity, Contact, Message
from contacts.policies import wording
from contacts.policies.address import written_answer
from contacts.services.conversation import add_line, lock, tell_message
from contacts.services.rooms import RoomClosed, room_is_open
from contacts.types import Author, Direction, IdentityKind
from feed.errors import DomainError
from feed.services import unit_of_work
from korean import phone
from messaging import services as messaging
from messaging.types import Alternative, Channel, Extras, Purpose

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
    extras: Extras | None = None,
    reference: str = "",
    idempotency_key: str = "",
) -> Message:
    """Write `text` to the citizen of a locked contact and return its line; the same `idempotency_key` twice sends once.

    A caller is written to by SMS. `extras` are the buttons and quick replies of a KakaoTalk message. What an agent
    writes into a KakaoTalk room that is over by then goes to the citizen's confirmed number as an SMS.
    Raises NoWayToWrite, RoomClosed where there is no such number, and what `messaging.services.enqueue` raises.
    """
    destination = written_answer(channel=contact.channel, address=contact.address)
    if destination is None:
        raise NoWayToWrite
    channel, recipient = destination
    by_sms: list[Alternative] = []
    if channel == Channel.KAKAO and author == Author.AGENT:
        by_sms = [Alternative(channel=Channel.SMS, recipient=number, text=text) for number in confirmed_phones(contact)]
    way = Alternative(channel=channel, recipient=recipient, text=text, title=title)
    is_over = channel == Channel.KAKAO and not room_is_open(contact)
    if is_over and not by_sms:
        raise RoomClosed
    return send_by(
        contact,
        by_sms if is_over else [way, *by_sms],
        purpose=purpose,
        author=author,
        now=now,
        user=user,
        article_id=article_id,
        extras=extras,
        reference=reference,
        idempotency_key=idempotency_key,
    )


def send_by(
    contact: Contact,
    ways: Sequence[Alternative],
    *,
    purpose: Purpose,
    author: Author,
    now: datetime,
    user: User | None = None,
    article_id: UUID | None = None,
    extras: Extras | None = None,
    reference: str = "",
    idempotency_key: str = "",
) -> Message:
    """Send by the first of `ways`, the others left as its alternatives, and add the line to a locked contact.

    The same `idempotency_key` again sends nothing. Raises what `messaging.services.enqueue` raises.
    """
    way, *others = ways
    message_id, outbound_id = uuid6.uuid7(), uuid6.uuid7()
    outbound = messaging.enqueue(
        channel=way.channel,
        recipient=way.recipient,
        text=way.text,
        title=way.title,
        purpose=purpose,
        reference=reference or f"contact:{contact.pk}",
        idempotency_key=idempotency_key or f"message:{message_id}",
        extras=extras or Extras(),
        variables=way.variables,
        language=way.language,
        alternatives=others,
        district_code=contact.district_id or "",
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


def confirmed_phones(contact: Contact) -> list[str]:
    """Return the mobile numbers (E.164) that the contact's citizen has said are theirs."""
    said = CitizenIdentity.objects.filter(citizen=contact.citizen_id, kind=IdentityKind.PHONE, confirmed=True)
    return [identity.value for identity in said.order_by("-id") if phone.is_mobile(identity.value)][:1]


def try_to_send(
    contact: Contact,
    *,
    text: str,
    purpose: Purpose,
    now: datetime,
    article_id: UUID | None = None,
    extras: Extras | None = None,
) -> Message | None:
    """Send an automatic text to the citizen of a locked contact; None without a way to, or when the channel refuses it.

    What a citizen wrote is never lost because an automatic answer to it cannot be sent.
    """
    if not can_write(contact):
        return None
    try:
        with unit_of_work():
            return send(
                contact,
                text=text,
                purpose=purpose,
                author=Author.AUTOMATIC,
                article_id=article_id,
                extras=extras,
                now=now,
            )
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
    plain_text: str = "",
    variables: Mapping[str, str] | None = None,
    language: str = "ko",
    now: datetime,
) -> "OutboundMessage | None":
    """Write a notice into the conversation, also a closed one, and send it over the channel the citizen came from.

    A caller gets an SMS. Where that way fails, and at once where a KakaoTalk room is over, the notice goes to the
    citizen's confirmed number: as an Alimtalk with the approved words for `purpose`, filled with `variables` (by their
    Korean names), else as an SMS with `plain_text`. The same `idempotency_key` again returns the first message. None:
    there is no way to write to this citizen; a line for staff says so, with the notice. Raises ContactNotFound, and
    what messaging refuses.
    """
    with unit_of_work():
        contact = lock(contact_id)
        ways = _ways_of_notice(
            contact,
            text=text,
            title=title,
            plain_text=plain_text or text,
            variables=variables or {},
            language=language,
        )
        line = _first_that_goes(
            contact, ways, purpose=purpose, reference=reference, idempotency_key=idempotency_key, now=now
        )
        if line is None:
            _leave_to_staff(contact, text, idempotency_key=idempotency_key, now=now)
            return None
        tell_message(contact, now=now)
        return line.outbound


def _ways_of_notice(
    contact: Contact, *, text: str, title: str, plain_text: str, variables: Mapping[str, str], language: str
) -> list[Alternative]:
    """Return how a notice may reach the citizen, the best way first: where they came from, then their telephone."""
    destination = written_answer(channel=contact.channel, address=contact.address)
    ways: list[Alternative] = []
    if destination is not None and (destination[0] != Channel.KAKAO or room_is_open(contact)):
        ways.append(Alternative(channel=destination[0], recipient=destination[1], text=text, title=title))
    if destination is None or destination[0] in (Channel.KAKAO, Channel.WEB):
        for number in confirmed_phones(contact):
            if variables:
                ways.append(
                    Alternative(
                        channel=Channel.ALIMTALK, recipient=number, language=language, variables=dict(variables)
                    )
                )
            ways.append(Alternative(channel=Channel.SMS, recipient=number, text=plain_text, title=title))
    return ways


def _first_that_goes(
    contact: Contact,
    ways: Sequence[Alternative],
    *,
    purpose: Purpose,
    reference: str,
    idempotency_key: str,
    now: datetime,
) -> Message | None:
    """Send by the first way that can be taken here and now; None without one. Raises what the last way raises."""
    for place, way in enumerate(ways, start=1):
        try:
            with unit_of_work():
                return send_by(
                    contact,
                    [way, *ways[place:]],
                    purpose=purpose,
                    author=Author.SYSTEM,
                    reference=reference,
                    idempotency_key=idempotency_key,
                    now=now,
                )
        except DomainError:
            if place == len(ways):
                raise
            contact.refresh_from_db(fields=["message_count"])
    return None


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
