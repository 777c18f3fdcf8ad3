"""Take what citizens write from a provider's webhook."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from messaging import providers
from messaging.types import Headers, InboundMessage

LARGEST_BODY = 1_000_000


class RequestTooLarge(DomainError):
    """The request is larger than any provider's: 413."""

    code = "request_too_large"
    status = 413
    message = _("요청이 너무 큽니다.")


def check_size(*, headers: Headers) -> None:
    """Refuse a request above a megabyte before it is read. Raises RequestTooLarge."""
    told = headers.get("Content-Length") or "0"
    if not told.isdecimal() or int(told) > LARGEST_BODY:
        raise RequestTooLarge


def verify_inbound(*, provider: str, headers: Headers, body: bytes, now: datetime) -> InboundMessage:
    """Check that the provider signed the request, and read the message in it.

    `headers` must ignore case, as those of a request do. The text is as the citizen wrote it.
    Raises SignatureInvalid, TimestampExpired, MalformedInbound (`extra["field"]`: which).
    """
    carrier = providers.by_name()[provider]
    carrier.verify(headers=headers, body=body, now=now)
    return carrier.parse_inbound(body)
