"""An agent asks the citizen where it is; the answer completes the decision while the conversation goes on."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Contact, Message
from contacts.policies import wording
from contacts.policies.languages import language_for
from contacts.policies.text import chosen_reply
from contacts.policies.transitions import Action
from contacts.services.answering import author_of
from contacts.services.conversation import lock_held, tell, tell_message
from contacts.services.responding import complete_decision, question_text, quick_replies, stored_question
from contacts.services.sending import confirmed_phones, send
from contacts.types import as_quick_replies
from districts.types import CITY_HALL
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.types import Channel, Extras, Purpose
from routing.types import Decision, DistrictStatus


class NothingToAsk(DomainError):
    """Where it is is known, or nothing was decided yet: 409."""

    code = "nothing_to_ask"
    status = 409
    message = _("물어볼 것이 없습니다. 자치구가 이미 정해졌습니다.")


def ask_where(*, contact_id: UUID, user: User, now: datetime, request_key: str = "") -> Message:
    """Send the question of the contact's decision to the citizen, with the districts to choose from.

    The same `request_key` again sends nothing. Raises NothingToAsk, ActionNotPossible (409), NoWayToWrite (422),
    NotYourContact (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.ANSWER)
        decision = Decision.from_json(contact.decision.decision) if contact.decision is not None else None
        if decision is None or decision.question is None:
            raise NothingToAsk
        about = str(contact.decision.given["text"]) if contact.decision and contact.decision.given else ""
        stored = stored_question(contact, decision.question, about=about) | {"by_agent": True}
        line = send(
            contact,
            text=question_text(contact, stored),
            extras=quick_replies(contact, stored),
            purpose=Purpose.QUESTION,
            author=author_of(user),
            user=user,
            idempotency_key=f"question:{contact.pk}:{request_key}" if request_key else "",
            now=now,
        )
        contact.question = stored
        contact.save(update_fields=["question"])
        tell_message(contact, now=now)
        return line


def ask_phone(*, contact_id: UUID, user: User, now: datetime, request_key: str = "") -> Message:
    """Ask a KakaoTalk citizen for their telephone number, by the button with which they agree: later notices need it.

    The same `request_key` again sends nothing. Raises NothingToAsk where it is known or the contact is no KakaoTalk,
    RoomClosed (422), ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.ANSWER)
        if contact.channel != Channel.KAKAO or confirmed_phones(contact):
            raise NothingToAsk
        line = send(
            contact,
            text=wording.phone_wanted(language=language_for(contact)),
            extras=Extras(asks_phone=True),
            purpose=Purpose.QUESTION,
            author=author_of(user),
            user=user,
            idempotency_key=f"phone:{contact.pk}:{request_key}" if request_key else "",
            now=now,
        )
        tell_message(contact, now=now)
        return line


def take_answer(contact: Contact, *, text: str, now: datetime) -> None:
    """Complete the decision of a locked contact if `text` answers what its agent asked; else it is only a message."""
    if not (contact.question or {}).get("by_agent"):
        return
    about = str((contact.question or {}).get("about", ""))
    chosen = chosen_reply(text=text, options=as_quick_replies(contact.question))
    before = contact.district_id or CITY_HALL
    decision = complete_decision(contact, about=about, chosen=chosen, text=text, now=now)
    if decision.status not in (DistrictStatus.RESOLVED, DistrictStatus.CITY):
        return
    contact.question = None
    contact.save(update_fields=["question"])
    tell(contact, "contact.routed", now=now, also=[f"district:{before}"])
