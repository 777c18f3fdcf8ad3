"""Tell the feed what became of a message."""

from datetime import datetime

from feed.services import publish
from messaging.models import OutboundMessage
from messaging.types import NEEDS_A_PERSON, Channel, OutboundState

KINDS = {
    OutboundState.QUEUED: "message.queued",
    OutboundState.SENT: "message.sent",
    OutboundState.DELIVERED: "message.delivered",
    OutboundState.FAILED: "message.failed",
    OutboundState.UNCERTAIN: "message.failed",
    OutboundState.REPLACED: "message.replaced",
    OutboundState.CANCELLED: "message.cancelled",
}


def tell(message: OutboundMessage, *, now: datetime) -> None:
    """Publish the message's present state on the stream of its contact, complaint or article.

    A web message is told to the contact whose page shows it as well, every message to staff of its district
    (`deliveries:<district>`), and what needs a person to the city.
    """
    kind_of_reference, reference_id = message.reference.split(":")
    streams = [message.reference]
    if message.channel == Channel.WEB:
        streams.append(f"contact:{message.recipient}")
    if message.district_code:
        streams.append(f"deliveries:{message.district_code}")
    if message.state in NEEDS_A_PERSON:
        streams.append("city")
    publish(
        streams=streams,
        kind=KINDS[OutboundState(message.state)],
        ids={kind_of_reference: reference_id, "message": str(message.pk)},
        now=now,
    )
