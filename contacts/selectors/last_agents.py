"""Which agent a citizen who comes again is offered to first."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from contacts.models import Contact, FollowUp
from contacts.selectors.citizens import is_certain
from contacts.types import WrapUpCode

SAME_NUMBER = timedelta(hours=24)
"""So long after a conversation the same number or account is led back to its agent: the line that dropped."""

SAME_CITIZEN = timedelta(days=7)
"""So long it is where the citizen is certain, over any channel, or where an agent wanted to look at it again."""


def last_agent(contact: Contact, *, now: datetime) -> UUID | None:
    """Return the user to offer a contact to first that begins to wait; None for nobody in particular. Two queries.

    That is who wants to look at a matter of this citizen again (an open follow-up), else who had them last. Nobody has
    to take the next contact of somebody who was abusive.
    """
    wanted = FollowUp.objects.filter(contact__citizen=contact.citizen_id, done_at=None, due_at__gt=now - SAME_CITIZEN)
    following = wanted.order_by("due_at").values_list("user_id", flat=True).first()
    if following is not None:
        return following
    recent = Q(address_hash=contact.address_hash, accepted_at__gt=now - SAME_NUMBER)
    if is_certain(contact, now=now):
        recent |= Q(accepted_at__gt=now - SAME_CITIZEN)
    had = Contact.objects.filter(recent, citizen=contact.citizen_id, agent__isnull=False).exclude(pk=contact.pk)
    last = had.order_by("-accepted_at").only("agent_id", "wrap_up_code").first()
    return None if last is None or last.wrap_up_code == WrapUpCode.ABUSE else last.agent_id
