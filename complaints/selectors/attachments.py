"""The files beside a complaint, for those who may open them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from complaints.access import complaint_from_token
from complaints.files.links import link_for_citizen, link_for_user
from complaints.models import Attachment, Complaint
from complaints.policies.attachment import SHOWN_TO_CITIZEN
from complaints.types import Party
from complaints.types.attachments import AttachmentLine, Purpose
from files.types import ScanState


def attachments_of(*, complaint_id: UUID, user: User) -> tuple[AttachmentLine, ...]:
    """Return the files of a complaint that `user` may see, oldest first, with links for `user` alone; one query.

    Of a complaint that `user` may not see there are none.
    """
    found = _listed(Attachment.objects.filter(complaint=complaint_id, complaint__in=Complaint.objects.visible_to(user)))
    return tuple(_line(row, link_for_user(attachment_id=row.id, user_id=user.id)) for row in found)


def attachments_for_citizen(*, token: str) -> tuple[AttachmentLine, ...]:
    """Return the files that who holds the status page's `token` may open: what the department shows of its work.

    Raises LinkInvalid.
    """
    found = _listed(shown_to_citizen(complaint_id=complaint_from_token(token)))
    return tuple(_line(row, link_for_citizen(attachment_id=row.id, token=token)) for row in found)


def shown_to_citizen(*, complaint_id: UUID) -> QuerySet[Attachment]:
    """Return the files of a complaint that its citizen may open with the link alone; for a complaint that was merged,
    those of the one that is worked on."""
    lead = Complaint.objects.filter(pk=complaint_id).values_list("merged_into", flat=True).first()
    return Attachment.objects.filter(complaint=lead or complaint_id, purpose__in=SHOWN_TO_CITIZEN)


def _listed(attachments: QuerySet[Attachment]) -> Iterable[Attachment]:
    return attachments.select_related("user").order_by("id")


def _line(row: Attachment, link: str) -> AttachmentLine:
    return AttachmentLine(
        id=row.id,
        purpose=Purpose(row.purpose),
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        width=row.width,
        height=row.height,
        scan=ScanState(row.scan),
        by=str(row.user or Party(row.party).label),
        at=row.at,
        link=link if row.may_be_opened else "",
    )
