"""The one door for what citizens write (text messages, web chat), and the door for calls."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts.crypto import keyed_hash
from contacts.models import Contact, Message
from contacts.policies import wording
from contacts.policies.address import sender_number
from contacts.policies.languages import KOREAN, written_language
from contacts.policies.text import citizen_text
from contacts.policies.transitions import Action
from contacts.selectors import ContactNotFound
from contacts.services.asking import take_answer
from contacts.services.conversation import (
    add_line,
    add_system_line,
    advance,
    lock,
    tell,
    tell_message,
)
from contacts.services.files import Upload, keep_uploads, note_files
from contacts.services.identity import citizen_at
from contacts.services.opening import open_contact
from contacts.services.responding import respond, take_place
from contacts.services.waiting import enqueue, go_on
from contacts.types import LONGEST_MESSAGE, Author, ContactState, Direction, IdentityKind, Reception
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.types import Channel


class NotYourMessage(DomainError):
    """The request key was used in another conversation: 409."""

    code = "request_key_used"
    status = 409
    message = _("이미 쓴 요청 번호입니다. 새 번호로 다시 보내 주세요.")


class OtherTextReceived(NotYourMessage):
    """The request key came before, with another text: 409. That text was taken in."""

    message = _("먼저 보낸 글을 이미 받았습니다. 고쳐 쓴 글은 한 번 더 보내 주세요.")


class _AlreadyReceived(Exception):
    """Another process took the same message in meanwhile: what was prepared here is taken back."""


def receive_message(
    *,
    channel: Channel,
    sender: str,
    text: str,
    provider: str,
    provider_message_id: str,
    dialled: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    contact_id: UUID | None = None,
    language: str = "ko",
    files: Sequence[str] = (),
    uploads: Sequence[Upload] = (),
    whole_text: str = "",
    now: datetime,
) -> Reception:
    """Take one message of a citizen in: store it with personal numbers masked, then answer, ask or queue.

    The same (`provider`, `provider_message_id`) again stores nothing and answers as a duplicate; on the web only with
    the same text, since there the id is a key that the page makes before the text is final. Messages from one
    number belong to its open contact; when that is closed, a new one opens. On the web `contact_id` names the contact
    (None: a new one), and one written into a closed contact opens a new one for the same citizen. A withheld or
    unreadable number is taken in as an unknown sender. `language` is that of a citizen who is new. `files` are the
    addresses of pictures and documents that came along, `whole_text` that of the whole of a very long text: they are
    fetched right after (`contacts.services.fetching`); `uploads` are here already.

    Raises MessageTooLong and EmptyMessage (422), ContactNotFound (404), NotYourMessage and OtherTextReceived (409).
    """
    stored_text, masked = citizen_text(text=text, channel=channel, has_files=bool(files or uploads))
    must_be = stored_text if channel == Channel.WEB else None
    repeated = _received_before(provider, provider_message_id, contact_id, text=must_be)
    if repeated is not None:
        return repeated
    try:
        with unit_of_work():
            contact, opened = _contact_for(
                channel, sender, dialled=dialled, contact_id=contact_id, language=language, now=now
            )
            repeated = _received_before(provider, provider_message_id, contact_id, text=must_be)
            if repeated is not None:
                raise _AlreadyReceived
            message = add_line(
                contact,
                direction=Direction.INBOUND,
                author=Author.CITIZEN,
                text=stored_text,
                provider=provider,
                provider_message_id=provider_message_id,
                now=now,
            )
            _note_language(contact, text=stored_text)
            if masked:
                add_system_line(contact, wording.personal_numbers_masked(masked), now=now)
            note_files(message, addresses=files, whole_text=whole_text, now=now)
            point = keep_uploads(contact, message, uploads=uploads, now=now)
            wrapping_up = contact.state == ContactState.WRAP_UP
            advance(contact, Action.CITIZEN_WRITES, last_citizen_message_at=now, ended_at=None)
            if wrapping_up:
                go_on(contact, now=now)
            if opened:
                tell(contact, "contact.opened", now=now)
            else:
                tell_message(contact, now=now)
            words = "" if (files or uploads) and not text.strip() else stored_text
            if contact.state == ContactState.ACTIVE:
                take_answer(contact, text=words, now=now)
            elif words or contact.state != ContactState.ASKING:  # a photo alone may tell where it is: see take_place
                respond(contact, text=words, latitude=latitude, longitude=longitude, now=now)
            elif point is not None:
                take_place(contact, latitude=point.latitude, longitude=point.longitude, now=now)
            return Reception(contact_id=contact.pk, message_id=message.pk, duplicate=False)
    except (_AlreadyReceived, IntegrityError):
        repeated = _received_before(provider, provider_message_id, contact_id, text=must_be)
        if repeated is None:
            raise
        return repeated


def receive_long(
    *,
    channel: Channel,
    sender: str,
    text: str,
    provider: str,
    provider_message_id: str,
    dialled: str = "",
    files: Sequence[str] = (),
    whole_text: str = "",
    now: datetime,
) -> Reception:
    """Take a message of any length in: what one line does not hold goes on in the next. Returns the first line's.

    Everything else is as with `receive_message`.
    """
    limit = LONGEST_MESSAGE[channel]
    lines = [text[start : start + limit] for start in range(0, len(text), limit)] or [""]
    receptions = [
        receive_message(
            channel=channel,
            sender=sender,
            text=line,
            provider=provider,
            provider_message_id=provider_message_id if number == 1 else f"{provider_message_id}:{number}",
            dialled=dialled,
            files=files if number == 1 else (),
            whole_text=whole_text if number == 1 else "",
            now=now,
        )
        for number, line in enumerate(lines, start=1)
        if line.strip() or number == 1
    ]
    return receptions[0]


def take_undecided(
    *,
    channel: Channel,
    sender: str,
    text: str,
    provider: str,
    provider_message_id: str,
    dialled: str = "",
    files: Sequence[str] = (),
    now: datetime,
) -> None:
    """Take a message in with which `receive_long` fails for good: its words are kept and a person reads them.

    Nothing is decided or answered. One that came before changes nothing. Raises EmptyMessage, UnknownQueue.
    """
    limit = LONGEST_MESSAGE[channel]
    with unit_of_work():
        if _received_before(provider, provider_message_id, None, text=None) is not None:
            return
        contact, _opened = _contact_for(channel, sender, dialled=dialled, contact_id=None, language=KOREAN, now=now)
        for number, start in enumerate(range(0, max(len(text), 1), limit), start=1):
            stored, _masked = citizen_text(text=text[start : start + limit], channel=channel, has_files=bool(files))
            message = add_line(
                contact,
                direction=Direction.INBOUND,
                author=Author.CITIZEN,
                text=stored,
                provider=provider,
                provider_message_id=provider_message_id if number == 1 else f"{provider_message_id}:{number}",
                now=now,
            )
            if number == 1:
                note_files(message, addresses=files, whole_text="", now=now)
        wrapping_up = contact.state == ContactState.WRAP_UP
        advance(contact, Action.CITIZEN_WRITES, last_citizen_message_at=now, ended_at=None)
        if wrapping_up:
            go_on(contact, now=now)
        elif contact.state not in (ContactState.WAITING, ContactState.ACTIVE):
            enqueue(contact, tell_citizen=False, now=now)
        tell_message(contact, now=now)


def _received_before(
    provider: str, provider_message_id: str, contact_id: UUID | None, *, text: str | None
) -> Reception | None:
    """Return what became of the message if it came before. Raises OtherTextReceived where it was not `text` then."""
    if not provider_message_id:
        return None
    seen = Message.objects.filter(provider=provider, provider_message_id=provider_message_id)
    message = seen.select_related("contact").first()
    if message is None:
        return None
    if contact_id is not None and message.contact_id != contact_id and not _same_citizen(message.contact, contact_id):
        raise NotYourMessage
    if text is not None and message.text != text:
        raise OtherTextReceived
    return Reception(contact_id=message.contact_id, message_id=message.pk, duplicate=True)


def _note_language(contact: Contact, *, text: str) -> None:
    """Keep the language a citizen writes in, for everything that is written to them from now on.

    Who begins in Korean on a page in another language chose that page: only what they write later changes it.
    """
    known = contact.message_count > 1 or contact.citizen.language != KOREAN
    language = written_language(text, known=known)
    if language == KOREAN and contact.message_count <= 1:
        return
    if language and language != contact.citizen.language:
        contact.citizen.language = language
        contact.citizen.save(update_fields=["language"])


def _same_citizen(contact: Contact, contact_id: UUID) -> bool:
    return Contact.objects.filter(pk=contact_id, citizen=contact.citizen_id).exists()


def _contact_for(
    channel: Channel, sender: str, *, dialled: str, contact_id: UUID | None, language: str, now: datetime
) -> tuple[Contact, bool]:
    """Return the contact a message belongs to, locked, and whether it was opened for it."""
    if channel == Channel.WEB:
        return _web_contact(contact_id, dialled=dialled, language=language, now=now)
    kind = IdentityKind.KAKAO if channel == Channel.KAKAO else IdentityKind.PHONE
    address = sender if channel == Channel.KAKAO else sender_number(sender)
    citizen = citizen_at(kind=kind, value=address, language=language, now=now)
    if address:
        running = Contact.objects.select_for_update(of=("self",)).select_related("citizen")
        running = running.filter(channel=channel, address_hash=keyed_hash(address)).exclude(state=ContactState.CLOSED)
        contact = running.first()
        if contact is not None:
            return contact, False
    return open_contact(channel=channel, citizen=citizen, address=address, dialled=dialled, now=now), True


def _web_contact(contact_id: UUID | None, *, dialled: str, language: str, now: datetime) -> tuple[Contact, bool]:
    if contact_id is None:
        citizen = citizen_at(kind=IdentityKind.WEB, value="", language=language, now=now)
        return open_contact(channel=Channel.WEB, citizen=citizen, address="", dialled=dialled, now=now), True
    contact = lock(contact_id)
    if contact.channel != Channel.WEB:
        raise ContactNotFound
    if contact.state != ContactState.CLOSED:
        return contact, False
    # The closed contact's row is locked: of two messages at once, the second finds what the first has opened.
    later = Contact.objects.filter(citizen=contact.citizen_id, channel=Channel.WEB).exclude(state=ContactState.CLOSED)
    later_id = later.order_by("-id").values_list("pk", flat=True).first()
    if later_id is not None:
        return lock(later_id), False
    return open_contact(channel=Channel.WEB, citizen=contact.citizen, address="", dialled=dialled, now=now), True
