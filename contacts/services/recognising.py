"""Make sure who the citizen is, before anything private about them is shown."""

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
from contacts.selectors.citizens import GUESSED_BY
from contacts.services.conversation import add_system_line, lock_held, tell, tell_message
from feed.errors import DomainError
from feed.services import unit_of_work
from korean.privacy import clean_text, mask_personal_numbers

LONGEST_NAME = 50
LONGEST_REASON = 200


class HowMissing(DomainError):
    """How the citizen was recognised has to be said: 422."""

    code = "how_missing"
    status = 422
    message = gettext_lazy("무엇으로 본인을 확인했는지 골라 주세요.")


def confirm_citizen(
    *, contact_id: UUID, user: User, how: str, name: str = "", address: str = "", now: datetime
) -> Contact:
    """Note that the citizen is who the number or account belongs to: their earlier contacts and complaints open.

    `how` says what was compared, `name` (if given) is theirs from now on, `address` is the network address for the
    access record. Raises HowMissing (422), ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    try:
        compared = staff_text(text=how, mask=True)[:LONGEST_REASON]
    except EmptyMessage as error:
        raise HowMissing from error
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.CONFIRM_CITIZEN)
        known = CitizenIdentity.objects.filter(citizen=contact.citizen_id, kind__in=GUESSED_BY)
        known.filter(value_hash=contact.address_hash).update(confirmed=True)
        given = mask_personal_numbers(clean_text(name))[0].strip()[:LONGEST_NAME]
        if given:
            contact.citizen.name = given
            contact.citizen.save(update_fields=["name"])
        record_access(
            user=user,
            action=AccessAction.CHANGE,
            subject_id=contact.citizen_id,
            target=f"citizen:{contact.citizen_id}",
            address=address,
            reason=compared,
            now=now,
        )
        add_system_line(contact, wording.citizen_confirmed(name=str(user), how=compared), now=now)
        tell_message(contact, now=now)
        tell(contact, "contact.confirmed", now=now)
        return contact
