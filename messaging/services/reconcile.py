"""Learn what became of messages whose receipt has not come."""

from collections.abc import Callable
from datetime import datetime, timedelta

from feed.doorbell import ring_until_answered
from messaging import providers
from messaging.models import OutboundMessage
from messaging.providers.base import Sent
from messaging.selectors import providers_due
from messaging.services.enqueue import task_of
from messaging.services.fall_back import fall_back_overdue
from messaging.services.receipts import record_receipt
from messaging.types import Channel, OutboundState

ASKED_AT_ONCE = 50
# Carriers hand over their reports for three days.
LONGEST_ASKING = timedelta(days=3)


def ring_due(*, now: datetime) -> None:
    """Ring for every provider that has something to send: the safety net under the bells of the commits."""
    for name in providers_due(now=now):
        ring_until_answered(task_of(name))


def reconcile(*, clock: Callable[[], datetime]) -> int:
    """Ask providers about messages that were sent a while ago, then take the next way where nothing was heard for too
    long. Returns how many were settled. A message is asked about again after as long as it has been silent, for three
    days. Call it outside a transaction.
    """
    now = clock()
    due = OutboundMessage.objects.filter(state=OutboundState.SENT, ask_after__lte=now).order_by("ask_after")
    settled = 0
    for row in list(due[:ASKED_AT_ONCE]):
        silence = now - (row.sent_at or now)
        again = clock() + max(silence, timedelta(minutes=1)) if silence < LONGEST_ASKING else None
        OutboundMessage.objects.filter(pk=row.pk, state=OutboundState.SENT).update(ask_after=again)
        provider = providers.by_name()[row.provider]
        receipt = provider.ask(Sent(channel=Channel(row.channel), provider_message_id=row.provider_message_id))
        if receipt is not None:
            record_receipt(receipt=receipt, now=clock())
            settled += 1
    fall_back_overdue(limit=ASKED_AT_ONCE, now=clock())
    return settled
