"""Call citizens back instead of letting them wait: the promise, the attempts, and what becomes of them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import User
from contacts.models import CallBack, Contact
from contacts.policies import call_wording
from contacts.policies.languages import language_for
from contacts.policies.promising import next_attempt
from contacts.policies.transitions import Action, ActionNotPossible
from contacts.services.conversation import add_system_line, lock, lock_held, tell_message
from contacts.services.finishing import close
from contacts.services.promises import open_call_back, promise, settle
from contacts.services.sending import try_to_send
from contacts.services.waiting import enqueue_again
from contacts.types import CallBackState, ContactState, WrapUpCode
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.types import Channel, Purpose
from routing import services as routing
from routing.types import Priority


class NotCallable(DomainError):
    """There is no number under which the citizen could be called: 422."""

    code = "not_callable"
    status = 422
    message = gettext_lazy("다시 걸 수 있는 전화번호가 없습니다.")


class NoCallBack(DomainError):
    """No call was promised in this contact, or it is settled: 409."""

    code = "no_call_back"
    status = 409
    message = gettext_lazy("회신을 약속한 상담이 아니거나 이미 통화했습니다.")


def promise_call_back(*, contact_id: UUID, now: datetime) -> CallBack:
    """Promise a waiting caller to call them back instead; asked twice, the first promise stands.

    The time is when their turn would come, at a full ten minutes and at least ten minutes from now. The place in the
    queue is kept; from that time on the contact goes before others. It counts in the figures from then. A mobile
    number gets the promise as a text message. Raises NotCallable (422), ActionNotPossible (409), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock(contact_id)
        if contact.state != ContactState.WAITING or contact.channel != Channel.PHONE:
            raise ActionNotPossible(action=Action.ASK_FOR_AGENT, state=ContactState(contact.state))
        if not contact.address.startswith("+"):
            raise NotCallable
        return open_call_back(contact) or promise(contact, now=now)


def note_call_back(*, contact_id: UUID, user: User, reached: bool, now: datetime) -> Contact:
    """Note whether the citizen answered the call that was promised: the conversation goes on, or it is tried again.

    Not answered, the contact waits for the next attempt, and after the third it is closed and the citizen told by text
    message. Raises NoCallBack, ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    with unit_of_work():
        action = Action.ANSWER if reached else Action.RETURN_TO_QUEUE
        contact = lock_held(contact_id, user=user, action=action)
        if not settle_attempt(contact, reached=reached, now=now):
            raise NoCallBack
        return contact


def settle_attempt(contact: Contact, *, reached: bool, now: datetime) -> bool:
    """Note on a locked contact in hand whether the citizen answered; False where no call was promised."""
    call_back = open_call_back(contact)
    if call_back is None:
        return False
    if reached:
        settle(call_back, CallBackState.DONE, now=now)
        add_system_line(contact, call_wording.called_back(attempts=call_back.attempts), now=now)
        tell_message(contact, now=now)
        return True
    again_at = next_attempt(attempts=call_back.attempts, now=now)
    if again_at is None:
        _give_up(contact, call_back, now=now)
    else:
        _try_again(contact, call_back, at=max(again_at, call_back.promised_at), now=now)
    return True


def _try_again(contact: Contact, call_back: CallBack, *, at: datetime, now: datetime) -> None:
    call_back.state, call_back.due_at = CallBackState.ATTEMPTED, at
    call_back.save(update_fields=["state", "due_at"])
    add_system_line(contact, call_wording.call_back_again(attempts=call_back.attempts, at=at), now=now)
    enqueue_again(contact, last_agent_id=contact.agent_id, not_answered=True, now=now)
    routing.postpone(contact_ref=contact.pk, not_before=at, priority=Priority.CALL_BACK_DUE, now=now)


def _give_up(contact: Contact, call_back: CallBack, *, now: datetime) -> None:
    settle(call_back, CallBackState.MISSED, now=now)
    add_system_line(contact, call_wording.call_back_given_up(attempts=call_back.attempts), now=now)
    text = call_wording.you_were_not_reached(language=language_for(contact))
    try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now)
    close(contact, wrap_up_code=WrapUpCode.NO_RESPONSE, note="", now=now)
