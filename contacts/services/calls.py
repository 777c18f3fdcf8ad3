"""The life of a telephone call, told by an exchange."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from accounts import selectors as accounts
from accounts.models import User
from contacts.models import Contact
from contacts.policies import call_wording
from contacts.policies.address import sender_number
from contacts.policies.live import comes_over_relay
from contacts.policies.transitions import Action
from contacts.services.calling_back import promise_call_back, settle_attempt
from contacts.services.conversation import add_system_line, advance, lock, tell, tell_message
from contacts.services.identity import citizen_at
from contacts.services.opening import open_contact
from contacts.services.promises import open_call_back, place_to_return_to
from contacts.services.responding import decide_call
from contacts.services.transferring import cancel_transfer
from contacts.services.waiting import enqueue
from contacts.services.wrapping_up import begin_wrap_up
from contacts.types import ContactState, IdentityKind, WrapUpCode
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.types import Channel
from routing import services as routing

SPOKEN_WITH = (ContactState.ACTIVE, ContactState.WRAP_UP, ContactState.CLOSED)


def open_call(*, call_id: str, caller: str, dialled: str, now: datetime) -> UUID:
    """Open a contact for a call that has arrived, in the queue of the district whose number was dialled; return its id.

    Who hung up while waiting a short while ago, or is to be called back, keeps that place. The same `call_id` again
    returns the same contact. A withheld number is an anonymous citizen, and so is who calls over a relay (107): its
    number is that of many.
    """
    known = _contact_id_of(call_id)
    if known is not None:
        return known
    try:
        with unit_of_work():
            relayed = comes_over_relay(caller)
            address = "" if relayed else sender_number(caller)
            citizen = citizen_at(kind=IdentityKind.PHONE, value=address, now=now)
            contact = open_contact(
                channel=Channel.PHONE,
                citizen=citizen,
                address=address,
                dialled=dialled,
                call_id=call_id,
                relayed=relayed,
                now=now,
            )
            tell(contact, "contact.opened", now=now)
            decide_call(contact, now=now)
            returning_from = place_to_return_to(address_hash=contact.address_hash, now=now)
            enqueue(contact, returning_from=returning_from, now=now)
            return contact.pk
    except IntegrityError:
        known = _contact_id_of(call_id)
        if known is None:
            raise
        return known


def call_answered(*, call_id: str, extension: str, now: datetime) -> None:
    """Note that the call was answered at an extension.

    Of a call that was promised it is the citizen who answered. Answered at an agent's own device before the console
    accepted it, the contact is that agent's from now on. An unknown call, an unknown extension or an answer told
    twice changes nothing that matters.
    """
    contact_id = _contact_id_of(call_id)
    if contact_id is None:
        return
    with unit_of_work():
        contact = lock(contact_id)
        user = accounts_at(extension)
        if contact.state == ContactState.WAITING and user is not None:
            _give_to(contact, user, extension=extension, now=now)
        if contact.state == ContactState.ACTIVE:
            if settle_attempt(contact, reached=True, now=now):
                return
            add_system_line(contact, call_wording.call_answered(name=str(user or extension)), now=now)
            tell_message(contact, now=now)


def call_not_connected(*, call_id: str, now: datetime) -> None:
    """Tell the holder of a call that no telephone rings for it: no number, an exchange that is away or refuses.

    Nothing happens to an unknown call or one nobody holds.
    """
    contact_id = _contact_id_of(call_id)
    if contact_id is None:
        return
    with unit_of_work():
        contact = lock(contact_id)
        if contact.state == ContactState.ACTIVE:
            add_system_line(contact, call_wording.call_not_connected(), now=now)
            tell_message(contact, now=now)


def end_call(*, call_id: str, now: datetime) -> None:
    """Note that the call is over: with an agent it goes to wrap-up, from the queue the caller has left.

    Who is to be called back keeps waiting; a promised call that ends before it was answered is tried again. An
    unknown call, or one ended before, changes nothing.
    """
    contact_id = _contact_id_of(call_id)
    if contact_id is None:
        return
    with unit_of_work():
        contact = lock(contact_id)
        if contact.state == ContactState.ACTIVE and settle_attempt(contact, reached=False, now=now):
            return
        if contact.state == ContactState.ACTIVE:
            cancel_transfer(contact, now=now)
            advance(contact, Action.END, ended_at=now)
            begin_wrap_up(contact, now=now)
            add_system_line(contact, call_wording.call_ended(), now=now)
        elif contact.state not in SPOKEN_WITH and open_call_back(contact) is None:
            routing.leave_queue(contact_ref=contact.pk, abandoned=True, now=now)
            advance(
                contact,
                Action.ABANDON,
                ended_at=now,
                closed_at=now,
                wrap_up_code=WrapUpCode.NO_RESPONSE,
            )
        else:
            return
        tell(contact, "contact.ended", now=now)


def call_back_requested(*, call_id: str, now: datetime) -> None:
    """Promise a waiting caller who asked for it to call them back; an unknown call, or one that waits no more, changes
    nothing, and neither does a number that cannot be called."""
    contact_id = _contact_id_of(call_id)
    if contact_id is not None:
        with suppress(DomainError):
            promise_call_back(contact_id=contact_id, now=now)


def give_exchange(*, contact_id: UUID, exchange: str) -> None:
    """Note which exchange makes a promised call to a citizen who did not call; for any other call nothing changes."""
    with unit_of_work():
        contact = lock(contact_id)
        if contact.external_call_id.startswith(":"):
            contact.external_call_id = f"{exchange}{contact.external_call_id}"
            contact.save(update_fields=["external_call_id"])


def accounts_at(extension: str) -> User | None:
    """Return the active user whose telephone extension this is; None where nobody or more than one has it."""
    found = accounts.users_at(extension=extension) if extension else []
    return found[0] if len(found) == 1 else None


def _give_to(contact: Contact, user: User, *, extension: str, now: datetime) -> None:
    """Give a waiting call to the agent at whose device it was answered; `extension` tells telephony not to ring it."""
    try:
        with unit_of_work():
            routing.assign_directly(contact_ref=contact.pk, user_id=user.id, now=now)
    except DomainError:
        return
    advance(contact, Action.ACCEPT, agent=user, accepted_at=now)
    tell(contact, "contact.accepted", now=now, extension=extension)


def _contact_id_of(call_id: str) -> UUID | None:
    return Contact.objects.filter(external_call_id=call_id).values_list("pk", flat=True).first()
