"""Signed requests between servers: HMAC-SHA256 over the time and the body, valid for five minutes."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from messaging.types import Headers

TIMESTAMP_HEADER = "X-Gateway-Timestamp"
SIGNATURE_HEADER = "X-Gateway-Signature"
WINDOW = timedelta(minutes=5)
TIMESTAMP = re.compile("[0-9]{1,12}")


class SignatureInvalid(DomainError):
    """The request was not signed with our secret."""

    code = "signature_invalid"
    status = 401
    message = _("서명이 올바르지 않습니다.")


class TimestampExpired(DomainError):
    """The request was signed too long ago, or for a time to come."""

    code = "timestamp_expired"
    status = 401
    message = _("요청 시각이 허용 범위를 벗어났습니다.")


def verify_secret(secret: str, given: str) -> None:
    """Check a secret that a provider repeats with every request. Raises SignatureInvalid; always where none is set."""
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        raise SignatureInvalid


def _signature(*, secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed_headers(*, secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers that sign `body` at `now`."""
    timestamp = str(int(now.timestamp()))
    return {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: _signature(secret=secret, timestamp=timestamp, body=body)}


def verify_signature(*, secret: str, headers: Headers, body: bytes, now: datetime) -> None:
    """Check the headers made by `signed_headers`; `headers` must ignore case, as a request's do.

    Raises SignatureInvalid, or TimestampExpired when it is genuine but more than five minutes off `now`.
    """
    timestamp, given = headers.get(TIMESTAMP_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
    expected = _signature(secret=secret, timestamp=timestamp, body=body)
    if not secret or not hmac.compare_digest(given.encode(), expected.encode()):
        raise SignatureInvalid
    if not TIMESTAMP.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise TimestampExpired
