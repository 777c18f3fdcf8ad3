"""What a carrier accepts."""

import re
from collections.abc import Mapping
from typing import Any

from korean import hangul

ACCEPTED = "A000"
REPEATED = "A301"
RATE_LIMITED = "A020"
UNREGISTERED_SENDER = "A327"
TOO_LONG = "A400"
UNSENDABLE_CHARACTER = "A401"
MALFORMED = "A402"
INVALID_RECIPIENT = "A403"
BROKEN = "A500"

DELIVERED = "D000"
UNDELIVERED = "D300"

LONGEST_TEXT_BYTES = {"SMS": 90, "LMS": 2_000}
LONGEST_TITLE_BYTES = 40
MOBILE_NUMBER = re.compile(r"01[016789][0-9]{7,8}")
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def refusal(content: Mapping[str, Any], *, key: str, senders: frozenset[str]) -> str:
    """Return the code by which a message to be sent is refused, "" when it is accepted."""
    fields = [content.get(field) for field in ("to", "from", "type", "title", "text", "reference")]
    if not key or len(key) > 200 or not all(isinstance(field, str) for field in fields):
        return MALFORMED
    to, sender, form, title, text, _ = (str(field) for field in fields)
    if form not in LONGEST_TEXT_BYTES or not text or (form == "SMS" and title):
        return MALFORMED
    if sender not in senders:
        return UNREGISTERED_SENDER
    if not MOBILE_NUMBER.fullmatch(to):
        return INVALID_RECIPIENT
    if hangul.unencodable(text + title) or CONTROL_CHARACTER.search(text + title):
        return UNSENDABLE_CHARACTER
    if hangul.sms_bytes(text) > LONGEST_TEXT_BYTES[form] or hangul.sms_bytes(title) > LONGEST_TITLE_BYTES:
        return TOO_LONG
    return ""
