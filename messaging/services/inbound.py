"""Take what citizens write from a provider's webhook."""

from datetime import datetime

from messaging import providers
from messaging.types import Headers, InboundMessage


def verify_inbound(*, provider: str, headers: Headers, body: bytes, now: datetime) -> InboundMessage:
    """Check that the provider signed the request, and read the message in it.

    `headers` must ignore case, as those of a request do. The text is as the citizen wrote it.
    Raises SignatureInvalid, TimestampExpired, MalformedInbound (`extra["field"]`: which).
    """
    carrier = providers.by_name()[provider]
    carrier.verify(headers=headers, body=body, now=now)
    return carrier.parse_inbound(body)
