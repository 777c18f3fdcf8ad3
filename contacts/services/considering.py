"""Citizens who need consideration: they are answered before others, and agents know why."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.services import record_access
from accounts.types import AccessAction
from contacts.models import Contact
from contacts.policies import wording
from contacts.policies.transitions import Action
from contacts.services.conversation import add_system_line, lock_held, tell, tell_message
from feed.services import unit_of_work
from korean.privacy import clean_text, mask_personal_numbers

LONGEST_REASON = 100


def consider_citizen(*, contact_id: UUID, user: User, reason: str, address: str = "", now: datetime) -> Contact:
    """Note why the citizen of a contact in hand needs consideration ("": does not), which counts from their next
    contact on; `address` is the network address for the access record.

    The reason may be about health, so it is kept encrypted, is shown only of a confirmed citizen, and the line in the
    conversation does not tell it. Raises ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    why = mask_personal_numbers(clean_text(reason))[0].strip()[:LONGEST_REASON]
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.CONFIRM_CITIZEN)
        contact.citizen.consideration = why
        contact.citizen.save(update_fields=["consideration"])
        record_access(
            user=user,
            action=AccessAction.CHANGE,
            subject_id=contact.citizen_id,
            target=f"citizen:{contact.citizen_id}",
            address=address,
            reason="consideration" if why else "no consideration",
            now=now,
        )
        add_system_line(contact, wording.considered(name=str(user), needed=bool(why)), now=now)
        tell_message(contact, now=now)
        tell(contact, "contact.confirmed", now=now)
        return contact
