"""Learn what became of messages whose receipt has not come."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from feed.doorbell import ring_until_answered
from feed.errors import DomainError
from messaging import providers
from messaging.models import OutboundMessage
from messaging.providers.base import Provider, Sent
from messaging.providers.http import CallFailed
from messaging.selectors import providers_due
from messaging.services.alone import alone_in
from messaging.services.enqueue import task_of
from messaging.services.receipts import record_receipt
from messaging.types import Channel, OutboundState

logger = logging.getLogger(__name__)

# A provider is asked for so long at a time, in which as many messages as it answers for are settled.
LONGEST_ASKING_SECONDS = 10
READ_AT_ONCE = 50
# Carriers hand over their reports for three days.
LONGEST_ASKING = timedelta(days=3)


def ring_due(*, now: datetime) -> None:
    """Ring for every provider that has something to send: the safety net under the bells of the commits."""
    for name in providers_due(now=now):
        ring_until_answered(task_of(name))


def reconcile(*, clock: Callable[[], datetime]) -> int:
    """Ask providers about messages that were sent a while ago; returns how many were settled.

    A message is asked about again after as long as it has been silent, for three days. One process asks a provider at a
    time, for some ten seconds or until a call fails, so that one that hangs holds nobody up. Call it outside a
    transaction.
    """
    due = OutboundMessage.objects.filter(state=OutboundState.SENT, ask_after__lte=clock())
    settled = 0
    for name in sorted(set(due.values_list("provider", flat=True).distinct())):
        with alone_in(f"messaging.reconcile:{name}") as allowed:
            if allowed:
                settled += _ask_for_a_while(providers.by_name()[name], clock=clock)
    return settled


def _ask_for_a_while(provider: Provider, *, clock: Callable[[], datetime]) -> int:
    settled, ends_at = 0, time.monotonic() + LONGEST_ASKING_SECONDS
    due = OutboundMessage.objects.filter(provider=provider.name, state=OutboundState.SENT, ask_after__lte=clock())
    while rows := list(due.order_by("ask_after")[:READ_AT_ONCE]):
        for row in rows:
            if time.monotonic() > ends_at:
                return settled
            try:
                settled += _ask(provider, row, clock=clock)
            except CallFailed:
                return settled
            except DomainError as error:
                logger.warning("%s answers about message %s with what is none: %s", provider.name, row.pk, error.code)
    return settled


def _ask(provider: Provider, row: OutboundMessage, *, clock: Callable[[], datetime]) -> bool:
    """Whether the message is settled now. Raises CallFailed, MalformedInbound, UnknownMessage."""
    now = clock()
    silence = now - (row.sent_at or now)
    again = now + max(silence, timedelta(minutes=1)) if silence < LONGEST_ASKING else None
    OutboundMessage.objects.filter(pk=row.pk, state=OutboundState.SENT).update(ask_after=again)
    receipt = provider.ask(Sent(channel=Channel(row.channel), provider_message_id=row.provider_message_id))
    if receipt is None:
        return False
    record_receipt(receipt=receipt, now=clock())
    return True
