"""What the holder of a contact says, sends and notes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.types import Role
from contacts.models import Contact, Draft, Message
from contacts.policies.macros import left_open
from contacts.policies.text import staff_text
from contacts.policies.transitions import Action, check_role
from contacts.selectors import ContactNotFound
from contacts.services.conversation import (
    add_line,
    lock_for,
    lock_held,
    tell_message,
)
from contacts.services.sending import NoWayToWrite, can_write, send
from contacts.types import Author, Direction, WrapUpCode
from feed.errors import DomainError
from feed.services import unit_of_work
from knowledgebase import selectors as articles
from knowledgebase import services as knowledgebase
from knowledgebase.types import ArticleView, UseKind
from messaging import services as messaging
from messaging.types import Channel, Purpose

LONGEST_DRAFT = 20_000
LATEST_SAVING = timedelta(seconds=10)
CHATS = frozenset({Channel.WEB, Channel.KAKAO})
NOTED = "note"
"""Marks the request keys of notes among the numbers by which a line is known."""


class ArticleNotValid(DomainError):
    """The article is published but not valid today: 409."""

    code = "article_not_valid"
    status = 409
    message = _("유효 기간이 아닌 글이라 보낼 수 없습니다. 다른 글을 찾거나 직접 답해 주세요.")


class VariablesLeft(DomainError):
    """A ready-made answer still has variables that nobody filled in: 422, with their `names`."""

    code = "variables_left"
    status = 422

    def __init__(self, *, names: list[str]) -> None:
        shown = ", ".join(f"{{{name}}}" for name in names)
        super().__init__(gettext("아직 채우지 않은 곳이 있습니다: %(names)s") % {"names": shown}, names=names)


class MessageNotFound(DomainError):
    """There is no such message in this contact: 404."""

    code = "message_not_found"
    status = 404
    message = _("이 상담에 그런 메시지가 없습니다.")


def reply(*, contact_id: UUID, user: User, text: str, now: datetime, request_key: str = "") -> Message:
    """Send `text` to the citizen over the channel they came from (a caller gets an SMS) and return its line.

    The same `request_key` again sends nothing and returns the first line. The draft of this user is cleared.
    Raises EmptyMessage, MessageTooLong, VariablesLeft, NoWayToWrite (422), ActionNotPossible (409), NotYourContact
    (403), ContactNotFound (404), and UnsendableText and TextTooLong of messaging.
    """
    cleaned = staff_text(text=text, mask=False)
    if names := left_open(cleaned):
        raise VariablesLeft(names=names)
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.ANSWER)
        line = send(
            contact,
            text=cleaned,
            purpose=Purpose.REPLY,
            author=author_of(user),
            user=user,
            idempotency_key=f"reply:{contact.pk}:{request_key}" if request_key else "",
            now=now,
        )
        save_draft(contact_id=contact.pk, user=user, text="", now=now)
        tell_message(contact, now=now)
        return line


def send_article(
    *, contact_id: UUID, user: User, article_id: UUID, spoken: bool = False, now: datetime, request_key: str = ""
) -> Message:
    """Answer with an article: send its text as the channel takes it, or with `spoken` note that it was read aloud.

    The same `request_key` again does nothing and returns the first line.
    Raises ArticleNotFound (knowledgebase), ArticleNotValid (409), NoWayToWrite (422), ActionNotPossible (409),
    NotYourContact (403).
    """
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.ANSWER)
        article = articles.article(article_id=article_id, district_code=contact.district_id)
        if not articles.is_valid(article_id=article_id, now=now):
            raise ArticleNotValid
        lines_before = contact.message_count
        if spoken:
            line = _note(
                contact,
                text=_with_variant(article.spoken_answer, article),
                user=user,
                spoken=True,
                article_id=article_id,
                request_key=request_key,
                now=now,
            )
        else:
            if not can_write(contact):
                raise NoWayToWrite
            written = article.chat_summary if contact.channel in CHATS else article.sms_summary
            line = send(
                contact,
                text=_with_variant(written or article.spoken_answer, article),
                purpose=Purpose.ARTICLE,
                author=author_of(user),
                user=user,
                article_id=article_id,
                idempotency_key=f"article:{contact.pk}:{request_key}" if request_key else "",
                now=now,
            )
        if line.sequence <= lines_before:
            return line
        used = UseKind.READ_ALOUD if spoken else UseKind.SENT
        knowledgebase.record_use(article_id=article_id, contact_ref=contact.pk, kind=used, now=now)
        tell_message(contact, now=now)
        return line


def write_note(
    *, contact_id: UUID, user: User, text: str, spoken: bool = False, now: datetime, request_key: str = ""
) -> Message:
    """Note something for staff only, or with `spoken` what was said to the citizen on the telephone. It never leaves.

    Personal numbers in it are masked. Whoever works in the contact centre and sees the contact may note, also after its
    end; an official where they have or had it. The same `request_key` again notes nothing and returns the first line.
    Raises EmptyMessage, MessageTooLong (422), NotAllowed (403), ContactNotFound (404).
    """
    cleaned = staff_text(text=text, mask=True)
    with unit_of_work():
        contact = lock_for(contact_id, user=user, action=Action.WRITE_NOTE)
        line = _note(contact, text=cleaned, user=user, spoken=spoken, request_key=request_key, now=now)
        tell_message(contact, now=now)
        return line


def save_draft(
    *,
    contact_id: UUID,
    user: User,
    text: str | None = None,
    wrap_up_code: str | None = None,
    wrap_up_note: str | None = None,
    now: datetime,
) -> None:
    """Keep what `user` has typed so far, and the result they begin to give; None leaves a part as it is.

    What is empty altogether is forgotten, and so is a text that has just been sent: its saving came late. Text beyond
    20,000 characters is not kept, nor a code there is not.
    Raises ContactNotFound (404), NotAllowed (403) for who only reads.
    """
    check_role(action=Action.WRITE_NOTE, role=user.role)
    contact = Contact.objects.visible_to(user).filter(pk=contact_id).first()
    if contact is None:
        raise ContactNotFound
    if wrap_up_code is not None and wrap_up_code not in WrapUpCode.values:
        wrap_up_code = ""
    if text and _has_just_been_sent(text, contact, user, now=now):
        text = ""
    typed = {"text": text, "wrap_up_code": wrap_up_code, "wrap_up_note": wrap_up_note}
    kept = {name: part.replace("\x00", "")[:LONGEST_DRAFT] for name, part in typed.items() if part is not None}
    if any(kept.values()) or Draft.objects.filter(contact=contact, user=user).exists():
        Draft.objects.update_or_create(contact=contact, user=user, defaults=kept)
    Draft.objects.filter(contact=contact, user=user, text="", wrap_up_code="", wrap_up_note="").delete()


def _has_just_been_sent(text: str, contact: Contact, user: User, *, now: datetime) -> bool:
    sent = contact.messages.filter(direction=Direction.OUTBOUND, user=user, created_at__gt=now - LATEST_SAVING)
    return sent.order_by("-sequence").values_list("text", flat=True).first() == text.strip()


def resend_message(*, contact_id: UUID, message_id: UUID, user: User, now: datetime) -> None:
    """Send a message of this contact (its id in the outbox) that failed, or may have, once more.

    Raises MessageNotFound, ContactNotFound (404), NotAllowed (403), and NotPossibleNow (409) of messaging.
    """
    with unit_of_work():
        contact = lock_for(contact_id, user=user, action=Action.RESEND)
        if not contact.messages.filter(outbound=message_id).exists():
            raise MessageNotFound
        messaging.resend(message_id=message_id, user=user, now=now)


def author_of(user: User) -> Author:
    """Return as whom `user` speaks in a conversation."""
    return Author.OFFICIAL if user.role in (Role.OFFICIAL, Role.HEAD) else Author.AGENT


def _note(
    contact: Contact,
    *,
    text: str,
    user: User,
    spoken: bool,
    request_key: str,
    now: datetime,
    article_id: UUID | None = None,
) -> Message:
    """Add a line for staff to a locked contact, or find the one that was added for the same key."""
    key = f"{contact.pk}:{request_key[:64]}" if request_key else ""
    noted = Message.objects.filter(provider=NOTED, provider_message_id=key).first() if key else None
    return noted or add_line(
        contact,
        direction=Direction.NOTE,
        author=author_of(user),
        text=text,
        user=user,
        spoken=spoken,
        article_id=article_id,
        provider=NOTED if key else "",
        provider_message_id=key,
        now=now,
    )


def _with_variant(text: str, article: ArticleView) -> str:
    return "\n\n".join(part for part in (text, article.district_variant) if part)
