"""Read the outbox, and say who a message comes from and in which words."""

from messaging.selectors.outbox import (
    DUE,
    anything_due,
    anything_unsent,
    delivery_line,
    failed_messages,
    lines_of,
    masked_recipient,
    measure,
    messages_for,
    outbox_age,
    providers_due,
    refusals_of_day,
    settleable,
    settled_unnoted,
    unconfirmed,
)
from messaging.selectors.senders import forget_senders, sender_of, senders_of
from messaging.selectors.templates import approved_template, standard_words, templates

__all__ = [
    "DUE",
    "anything_due",
    "anything_unsent",
    "approved_template",
    "delivery_line",
    "failed_messages",
    "forget_senders",
    "lines_of",
    "masked_recipient",
    "measure",
    "messages_for",
    "outbox_age",
    "providers_due",
    "refusals_of_day",
    "sender_of",
    "senders_of",
    "settleable",
    "settled_unnoted",
    "standard_words",
    "templates",
    "unconfirmed",
]
