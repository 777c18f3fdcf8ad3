"""Text messages off the inbox: a long one that came in parts is one message again, pictures come with it."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from contacts.models import InboundRequest
from contacts.services import receiving
from contacts.services.later import Later
from contacts.services.receiving import receive_long
from contacts.types import InboxState
from messaging.types import Channel, InboundMessage

KIND = "text"
PARTS_COME_WITHIN = timedelta(seconds=30)
LOOK_AGAIN_AFTER = timedelta(seconds=2)


def content_of(inbound: InboundMessage) -> dict[str, Any]:
    """Return what is written down of a text message."""
    return {
        "sender": inbound.sender,
        "recipient": inbound.recipient,
        "text": inbound.text,
        "media": list(inbound.media),
        "group": inbound.group,
        "part": inbound.part,
        "parts": inbound.parts,
    }


def take(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """Take a text message in, or all parts of one once they are there; what is missing after 30 seconds stays missing.

    Raises Later while parts are on their way, and what `receive_long` raises.
    """
    parts = [content]
    siblings: list[InboundRequest] = []
    if content["parts"] > 1:
        siblings, parts = _parts(request, content)
        if len(parts) < content["parts"] and now < request.received_at + PARTS_COME_WITHIN:
            raise Later(LOOK_AGAIN_AFTER)
    receive_long(
        channel=Channel.SMS,
        sender=content["sender"],
        text="".join(part["text"] for part in parts),
        provider=request.provider,
        provider_message_id=request.key,
        dialled=content["recipient"],
        files=tuple(address for part in parts for address in part["media"]),
        now=now,
    )
    InboundRequest.objects.filter(pk__in=[row.pk for row in siblings]).update(state=InboxState.TAKEN, next_at=None)


def take_undecided(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """Keep the words of a text message, or of the one part of it, where `take` fails for good."""
    receiving.take_undecided(
        channel=Channel.SMS,
        sender=content["sender"],
        text=content["text"],
        provider=request.provider,
        provider_message_id=request.key,
        dialled=content["recipient"],
        files=tuple(content["media"]),
        now=now,
    )


def _parts(request: InboundRequest, content: Mapping[str, Any]) -> tuple[list[InboundRequest], list[Mapping[str, Any]]]:
    """Return the other parts that wait, and all parts in their order."""
    waiting = InboundRequest.objects.select_for_update().filter(
        provider=request.provider, kind=KIND, sender_hash=request.sender_hash, state=InboxState.WAITING
    )
    found = {content["part"]: content}
    siblings = []
    for row in waiting.exclude(pk=request.pk).order_by("id"):
        other = json.loads(row.content)
        if other["group"] == content["group"] and other["part"] not in found:
            found[other["part"]] = other
            siblings.append(row)
    return siblings, [found[number] for number in sorted(found)]
