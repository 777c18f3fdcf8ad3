"""Read the outbox."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q

from accounts.crypto import keyed_hash
from accounts.models import User
from korean.dates import seoul_time
from messaging import policies
from messaging.models import (
    COMPLAINT_SETTLED,
    COMPLAINT_UNCONFIRMED,
    NOT_NOTED,
    OutboundMessage,
    OutboundMessageQuerySet,
    RefusedRequest,
)
from messaging.policies.addresses import masked
from messaging.types import (
    NEEDS_A_PERSON,
    UNSENT,
    Channel,
    DeliveryLine,
    FailureReason,
    OutboundState,
    Purpose,
    TextSize,
)

# The rows one may claim now: due, not leased, and the oldest unsent one of their recipient. One that only waits for the
# end of the quiet hours holds nobody back.
WAITS_FOR_ITS_TURN = """
    state IN ('QUEUED', 'SENDING') AND not_before <= %(now)s
      AND (lease_until IS NULL OR lease_until <= %(now)s)
      AND NOT EXISTS (
        SELECT 1 FROM messaging_outboundmessage AS earlier
        WHERE earlier.recipient_hash = candidate.recipient_hash AND earlier.sequence < candidate.sequence
          AND earlier.state IN ('QUEUED', 'SENDING') AND (earlier.attempts > 0 OR earlier.not_before <= %(now)s)
      )
"""
DUE = f"FROM messaging_outboundmessage AS candidate WHERE provider = %(provider)s AND {WAITS_FOR_ITS_TURN}"


def anything_due(*, provider: str, now: datetime) -> bool:
    """Tell whether the provider has a message to send now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 {DUE})", {"provider": provider, "now": now})
        return bool(cursor.fetchone()[0])


def anything_unsent(*, channel: Channel, recipient: str) -> bool:
    """Tell whether a message to the recipient still has to be sent over the channel."""
    to_them = OutboundMessage.objects.unsent().filter(channel=channel, recipient_hash=keyed_hash(recipient))
    return to_them.exists()


def providers_due(*, now: datetime) -> list[str]:
    """Return the providers that have a message to send now."""
    due = f"SELECT DISTINCT provider FROM messaging_outboundmessage AS candidate WHERE {WAITS_FOR_ITS_TURN}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(due, {"now": now})
        return sorted(name for (name,) in cursor.fetchall())


def messages_for(*, references: Iterable[str]) -> list[DeliveryLine]:
    """Return all messages of the references ("contact:<uuid>", "complaint:<uuid>"), in the order they were written;
    the other ways that were tried are in the line of the first.

    The caller has made sure that its user may see those contacts and complaints.
    """
    rows = OutboundMessage.objects.filter(reference__in=list(references)).order_by("sequence")
    return _with_fallbacks(list(rows))


def settled_unnoted(*, limit: int) -> list[DeliveryLine]:
    """Return messages about complaints that arrived, failed or may have, of which nobody has taken note yet; the
    oldest first."""
    return [
        delivery_line(row)
        for row in OutboundMessage.objects.filter(COMPLAINT_SETTLED & NOT_NOTED).order_by("id")[:limit]
    ]


def unconfirmed(*, sent_before: datetime, limit: int) -> list[DeliveryLine]:
    """Return messages about complaints that were sent before that moment and of which nothing was heard since, and
    nobody has taken note yet."""
    rows = OutboundMessage.objects.filter(COMPLAINT_UNCONFIRMED & NOT_NOTED, sent_at__lt=sent_before)
    return [delivery_line(row) for row in rows.order_by("sent_at")[:limit]]


def lines_of(*, message_ids: Iterable[UUID]) -> dict[UUID, DeliveryLine]:
    """Return the messages by id; the caller has made sure that its user may see them."""
    ids = list(message_ids)
    rows = OutboundMessage.objects.filter(Q(pk__in=ids) | Q(origin__in=ids)).order_by("sequence") if ids else ()
    return {line.message_id: line for line in _with_fallbacks(list(rows))}


def failed_messages(*, user: User) -> OutboundMessageQuerySet:
    """Return what a person has to settle (failed or uncertain) of what `user` may see, newest first."""
    return OutboundMessage.objects.visible_to(user).filter(state__in=NEEDS_A_PERSON).order_by("-id")


def outbox_age(*, now: datetime) -> float:
    """Return the seconds since the oldest unsent message was written; 0 when nothing waits."""
    oldest = OutboundMessage.objects.unsent().aggregate(oldest=Min("created_at"))["oldest"]
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def measure(*, channel: Channel, text: str) -> TextSize:
    """Return how much of the channel the text would take, for a counter beside a composer; nothing is stored."""
    return policies.measure(channel=channel, text=text)


def masked_recipient(message: OutboundMessage) -> str:
    """Return the recipient as staff may see it (010-****-5678); "" for a web page or a chat."""
    return masked(channel=Channel(message.channel), recipient=message.recipient)


def settleable(*, user: User, state: str = "", channel: str = "", purpose: str = "") -> OutboundMessageQuerySet:
    """Return what `user` may settle of the whole city: what failed, is uncertain or waits, newest first; of one state,
    channel or purpose where they are given."""
    rows = OutboundMessage.objects.visible_to(user).filter(state__in=(*NEEDS_A_PERSON, *UNSENT))
    wanted = {"state": state, "channel": channel, "purpose": purpose}
    return rows.filter(**{name: value for name, value in wanted.items() if value}).order_by("-id")


def refusals_of_day(*, now: datetime) -> list[RefusedRequest]:
    """Return what was refused at the doors today (in Seoul), most often first."""
    return list(RefusedRequest.objects.filter(day=seoul_time(now).date()).order_by("-count"))


def _with_fallbacks(rows: list[OutboundMessage]) -> list[DeliveryLine]:
    """Return a line for each first way, which has the lines of the ways that were tried after it."""
    known = {row.pk for row in rows}
    later: dict[UUID, list[DeliveryLine]] = defaultdict(list)
    for row in rows:
        if row.origin_id in known:
            later[row.origin_id].append(delivery_line(row))
    firsts = [row for row in rows if row.origin_id not in known]
    return [replace(delivery_line(row), fallbacks=tuple(later[row.pk])) for row in firsts]


def delivery_line(message: OutboundMessage) -> DeliveryLine:
    """Return the message as shown to staff, its recipient masked."""
    return DeliveryLine(
        message_id=message.pk,
        reference=message.reference,
        channel=Channel(message.channel),
        purpose=Purpose(message.purpose),
        state=OutboundState(message.state),
        recipient=masked_recipient(message),
        title=message.title,
        text=message.text,
        attempts=message.attempts,
        code=message.provider_code,
        failure_reason=FailureReason(message.failure_reason) if message.failure_reason else None,
        created_at=message.created_at,
        sent_at=message.sent_at,
        delivered_at=message.delivered_at,
        not_before=message.not_before,
    )
