"""The time after a conversation in which its agent writes up the result and is given nothing new."""

from datetime import datetime

from contacts.models import Contact
from feed.errors import DomainError
from feed.services import unit_of_work
from routing import services as routing


def begin_wrap_up(contact: Contact, *, now: datetime) -> None:
    """Begin the wrap-up time of the contact's queue for the agent of a locked contact; officials have none."""
    try:
        with unit_of_work():
            routing.start_wrap_up(contact_ref=contact.pk, now=now)
    except DomainError:
        return
