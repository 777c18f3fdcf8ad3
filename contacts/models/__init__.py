"""Citizens, their contacts with the city, what was said, and who handed it to whom."""

from contacts.models.citizens import Citizen, CitizenIdentity, CitizenQuerySet
from contacts.models.conversations import Contact, ContactQuerySet, Draft, Message
from contacts.models.transfers import Transfer, TransferQuerySet

__all__ = [
    "Citizen",
    "CitizenIdentity",
    "CitizenQuerySet",
    "Contact",
    "ContactQuerySet",
    "Draft",
    "Message",
    "Transfer",
    "TransferQuerySet",
]
