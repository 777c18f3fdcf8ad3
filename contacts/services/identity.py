"""Find the citizen behind an address, or note a new one."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.crypto import keyed_hash
from contacts.models import ChannelSession, Citizen, CitizenIdentity, Contact
from contacts.types import IdentityKind


def citizen_at(
    *, kind: IdentityKind, value: str, language: str = "ko", now: datetime, new: Citizen | None = None
) -> Citizen:
    """Return the citizen known by the address, or a new one who reads `language` (`new`: one we have already).

    The identity's row stays locked until the transaction ends.
    Two messages from one new number at the same instant find the same citizen: the database knows an address once,
    and the second waits for the first. An empty address (number withheld) is a new, anonymous citizen each time.
    """
    if not value:
        return Citizen.objects.create(language=language, created_at=now)
    known = CitizenIdentity.objects.select_for_update(of=("self",)).select_related("citizen")
    known = known.filter(kind=kind, value_hash=keyed_hash(value))
    identity = known.first()
    if identity is None:
        try:
            with transaction.atomic():
                citizen = new or Citizen.objects.create(language=language, created_at=now)
                CitizenIdentity.objects.create(citizen=citizen, kind=kind, value=value, value_hash=keyed_hash(value))
        except IntegrityError:
            pass  # somebody else was first
        identity = known.get()
    return identity.citizen


def give_phone(*, citizen: Citizen, kind: IdentityKind, address: str, number: str, now: datetime) -> bool:
    """Note the number (E.164) that the citizen known by `address` gave; return whether somebody was known by it.

    They are one person then: the address and its conversations, with what is to be done about them, go to the citizen
    who has the number. Complaints filed there follow (`complaints.services.follow_citizens`).
    """
    owner = citizen_at(kind=IdentityKind.PHONE, value=number, language=citizen.language, now=now, new=citizen)
    known = owner.pk != citizen.pk
    if known:
        CitizenIdentity.objects.filter(kind=kind, value_hash=keyed_hash(address)).update(citizen=owner)
        of_address = {"address_hash": keyed_hash(address), "citizen": citizen}
        Contact.objects.filter(**of_address).update(citizen=owner)
        ChannelSession.objects.filter(**of_address).update(citizen=owner)
    said = {"kind": IdentityKind.PHONE, "value_hash": keyed_hash(number)}
    CitizenIdentity.objects.filter(citizen=owner, **said).update(confirmed=True)
    return known
