"""Who has a contact on the screen: told to each other, nobody is kept out."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from contacts.models import Contact, Viewing
from contacts.selectors import ContactNotFound
from contacts.selectors.viewing import STILL_THERE, viewers
from contacts.types import Viewer
from feed.services import publish, unit_of_work

FORGOTTEN_AFTER = timedelta(hours=1)


def note_viewing(*, contact_id: UUID, user: User, now: datetime) -> list[Viewer]:
    """Note that the user's screen shows the contact, and return who else has it on theirs.

    Who has it open, and its holder, hear of somebody who comes. Raises ContactNotFound (404).
    """
    contact = Contact.objects.visible_to(user).filter(pk=contact_id).first()
    if contact is None:
        raise ContactNotFound
    with unit_of_work():
        viewing, made = Viewing.objects.get_or_create(contact=contact, user=user, defaults={"seen_at": now})
        comes = made or viewing.seen_at <= now - STILL_THERE
        if not made:
            Viewing.objects.filter(pk=viewing.pk).update(seen_at=now)
        others = viewers(contact_id=contact.pk, but=user, now=now)
        told = {viewer.user_id for viewer in others} | ({contact.agent_id} if contact.agent_id else set())
        if comes and told - {user.id}:
            streams = [f"user:{user_id}" for user_id in told - {user.id}]
            publish(streams=streams, kind="viewing.began", ids={"contact": str(contact.pk)}, now=now)
        return others


def forget_viewings(*, now: datetime) -> int:
    """Forget who has left the screen an hour ago. Returns how many."""
    removed, _ = Viewing.objects.filter(seen_at__lte=now - FORGOTTEN_AFTER).delete()
    return removed
