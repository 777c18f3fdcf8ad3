"""The steps of a promised call that other services take on a locked contact: begin an attempt, settle, give way."""

from datetime import datetime, timedelta
from uuid import UUID

from contacts.models import CallBack, Contact
from contacts.models.call_backs import OPEN
from contacts.policies import call_wording
from contacts.policies.languages import language_for
from contacts.policies.promising import promised_time
from contacts.policies.transitions import Action
from contacts.services.conversation import add_system_line, advance, lock, tell, work_kind
from contacts.services.sending import try_to_send
from contacts.types import CallBackState, ContactState, WrapUpCode
from districts.types import CITY_HALL
from messaging.types import Channel, Purpose
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Priority

GIVEN_UP_WITHIN = timedelta(minutes=10)
"""Who hung up while waiting and calls again within this time stands where they stood."""


def open_call_back(contact: Contact) -> CallBack | None:
    """Return the promised call of a locked contact that is not settled yet, locked too; None for none."""
    return CallBack.objects.select_for_update().filter(contact=contact, state__in=OPEN).first()


def promise(contact: Contact, *, earliest: datetime | None = None, now: datetime) -> CallBack:
    """Promise the citizen of a locked call that waits to call them, when their turn would come (`earliest`, if given).

    The place in the queue is kept; from that time on the contact goes before others, and counts in the figures. A
    mobile number gets the promise as a text message.
    """
    wait = routing_selectors.expected_wait(
        queue_code=contact.district_id or CITY_HALL, kind=work_kind(contact), now=now
    )
    at = max(promised_time(wait_seconds=wait.seconds, now=now), earliest or now)
    call_back = CallBack.objects.create(contact=contact, requested_at=now, promised_at=at, due_at=at)
    routing.postpone(contact_ref=contact.pk, not_before=at, priority=Priority.CALL_BACK_DUE, now=now)
    contact.queued_at = at
    contact.save(update_fields=["queued_at"])
    add_system_line(contact, call_wording.call_back_promised(at=at), now=now)
    text = call_wording.we_call_back(at=at, language=language_for(contact))
    try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now)
    tell(contact, "contact.queued", now=now)
    return call_back


def begin_attempt(contact: Contact, *, now: datetime) -> None:
    """Count that the agent who has just taken a locked contact calls back, and give the new call a number of its own.

    Under that number the exchange tells whether anybody answered. Nothing for a contact without a promised call.
    """
    call_back = open_call_back(contact)
    if call_back is None:
        return
    call_back.attempts += 1
    call_back.first_attempt_at = call_back.first_attempt_at or now
    call_back.save(update_fields=["attempts", "first_attempt_at"])
    exchange, _colon, _call = contact.external_call_id.partition(":")
    contact.external_call_id = f"{exchange}:callback-{call_back.pk.hex}-{call_back.attempts}"
    contact.save(update_fields=["external_call_id"])


def settle(call_back: CallBack, state: CallBackState, *, now: datetime) -> None:
    """Note how a locked promised call ended."""
    call_back.state, call_back.settled_at = state, now
    call_back.save(update_fields=["state", "settled_at"])


def settle_with_result(contact: Contact, *, now: datetime) -> None:
    """Settle the promised call of a locked contact that was closed: made, unless the result is that nobody answered."""
    call_back = open_call_back(contact)
    if call_back is not None:
        missed = contact.wrap_up_code == WrapUpCode.NO_RESPONSE
        settle(call_back, CallBackState.MISSED if missed else CallBackState.DONE, now=now)


def place_to_return_to(*, address_hash: str, now: datetime) -> UUID | None:
    """Return the contact whose place in the queue a caller takes who calls (again) now; None for none.

    It is the one in which they are to be called back, which is over thereby, or one in which they gave up waiting a
    short while ago.
    """
    if not address_hash:
        return None
    calls = Contact.objects.filter(channel=Channel.PHONE, address_hash=address_hash)
    promised = calls.filter(state=ContactState.WAITING, call_backs__state__in=OPEN)
    for contact_id in promised.values_list("pk", flat=True):
        if _give_way(contact_id, now=now):
            return contact_id
    given_up = calls.filter(state=ContactState.CLOSED, accepted_at=None, closed_at__gt=now - GIVEN_UP_WITHIN)
    return given_up.order_by("-closed_at").values_list("pk", flat=True).first()


def _give_way(contact_id: UUID, *, now: datetime) -> bool:
    contact = lock(contact_id)
    call_back = open_call_back(contact)
    if contact.state != ContactState.WAITING or call_back is None:
        return False
    settle(call_back, CallBackState.CANCELLED, now=now)
    routing.leave_queue(contact_ref=contact.pk, abandoned=True, now=now)
    advance(contact, Action.ABANDON, ended_at=now, closed_at=now, wrap_up_code=WrapUpCode.CALLBACK)
    add_system_line(contact, call_wording.called_again(), now=now)
    tell(contact, "contact.ended", now=now)
    return True
