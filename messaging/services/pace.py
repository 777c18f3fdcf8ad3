"""Keep to what a sender may send in a second: a bucket of tokens in its row, locked while messages are claimed.

Only senders with a limit have a bucket; the others are as fast as their provider.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from messaging.models import Sender


@dataclass
class Pace:
    """The buckets of one provider's senders, refilled and locked until the transaction ends.

    `exhausted` have nothing left for now; `room` is how many messages may be claimed without emptying any bucket below
    nothing (None: as many as one likes).
    """

    senders: list[Sender]

    @classmethod
    def of(cls, provider: str, *, now: datetime) -> "Pace":
        """Lock and refill the buckets of the provider's senders; a bucket holds what may be sent in one second."""
        senders = list(Sender.objects.select_for_update().filter(provider=provider, per_second__isnull=False))
        for sender in senders:
            full = float(sender.per_second or 0)
            gone = (now - sender.refilled_at).total_seconds() if sender.refilled_at else 1.0
            sender.tokens = min(full, sender.tokens + max(0.0, gone) * full)
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
            sender.tokens -= claimed[sender.key]
            sender.refilled_at = now
            sender.save(update_fields=["tokens", "refilled_at"])
