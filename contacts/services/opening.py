"""A new contact of a citizen."""

from datetime import datetime

import uuid6

from accounts.crypto import keyed_hash
from contacts.models import Citizen, Contact
from contacts.services.rooms import confirmed_in_room
from messaging.types import Channel


def open_contact(
    *,
    channel: Channel,
    citizen: Citizen,
    address: str,
    dialled: str,
    call_id: str = "",
    relayed: bool = False,
    now: datetime,
) -> Contact:
    """Open a contact of a citizen; on the web its own id is the address answers go to."""
    contact_id = uuid6.uuid7()
    if channel == Channel.WEB:
        address = str(contact_id)
    return Contact.objects.create(
        id=contact_id,
        citizen=citizen,
        channel=channel,
        address=address,
        address_hash=keyed_hash(address) if address else "",
        dialled=dialled[:20],
        external_call_id=call_id,
        relayed=relayed,
        confirmed_at=confirmed_in_room(channel=channel, address=address),
        opened_at=now,
        last_citizen_message_at=now,
    )
