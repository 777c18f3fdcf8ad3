"""A call is put on hold and taken back: by the agent, or at the telephone itself."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from contacts.models import Contact
from contacts.policies import call_wording
from contacts.policies.transitions import Action
from contacts.services.conversation import add_system_line, lock, lock_held, tell, tell_message
from contacts.services.overseeing import NotACall
from contacts.types import ContactState
from feed.services import unit_of_work
from messaging.types import Channel


def hold_call(*, contact_id: UUID, user: User, held: bool, now: datetime) -> Contact:
    """Put the call that `user` has in hand on hold, or take it back (`held` False), and have the exchange do so.

    Asked twice, nothing changes. Raises NotACall, ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.HOLD)
        if contact.channel != Channel.PHONE:
            raise NotACall
        if _set(contact, held=held, now=now):
            tell(contact, "contact.held" if held else "contact.resumed", now=now)
        return contact


def note_hold(*, call_id: str, held: bool, failed: bool = False, now: datetime) -> None:
    """Note that the exchange holds a call now or does not: it was done at the telephone, or could not be (`failed`).

    Nothing happens to an unknown call, or one that nobody has in hand.
    """
    known = Contact.objects.filter(external_call_id=call_id).values_list("pk", flat=True).first()
    if known is None:
        return
    with unit_of_work():
        contact = lock(known)
        if contact.state != ContactState.ACTIVE or not _set(contact, held=held, now=now):
            return
        if failed:
            add_system_line(contact, call_wording.hold_failed(held=held), now=now)
        tell_message(contact, now=now)


def _set(contact: Contact, *, held: bool, now: datetime) -> bool:
    """Set whether a locked call is on hold; False where it is so already."""
    if held == (contact.held_at is not None):
        return False
    contact.held_at = now if held else None
    contact.save(update_fields=["held_at"])
    return True
