"""Hand a contact to the queue of a district, with a summary for whoever takes it there."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from contacts.models import Contact, Transfer
from contacts.policies import wording
from contacts.policies.languages import language_for
from contacts.policies.transitions import Action, next_state
from contacts.services.conversation import add_system_line, tell_message
from contacts.services.responding import UnknownDistrict
from contacts.services.sending import try_to_send
from contacts.services.transferring import checked_summary, decide, lock_to_hand_over, tell_transfer
from contacts.services.waiting import RETURNED_PRIORITY, enqueue_again
from contacts.types import TransferState
from districts import selectors as districts
from feed.services import unit_of_work
from messaging.types import Channel, Purpose
from routing import selectors as routing

QUEUE_PATIENCE = timedelta(minutes=10)
"""Nobody of the district took it for so long: it goes back to the agent who handed it over, if they have room."""


def hand_to_district(*, contact_id: UUID, user: User, district_code: str, summary: str, now: datetime) -> Transfer:
    """Let the contact wait before others in the queue of a district and free the agent; the citizen is told.

    Whoever takes it there has the summary on the offer. Not taken within 10 minutes, it comes back to the agent, or
    keeps its place where that agent has no room. Raises SummaryMissing, UnknownDistrict (422), AlreadyConnecting,
    ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    summary = checked_summary(summary)
    with unit_of_work():
        contact = lock_to_hand_over(contact_id, user=user)
        next_state(action=Action.RETURN_TO_QUEUE, state=contact.state)
        if all(info.code != district_code for info in districts.all_districts()):
            raise UnknownDistrict
        transfer = Transfer.objects.create(
            contact=contact,
            from_user=user,
            to_district_id=district_code,
            cold=True,
            summary=summary,
            requested_at=now,
            expires_at=now + QUEUE_PATIENCE,
        )
        contact.district_id = district_code
        contact.save(update_fields=["district"])
        enqueue_again(contact, priority=RETURNED_PRIORITY, now=now)
        line = wording.transfer_requested(department=transfer.target_name, summary=summary)
        add_system_line(contact, line, now=now)
        if contact.channel != Channel.PHONE:
            position = routing.position(contact_ref=contact.pk, now=now)
            text = wording.handed_back(position=position, language=language_for(contact))
            try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now)
        tell_message(contact, now=now)
        tell_transfer(contact, transfer, now=now)
        return transfer


def taken_from_queue(contact: Contact, *, user: User, now: datetime) -> None:
    """Note that `user`, who accepted a locked contact with its summary on the offer, took over what was handed to the
    queue; nothing for any other contact."""
    handed = Transfer.objects.select_for_update(of=("self",)).select_related("to_department", "to_district", "to_user")
    transfer = handed.filter(contact=contact, state=TransferState.REQUESTED, to_district__isnull=False).first()
    if transfer is not None:
        decide(transfer, TransferState.ACCEPTED, now=now, to_user=user, summary_read_at=now)
        tell_transfer(contact, transfer, now=now)
