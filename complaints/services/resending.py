"""Send a notice that did not get through once more."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint
from complaints.policies.transitions import NotAllowed
from complaints.selectors.detail import ComplaintNotFound
from feed.errors import DomainError
from messaging import selectors as messages
from messaging import services as messaging

MAY_RESEND = frozenset({Role.OFFICIAL, Role.HEAD, Role.SUPERVISOR, Role.ADMIN})


class NoticeNotFound(DomainError):
    """There is no such notice about this complaint: 404."""

    code = "notice_not_found"
    status = 404
    message = _("이 민원에 그런 회신이 없습니다.")


def resend_notice(*, complaint_id: UUID, message_id: UUID, user: User, now: datetime) -> None:
    """Send a notice about this complaint (its id in the outbox) that failed, or may have, once more.

    Raises ComplaintNotFound, NoticeNotFound (404), NotAllowed (403), and NotPossibleNow (409) of messaging.
    """
    if not Complaint.objects.visible_to(user).filter(pk=complaint_id).exists():
        raise ComplaintNotFound
    if user.role not in MAY_RESEND:
        raise NotAllowed
    notices = messages.messages_for(references=[f"complaint:{complaint_id}"])
    if message_id not in {notice.message_id for notice in notices}:
        raise NoticeNotFound
    messaging.resend(message_id=message_id, user=user, now=now)
