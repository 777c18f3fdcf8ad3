"""The tables of messages: what goes out, from whom, and in which approved words."""

from messaging.models.outbox import (
    COMPLAINT_SETTLED,
    COMPLAINT_UNCONFIRMED,
    NOT_NOTED,
    OutboundMessage,
    OutboundMessageQuerySet,
)
from messaging.models.refusals import RefusedRequest
from messaging.models.senders import Sender
from messaging.models.templates import MessageTemplate, TemplateApproval

__all__ = [
    "COMPLAINT_SETTLED",
    "COMPLAINT_UNCONFIRMED",
    "NOT_NOTED",
    "MessageTemplate",
    "OutboundMessage",
    "OutboundMessageQuerySet",
    "RefusedRequest",
    "Sender",
    "TemplateApproval",
]
