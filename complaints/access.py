"""The link to a complaint's public status page."""

import base64
import binascii
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from feed.errors import DomainError

VALID_FOR = timedelta(days=60)
"""Every notice carries a new link; the number and the last four digits of the telephone give one at any time."""
SIGNER = signing.TimestampSigner(salt="complaints.status", sep=".")


class LinkInvalid(DomainError):
    """The link was mistyped, forged, or is older than 60 days."""

    code = "link_invalid"
    status = 404
    message = _("주소가 올바르지 않거나 볼 수 있는 기간(60일)이 지났습니다. 접수번호와 전화번호로 다시 열 수 있습니다.")


def status_token(complaint: Complaint) -> str:
    """Return the text that opens the status page of `complaint` for 60 days: signed, and nobody can guess another."""
    return SIGNER.sign(base64.urlsafe_b64encode(complaint.id.bytes).decode().rstrip("="))


def complaint_from_token(token: str) -> UUID:
    """Return the id of the complaint a status page's link belongs to. Raises LinkInvalid."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(SIGNER.unsign(token, max_age=VALID_FOR) + "=="))
    except (signing.BadSignature, binascii.Error, ValueError) as error:
        raise LinkInvalid from error


def status_url(complaint: Complaint) -> str:
    """Return the full address of the status page, as it is written into notices."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/status/{status_token(complaint)}/"
