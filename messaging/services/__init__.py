"""Everything that writes messages, or answers a provider."""

from messaging.providers.base import MalformedInbound
from messaging.providers.signing import SignatureInvalid, TimestampExpired, signed_headers, verify_signature
from messaging.services.deliver import deliver_due, drain
from messaging.services.enqueue import (
    ChannelUnavailable,
    EmptyText,
    InvalidRecipient,
    TemplateUnavailable,
    TextTooLong,
    UnsendableText,
    enqueue,
)
from messaging.services.fall_back import fall_back_overdue
from messaging.services.inbound import RequestTooLarge, check_size, verify_inbound
from messaging.services.receipts import (
    UnknownMessage,
    receive_receipts,
    record_receipt,
    record_seen,
    record_session_result,
)
from messaging.services.reconcile import reconcile, ring_due
from messaging.services.refusals import count_refusal
from messaging.services.sessions import end_session
from messaging.services.settle import NotPossibleNow, cancel, note_state, resend
from messaging.services.templates import (
    TemplateRefused,
    check_templates,
    load_standard_templates,
    templates_waiting,
    write_template,
)

__all__ = [
    "ChannelUnavailable",
    "EmptyText",
    "InvalidRecipient",
    "MalformedInbound",
    "NotPossibleNow",
    "RequestTooLarge",
    "SignatureInvalid",
    "TemplateRefused",
    "TemplateUnavailable",
    "TextTooLong",
    "TimestampExpired",
    "UnknownMessage",
    "UnsendableText",
    "cancel",
    "check_size",
    "check_templates",
    "count_refusal",
    "deliver_due",
    "drain",
    "end_session",
    "enqueue",
    "fall_back_overdue",
    "load_standard_templates",
    "note_state",
    "receive_receipts",
    "reconcile",
    "record_receipt",
    "record_seen",
    "record_session_result",
    "resend",
    "ring_due",
    "signed_headers",
    "templates_waiting",
    "verify_inbound",
    "verify_signature",
    "write_template",
]
