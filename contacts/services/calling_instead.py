"""Who waits for a written answer is called instead, where they left a number."""

from datetime import datetime
from uuid import UUID

from contacts.models import CallBack, Citizen, Contact
from contacts.policies import call_wording
from contacts.policies.languages import language_for
from contacts.policies.transitions import Action, ActionNotPossible
from contacts.selectors import ContactNotFound
from contacts.services.conversation import add_system_line, advance, lock, tell
from contacts.services.filing import check_phone_code, send_phone_code
from contacts.services.identity import citizen_at
from contacts.services.opening import open_contact
from contacts.services.promises import promise
from contacts.services.sending import confirmed_phones, try_to_send
from contacts.services.waiting import enqueue
from contacts.types import ContactState, Direction, IdentityKind, WrapUpCode
from feed.services import unit_of_work
from korean import phone
from messaging.types import Channel, Purpose
from routing import services as routing

LONGEST_WORDS = 300


def send_call_code(*, contact_id: UUID, number: str, now: datetime) -> None:
    """Send a code to the mobile number under which somebody who waits on the web wants to be called.

    Raises NoMobileNumber (422), ActionNotPossible (409), ContactNotFound (404).
    """
    contact = Contact.objects.filter(pk=contact_id, channel=Channel.WEB).first()
    if contact is None:
        raise ContactNotFound
    _check_waits(contact)
    send_phone_code(number=number, request_key=_code_of(contact_id), now=now)


def call_instead(*, contact_id: UUID, number: str, digits: str, now: datetime) -> CallBack:
    """Promise somebody who waits on the web to call them under a mobile number whose code (`digits`) they have read.

    Raises NoMobileNumber, WrongCode (422), ActionNotPossible (409), ContactNotFound (404).
    """
    mobile = check_phone_code(request_key=_code_of(contact_id), number=number, digits=digits)
    with unit_of_work():
        language = Contact.objects.filter(pk=contact_id).values_list("citizen__language", flat=True).first() or "ko"
        citizen = citizen_at(kind=IdentityKind.PHONE, value=mobile, language=language, now=now)
        return call_writer(lock(contact_id), citizen=citizen, number=mobile, now=now)


def number_to_call(contact: Contact) -> str:
    """Return the number (E.164) that the citizen of a written contact left with us, "" for none."""
    if contact.channel == Channel.SMS:
        return contact.address if phone.is_mobile(contact.address) else ""
    return next(iter(confirmed_phones(contact)), "")


def call_writer(contact: Contact, *, citizen: Citizen, number: str, now: datetime) -> CallBack:
    """Let a call to `citizen` at `number` take the place in the queue of a locked written contact that waits, which is
    over thereby. Nobody is called before the written contact would have been answered. Raises ActionNotPossible (409).
    """
    _check_waits(contact)
    call = open_contact(channel=Channel.PHONE, citizen=citizen, address=number, dialled=contact.dialled, now=now)
    for name in ("district_id", "topic_id", "department_id", "decision_id"):
        setattr(call, name, getattr(contact, name))
    call.save()
    tell(call, "contact.opened", now=now)
    said = contact.messages.filter(direction=Direction.INBOUND).order_by("-sequence").values_list("text", flat=True)
    words = "\n".join(reversed(said[:5]))[-LONGEST_WORDS:]
    add_system_line(
        call, call_wording.writer_wants_a_call(channel=Channel(contact.channel).label, words=words), now=now
    )
    routing.leave_queue(contact_ref=contact.pk, abandoned=True, now=now)
    enqueue(call, returning_from=contact.pk, now=now)
    call_back = promise(call, earliest=contact.queued_at, now=now)
    if contact.channel != Channel.SMS:  # there the number itself gets the promise
        text = call_wording.we_call_back(at=call_back.promised_at, language=language_for(contact))
        try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now)
    advance(contact, Action.ABANDON, ended_at=now, closed_at=now, wrap_up_code=WrapUpCode.CALLBACK)
    add_system_line(contact, call_wording.call_back_promised(at=call_back.promised_at), now=now)
    tell(contact, "contact.ended", now=now)
    return call_back


def _check_waits(contact: Contact) -> None:
    if contact.state != ContactState.WAITING or contact.channel == Channel.PHONE:
        raise ActionNotPossible(action=Action.ASK_FOR_AGENT, state=ContactState(contact.state))


def _code_of(contact_id: UUID) -> str:
    return f"call:{contact_id}"
