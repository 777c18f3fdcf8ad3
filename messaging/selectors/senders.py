"""Which provider carries a channel here, and under which key or number."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from messaging.models import Sender
from messaging.types import Channel, SenderChoice

FOLLOWED_WITHIN_SECONDS = 10


def sender_of(*, channel: Channel, district_code: str = "", now: datetime) -> SenderChoice | None:
    """Return who sends over the channel: for the district, else for the whole city, else as the settings say.

    None: nothing can be written over this channel here. What an administrator changes holds within ten seconds.
    """
    senders = _senders(int(now.timestamp()) // FOLLOWED_WITHIN_SECONDS)
    row = senders.get((channel, district_code)) or senders.get((channel, ""))
    if row is not None:
        return row
    provider = settings.CHANNEL_PROVIDERS.get(channel.value, "")
    return SenderChoice(provider=provider, key="") if provider else None


def senders_of(*, channel: Channel) -> list[SenderChoice]:
    """Return everybody who sends over the channel, in the city and its districts."""
    rows = [SenderChoice(provider=row.provider, key=row.key) for row in Sender.objects.filter(channel=channel)]
    provider = settings.CHANNEL_PROVIDERS.get(channel.value, "")
    own = [SenderChoice(provider=provider, key="")] if provider else []
    return list(dict.fromkeys([*rows, *own]))


def forget_senders() -> None:
    """Ask the database again the next time: a sender has changed."""
    _senders.cache_clear()


@lru_cache(maxsize=1)
def _senders(_period: int) -> Mapping[tuple[str, str], SenderChoice]:
    """Return who sends by channel and district, "" for the whole city."""
    return {
        (row.channel, row.district_id or ""): SenderChoice(provider=row.provider, key=row.key)
        for row in Sender.objects.all()
    }
