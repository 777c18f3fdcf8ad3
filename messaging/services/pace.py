"""Keep to what a sender may send in a second: a bucket of tokens in its row, locked while messages are claimed.

Only senders with a limit have a bucket; the others are as fast as their provider. A bucket is filled again a second
after the last call that took from it was answered, so that however long the calls take, no second sees more than it
holds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.models import Sender

REST = timedelta(seconds=1)


@dataclass
class Pace:
    """The buckets of one provider's senders, refilled and locked until the transaction ends.

    `exhausted` have nothing left for now; `room` is how many messages may be claimed without emptying any bucket below
    nothing (None: as many as one likes).
    """

    senders: list[Sender]

    @classmethod
    def of(cls, provider: str, *, now: datetime) -> "Pace":
        """Lock the buckets of the provider's senders, and refill those that have rested; one holds what may be sent in
        a second."""
        senders = list(Sender.objects.select_for_update().filter(provider=provider, per_second__isnull=False))
        for sender in senders:
            if sender.refilled_at is None or now - sender.refilled_at >= REST:
                sender.tokens = float(sender.per_second or 0)
        return cls(senders)

    @property
    def exhausted(self) -> list[str]:
        """The keys that must wait."""
        return [sender.key for sender in self.senders if sender.tokens < 1]

    @property
    def room(self) -> int | None:
        """How many messages may be claimed."""
        left = [int(sender.tokens) for sender in self.senders if sender.tokens >= 1]
        return min(left) if left else None

    def take(self, claimed: Counter[str], *, now: datetime) -> None:
        """Take what was claimed out of the buckets."""
        for sender in self.senders:
            if claimed[sender.key]:
                sender.tokens -= claimed[sender.key]
                sender.refilled_at = now
                sender.save(update_fields=["tokens", "refilled_at"])


def rest(provider: str, keys: Iterable[str], *, now: datetime) -> None:
    """Let the buckets with these keys rest from now on: the calls that took from them were answered."""
    limited = Sender.objects.filter(provider=provider, per_second__isnull=False, key__in=set(keys))
    limited.update(refilled_at=now)
