"""What a notice would say, while it is still being written."""

from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from complaints.access import status_url
from complaints.models import Complaint
from complaints.notices import NoticeIncomplete, compose
from complaints.selectors.detail import ComplaintNotFound
from complaints.types import Action, ClosingReason
from korean.privacy import clean_text, mask_personal_numbers
from messaging.types import Purpose

RELATED = ("citizen", "district", "topic", "department", "official")
PURPOSES = {Action.PLAN: Purpose.PLAN, Action.COMPLETE: Purpose.RESULT}


def notice_preview(
    *,
    complaint_id: UUID,
    user: User,
    action: Action,
    text: str,
    planned_for: date | None,
    closing_reason: str,
    now: datetime,
) -> str:
    """Return what the citizen would be sent if `user` planned (`text`, `planned_for`) or completed (`text`,
    `closing_reason`) the complaint now; "" while something is missing. Nothing is stored. Raises ComplaintNotFound."""
    complaint = Complaint.objects.visible_to(user).select_related(*RELATED).filter(pk=complaint_id).first()
    if complaint is None:
        raise ComplaintNotFound
    written, _kinds = mask_personal_numbers(clean_text(text))
    if not written or (closing_reason and closing_reason not in ClosingReason.values):
        return ""
    complaint.official = complaint.official or user
    complaint.plan = complaint.result = written
    complaint.planned_for, complaint.closing_reason = planned_for, closing_reason
    try:
        return compose(purpose=PURPOSES[action], complaint=complaint, link=status_url(complaint), now=now).text
    except NoticeIncomplete:
        return ""
