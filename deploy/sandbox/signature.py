"""The signature of requests, in both directions: HMAC-SHA256 of the time in seconds, a full stop and the body."""

import hashlib
import hmac
import time
from collections.abc import Mapping

TIMESTAMP_HEADER = "X-Gateway-Timestamp"
SIGNATURE_HEADER = "X-Gateway-Signature"
WINDOW_SECONDS = 300


def _sign(*, secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def headers(*, secret: str, body: bytes) -> dict[str, str]:
    """Return the headers that sign the body now."""
    timestamp = str(int(time.time()))
    return {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: _sign(secret=secret, timestamp=timestamp, body=body)}


def is_valid(*, secret: str, given: Mapping[str, str], body: bytes) -> bool:
    """Whether the headers sign this body, within five minutes of now."""
    timestamp, signature = given.get(TIMESTAMP_HEADER, ""), given.get(SIGNATURE_HEADER, "")
    expected = _sign(secret=secret, timestamp=timestamp, body=body)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return False
    return timestamp.isdecimal() and abs(time.time() - int(timestamp)) <= WINDOW_SECONDS


def bizgo_headers(*, secret: str) -> dict[str, str]:
    """Return the headers of Bizgo's reports and text messages: the HMAC of the time (milliseconds) alone."""
    timestamp = str(int(time.time() * 1000))
    signed = hmac.new(secret.encode(), timestamp.encode(), hashlib.sha256).hexdigest()
    return {"X-IB-Timestamp": timestamp, "X-IB-Signature": signed}
