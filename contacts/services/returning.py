"""Nothing stays with somebody who is not there: back to the queue, or closed when only the result is missing."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from contacts.models import Contact, Message
from contacts.policies import wording
from contacts.policies.languages import language_for
from contacts.policies.transitions import OFFICIALS, SUPERVISORS, Action
from contacts.services.conversation import NotYourContact, add_system_line, lock_for, tell_message
from contacts.services.finishing import close
from contacts.services.sending import try_to_send
from contacts.services.transferring import cancel_transfer
from contacts.services.waiting import enqueue_again
from contacts.types import ContactState, Direction, WrapUpCode
from feed.services import unit_of_work
from korean.privacy import clean_text, mask_personal_numbers
from messaging.types import Channel, Purpose
from routing import selectors as routing

ABSENT_AFTER = timedelta(minutes=3)
"""Without a sign of the agent's console for so long (signed out, connection lost), conversations go back."""

SILENT_AFTER = timedelta(minutes=60)
"""A citizen whose words an official has not answered for so long is not left with them: officials have no seat that
would tell whether they are there."""

WRAP_UP_AFTER = timedelta(minutes=10)
"""So long after the end of the conversation a result that its holder does not give any more is no longer waited for."""

LONGEST_REASON = 300


def return_to_queue(*, contact_id: UUID, user: User, reason: str = "", now: datetime) -> Contact:
    """Take a conversation from whoever has it and let it wait with the time it has waited; the citizen is told.

    For supervisors, and for the holder. A request to an official is taken back. Raises ActionNotPossible (409),
    NotAllowed, NotYourContact (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock_for(contact_id, user=user, action=Action.RETURN_TO_QUEUE)
        if contact.agent is not None and contact.agent_id != user.id and user.role not in SUPERVISORS:
            raise NotYourContact(holder=str(contact.agent))
        why = mask_personal_numbers(clean_text(reason))[0][:LONGEST_REASON]
        _return(contact, line=wording.returned(name=str(user), reason=why), now=now)
        return contact


def return_left_behind(*, now: datetime, limit: int = 200) -> int:
    """Return the written conversations of agents who have been away for 3 minutes to the queue. Returns how many.

    So are those of officials in which the citizen has waited an hour for a word. A call stays: it goes on without a
    console, and the exchange tells when it is over.
    """
    written = Contact.objects.filter(state=ContactState.ACTIVE).exclude(channel=Channel.PHONE)
    left = written.filter(Q(pk__in=_left_behind(now)) | _unanswered_by_an_official(now))
    returned = 0
    for contact_id in list(left.order_by("accepted_at").values_list("pk", flat=True)[:limit]):
        with unit_of_work():
            contact = _still(left.filter(pk=contact_id))
            if contact is None:
                continue
            _return(contact, line=wording.left_behind(name=str(contact.agent)), now=now)
            returned += 1
    return returned


def finish_left_wrap_ups(*, now: datetime, limit: int = 200) -> int:
    """Close what ended 10 minutes ago and whose holder is away or an official, and gave no result. Returns how many.

    The result is "no response" with a note that nobody gave one: nothing is claimed that nobody said.
    """
    holders = Q(pk__in=_left_behind(now)) | Q(agent__role__in=OFFICIALS)
    left = Contact.objects.filter(holders, state=ContactState.WRAP_UP, ended_at__lte=now - WRAP_UP_AFTER)
    finished = 0
    for contact_id in list(left.order_by("ended_at").values_list("pk", flat=True)[:limit]):
        with unit_of_work():
            contact = _still(left.filter(pk=contact_id))
            if contact is None:
                continue
            close(contact, wrap_up_code=WrapUpCode.NO_RESPONSE, note=wording.finished_by_itself(), now=now)
            finished += 1
    return finished


def _left_behind(now: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(agent__in=routing.absent_agents(since=now - ABSENT_AFTER))


def _unanswered_by_an_official(now: datetime) -> Q:
    answer = Message.objects.filter(
        contact=OuterRef("pk"),
        direction=Direction.OUTBOUND,
        user=OuterRef("agent"),
        created_at__gte=OuterRef("last_citizen_message_at"),
    )
    since = now - SILENT_AFTER
    taken_before = Q(accepted_at__lte=since, last_citizen_message_at__lte=since, agent__role__in=OFFICIALS)
    return taken_before & ~Q(Exists(answer))


def _still(contacts: QuerySet[Contact]) -> Contact | None:
    """Lock the contact if it is still as it was found and nobody is at it."""
    related = contacts.select_related("citizen", "agent")
    return related.select_for_update(of=("self",), skip_locked=True).first()


def _return(contact: Contact, *, line: str, now: datetime) -> None:
    cancel_transfer(contact, now=now)
    enqueue_again(contact, now=now)
    add_system_line(contact, line, now=now)
    if contact.channel != Channel.PHONE:
        text = wording.handed_back(
            position=routing.position(contact_ref=contact.pk, now=now),
            language=language_for(contact),
        )
        try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now)
    tell_message(contact, now=now)
