"""The citizen's key to their own web conversation: a signed token, so that no account is needed."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext_lazy as _

from contacts.types import RoomSide
from feed.errors import DomainError

SALT = "contacts.citizen"
LIFETIME = timedelta(days=30)
APPOINTMENT_SALT = "contacts.appointment"
ROOM_SALT = "contacts.video"
ROOM_LIFETIME = timedelta(hours=2)


class TokenInvalid(DomainError):
    """The token is not one of ours, or older than 30 days: 401."""

    code = "token_invalid"
    status = 401
    message = _("상담 주소가 올바르지 않거나 기한이 지났습니다. 새로 문의해 주세요.")


def citizen_token(contact_id: UUID) -> str:
    """Return the token that opens the conversation of this contact for 30 days."""
    return signing.dumps(contact_id.hex, salt=SALT)


def contact_from_token(token: str) -> UUID:
    """Return the id of the contact that the token opens. Raises TokenInvalid (401)."""
    try:
        return UUID(hex=signing.loads(token, salt=SALT, max_age=LIFETIME))
    except signing.BadSignature as error:
        raise TokenInvalid from error


def appointment_token(appointment_id: UUID) -> str:
    """Return the token that opens this appointment for 30 days."""
    return signing.dumps(appointment_id.hex, salt=APPOINTMENT_SALT)


def appointment_from_token(token: str) -> UUID:
    """Return the id of the appointment that the token opens. Raises TokenInvalid (401)."""
    try:
        return UUID(hex=signing.loads(token, salt=APPOINTMENT_SALT, max_age=LIFETIME))
    except signing.BadSignature as error:
        raise TokenInvalid from error


def room_token(room_id: UUID, side: RoomSide) -> str:
    """Return the token that lets one side into this video room for two hours, and nowhere else."""
    return signing.dumps([room_id.hex, side.value], salt=ROOM_SALT)


def room_from_token(token: str) -> tuple[UUID, RoomSide]:
    """Return the video room that the token opens, and for whom. Raises TokenInvalid (401)."""
    try:
        room_id, side = signing.loads(token, salt=ROOM_SALT, max_age=ROOM_LIFETIME)
    except signing.BadSignature as error:
        raise TokenInvalid from error
    return UUID(hex=room_id), RoomSide(side)
