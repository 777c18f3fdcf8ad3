"""Which provider carries a channel here, and under which key or number."""

from django.conf import settings
from django.db.models import F, Q

from messaging.models import Sender
from messaging.types import Channel, SenderChoice


def sender_of(*, channel: Channel, district_code: str = "") -> SenderChoice | None:
    """Return who sends over the channel: for the district, else for the whole city, else as the settings say.

    None: nothing can be written over this channel here.
    """
    rows = Sender.objects.filter(Q(district=None) | Q(district_id=district_code or None), channel=channel)
    row = rows.order_by(F("district").asc(nulls_last=True)).first()
    if row is not None:
        return SenderChoice(provider=row.provider, key=row.key)
    provider = settings.CHANNEL_PROVIDERS.get(channel.value, "")
    return SenderChoice(provider=provider, key="") if provider else None


def senders_of(*, channel: Channel) -> list[SenderChoice]:
    """Return everybody who sends over the channel, in the city and its districts."""
    rows = [SenderChoice(provider=row.provider, key=row.key) for row in Sender.objects.filter(channel=channel)]
    provider = settings.CHANNEL_PROVIDERS.get(channel.value, "")
    own = [SenderChoice(provider=provider, key="")] if provider else []
    return list(dict.fromkeys([*rows, *own]))
