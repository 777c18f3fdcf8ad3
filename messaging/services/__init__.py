"""Everything that writes messages, or answers a provider."""

from messaging.providers.base import InvalidRecipient, MalformedInbound
from messaging.providers.signing import SignatureInvalid, TimestampExpired, signed_headers, verify_signature
from messaging.services.deliver import deliver_due, drain
from messaging.services.enqueue import ChannelUnavailable, EmptyText, TextTooLong, UnsendableText, enqueue
from messaging.services.inbound import verify_inbound
from messaging.services.receipts import UnknownMessage, receive_receipt, record_receipt, record_seen
from messaging.services.settle import NotPossibleNow, cancel, note_state, resend

__all__ = [
    "ChannelUnavailable",
    "EmptyText",
    "InvalidRecipient",
    "MalformedInbound",
    "NotPossibleNow",
    "SignatureInvalid",
    "TextTooLong",
    "TimestampExpired",
    "UnknownMessage",
    "UnsendableText",
    "cancel",
    "deliver_due",
    "drain",
    "enqueue",
    "note_state",
    "receive_receipt",
    "record_receipt",
    "record_seen",
    "resend",
    "signed_headers",
    "verify_inbound",
    "verify_signature",
]
