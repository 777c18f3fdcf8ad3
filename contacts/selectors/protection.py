"""What was done to protect agents from abuse."""

from uuid import UUID

from accounts.models import User
from contacts.models import AbuseIncident

SHOWN = 200


def incidents(*, user: User, only_open: bool = False) -> list[AbuseIncident]:
    """Return the newest 200 records that `user` may see, those nobody has looked after first."""
    found = AbuseIncident.objects.visible_to(user)
    if only_open:
        found = found.filter(reviewed_at=None)
    related = ("contact__district", "user", "reviewed_by")
    return sorted(
        found.select_related(*related).order_by("-first_at")[:SHOWN], key=lambda row: row.reviewed_at is not None
    )


def incident_of(*, contact_id: UUID) -> AbuseIncident | None:
    """Return the record of a contact, None for almost all. The caller may see the contact."""
    return AbuseIncident.objects.filter(contact=contact_id).first()
