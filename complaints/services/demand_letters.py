"""The demand to the head of the department as a document (독촉장, 민원처리법 시행령 §28②, 시행규칙 별지 제7호서식)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation

from accounts.models import User
from complaints.models import Complaint, DemandLetter, Escalation
from complaints.policies.explanation import explanation
from complaints.selectors.deadlines import changes_of
from complaints.types import Kind


def issue(*, escalation: Escalation, complaint: Complaint, receivers: Iterable[User], now: datetime) -> DemandLetter:
    """Write the demand down as it is now, in Korean, the language of the office; once per complaint.

    It names no citizen: the head finds them with the complaint.
    """
    with translation.override("ko"):
        _accepted_at, due_at = complaint.clock()
        facts = {
            "district": complaint.district.name,
            "department": complaint.department.name,
            "receivers": [str(receiver) for receiver in receivers],
            "number": complaint.number,
            "title": complaint.title,
            "kind": str(Kind(complaint.kind).label),
            "officer": str(complaint.official or ""),
            "filed_at": complaint.filed_at.isoformat(),
            "accepted_at": _accepted_at.isoformat(),
            "original_due_at": (complaint.original_due_at or due_at).isoformat(),
            "due_at": due_at.isoformat(),
            "explanation": explanation(changes=changes_of(complaint), due_at=due_at),
            "hops": complaint.hop_count,
            "extensions": complaint.extension_count,
        }
    return DemandLetter.objects.create(
        escalation=escalation, number=f"독촉 {complaint.number}", facts=facts, issued_at=now
    )
