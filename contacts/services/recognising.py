"""Who the citizen is, and what they need: made sure of before anything private about them is shown."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import record_access
from accounts.types import AccessAction
from contacts.models import CitizenIdentity, Contact
from contacts.policies import wording
from contacts.policies.text import EmptyMessage, staff_text
from contacts.policies.transitions import Action
from contacts.services.conversation import add_system_line, lock_held, tell, tell_message
from feed.errors import DomainError
from feed.services import unit_of_work
from korean.privacy import clean_text, mask_personal_numbers

LONGEST_NAME = 50
LONGEST_REASON = 200
LONGEST_CONSIDERATION = 100


class HowMissing(DomainError):
    """How the citizen was recognised has to be said: 422."""

    code = "how_missing"
    status = 422
    message = gettext_lazy("무엇으로 본인을 확인했는지 골라 주세요.")


def confirm_citizen(
    *, contact_id: UUID, user: User, how: str, name: str = "", address: str = "", now: datetime
) -> Contact:
    """Note that the citizen is who the number or account belongs to: their earlier contacts and complaints open.

    It holds for this contact and, with a messenger, for its room, a day at most. `how` says what was compared, `name`
    (if given) is theirs from now on, `address` is the network address for the access record. Raises HowMissing (422),
    ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    try:
        compared = staff_text(text=how, mask=True)[:LONGEST_REASON]
    except EmptyMessage as error:
        raise HowMissing from error
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.CONFIRM_CITIZEN)
        contact.confirmed_at = now
        contact.save(update_fields=["confirmed_at"])
        theirs = CitizenIdentity.objects.filter(citizen=contact.citizen_id, value_hash=contact.address_hash)
        theirs.update(confirmed=True)
        given = _clean(name)[:LONGEST_NAME]
        if given:
            contact.citizen.name = given
            contact.citizen.save(update_fields=["name"])
        line = wording.citizen_confirmed(name=str(user), how=compared)
        _record(contact, user, reason=compared, address=address, line=line, now=now)
        return contact


def consider_citizen(*, contact_id: UUID, user: User, reason: str, address: str = "", now: datetime) -> Contact:
    """Note why the citizen of a contact in hand needs consideration ("": does not), which counts from their next
    contact on; `address` is the network address for the access record.

    The reason may be about health, so it is kept encrypted, is shown only of a confirmed citizen, and the line in the
    conversation does not tell it. Raises ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    why = _clean(reason)[:LONGEST_CONSIDERATION]
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.CONFIRM_CITIZEN)
        contact.citizen.consideration = why
        contact.citizen.save(update_fields=["consideration"])
        recorded = "consideration" if why else "no consideration"
        line = wording.considered(name=str(user), needed=bool(why))
        _record(contact, user, reason=recorded, address=address, line=line, now=now)
        return contact


def _record(contact: Contact, user: User, *, reason: str, address: str, line: str, now: datetime) -> None:
    """Keep that `user` changed what is known of a citizen, tell it in the conversation and to the screens."""
    record_access(
        user=user,
        action=AccessAction.CHANGE,
        subject_id=contact.citizen_id,
        target=f"citizen:{contact.citizen_id}",
        address=address,
        reason=reason,
        now=now,
    )
    add_system_line(contact, line, now=now)
    tell_message(contact, now=now)
    tell(contact, "contact.confirmed", now=now)


def _clean(typed: str) -> str:
    return mask_personal_numbers(clean_text(typed))[0].strip()
