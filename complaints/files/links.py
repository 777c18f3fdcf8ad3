"""Links to files: for one person, for a quarter of an hour."""

import base64
import binascii
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError

VALID_FOR = timedelta(minutes=15)


class FileLinkInvalid(DomainError):
    """The link is not this person's, was mistyped, or is older than a quarter of an hour."""

    code = "file_link_invalid"
    status = 404
    message = _("파일 주소의 유효 시간이 지났습니다. 화면을 새로 불러온 뒤 다시 열어 주세요.")


def link_for_user(*, attachment_id: UUID, user_id: UUID) -> str:
    """Return the address under which this member of staff, signed in, opens the file."""
    return reverse("complaint-file", args=[_signed(attachment_id, str(user_id))])


def link_for_citizen(*, attachment_id: UUID, token: str) -> str:
    """Return the address under which who holds the status page's `token` opens the file."""
    return reverse("complaint-file-public", args=[token, _signed(attachment_id, token)])


def attachment_behind(*, link: str, holder: str) -> UUID:
    """Return which file a link opens for `holder` (a user's id, a status token). Raises FileLinkInvalid."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(_signer(holder).unsign(link, max_age=VALID_FOR) + "=="))
    except (signing.BadSignature, binascii.Error, ValueError) as error:
        raise FileLinkInvalid from error


def _signed(attachment_id: UUID, holder: str) -> str:
    return _signer(holder).sign(base64.urlsafe_b64encode(attachment_id.bytes).decode().rstrip("="))


def _signer(holder: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"complaints.attachment:{holder}", sep=".")
