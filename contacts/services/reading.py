"""Read a contact as a person does, which is recorded (개인정보의 안전성 확보조치 기준 §8)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_access
from accounts.types import AccessAction
from contacts import selectors
from contacts.models import Contact
from contacts.policies.text import EmptyMessage, staff_text
from feed.errors import DomainError
from korean import phone
from messaging.types import Channel

LONGEST_REASON = 200


class ReasonMissing(DomainError):
    """A whole telephone number is shown only to who says why: 422."""

    code = "reason_missing"
    status = 422
    message = _("번호를 보는 사유를 적어 주세요.")


def read_contact(*, contact_id: UUID, user: User, address: str, now: datetime) -> Contact:
    """Return one contact, and record that `user` at network `address` read it. Raises ContactNotFound."""
    contact = selectors.contact(contact_id=contact_id, user=user)
    note_reading(contact=contact, user=user, address=address, now=now)
    return contact


def note_reading(*, contact: Contact, user: User, address: str, now: datetime) -> None:
    """Record that `user` at network `address` is shown what was said in a contact."""
    record_access(
        user=user,
        action=AccessAction.VIEW,
        subject_id=contact.citizen_id,
        target=f"contact:{contact.pk}",
        address=address,
        now=now,
    )


def reveal_phone(*, contact_id: UUID, user: User, reason: str, address: str, now: datetime) -> str:
    """Return the citizen's number as people write it ("" on the web); who wanted it and why is recorded.

    Raises ReasonMissing, MessageTooLong (422), ContactNotFound (404).
    """
    contact = selectors.contact(contact_id=contact_id, user=user)
    try:
        why = staff_text(text=reason, mask=True)
    except EmptyMessage as error:
        raise ReasonMissing from error
    record_access(
        user=user,
        action=AccessAction.REVEAL,
        subject_id=contact.citizen_id,
        target=f"contact:{contact.pk}",
        address=address,
        reason=why[:LONGEST_REASON],
        now=now,
    )
    return phone.display(contact.address) if contact.channel in (Channel.PHONE, Channel.SMS, Channel.SIGN) else ""
