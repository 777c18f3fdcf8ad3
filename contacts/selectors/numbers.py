"""The telephone numbers of citizens, to compare with."""

from uuid import UUID

from contacts.models import CitizenIdentity
from contacts.types import IdentityKind


def phone_hashes(*, citizen_id: UUID) -> set[str]:
    """Return the look-up hashes of the citizen's telephone numbers. One query."""
    numbers = CitizenIdentity.objects.filter(citizen=citizen_id, kind=IdentityKind.PHONE)
    return set(numbers.values_list("value_hash", flat=True))
