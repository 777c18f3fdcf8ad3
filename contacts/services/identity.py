"""Find the citizen behind an address, or note a new one."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.crypto import keyed_hash
from contacts.models import Citizen, CitizenIdentity
from contacts.types import IdentityKind


def citizen_at(*, kind: IdentityKind, value: str, language: str = "ko", now: datetime) -> Citizen:
    """Return the citizen known by the address, or a new one who reads `language`.

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
                citizen = Citizen.objects.create(language=language, created_at=now)
                CitizenIdentity.objects.create(citizen=citizen, kind=kind, value=value, value_hash=keyed_hash(value))
        except IntegrityError:
            pass  # somebody else was first
        identity = known.get()
    return identity.citizen
