"""Demands (독촉장) as they were issued."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from complaints.models import Complaint, DemandLetter
from complaints.selectors.detail import ComplaintNotFound
from complaints.types import DemandDocument

MOMENTS = ("filed_at", "accepted_at", "original_due_at", "due_at")


def demand_letter(*, complaint_id: UUID, user: User) -> DemandDocument:
    """Return the demand that was issued for a complaint `user` may see; its moments are aware datetimes.

    Raises ComplaintNotFound, also when there is none.
    """
    letter = DemandLetter.objects.filter(
        escalation__complaint=complaint_id, escalation__complaint__in=Complaint.objects.visible_to(user)
    ).first()
    if letter is None:
        raise ComplaintNotFound
    facts = letter.facts | {name: datetime.fromisoformat(letter.facts[name]) for name in MOMENTS}
    return DemandDocument(number=letter.number, issued_at=letter.issued_at, facts=facts)
