"""The list of signatures of a complaint."""

from uuid import UUID

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint, Signatory
from complaints.policies.signatures import masked_name
from complaints.types.joint import Signatories, SignatoryLine
from korean import phone

READS_NAMES = frozenset({Role.OFFICIAL, Role.HEAD})
"""Whose work the complaint is; for others names and numbers are masked."""


def signatories_of(*, complaint_id: UUID, user: User) -> Signatories:
    """Return who signed a complaint, in the order of the list; nobody for one that `user` may not see. One query."""
    rows = list(
        Signatory.objects.filter(
            complaint=complaint_id, complaint__in=Complaint.objects.visible_to(user).values("id")
        ).order_by("position")
    )
    masked = Role(user.role) not in READS_NAMES
    return Signatories(
        count=len(rows),
        reached=sum(bool(row.phone_hash) for row in rows),
        masked=masked,
        lines=tuple(
            SignatoryLine(
                position=row.position,
                name=masked_name(row.name) if masked else row.name,
                phone=(phone.mask(row.phone) if masked else phone.display(row.phone)) if row.phone else "",
                representative=row.representative,
            )
            for row in rows
        ),
    )
