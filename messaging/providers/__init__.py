"""Who carries messages: one provider a channel."""

from functools import cache

from messaging.providers.base import Provider
from messaging.providers.gateway import GatewayProvider
from messaging.providers.web import WebProvider
from messaging.types import Channel


@cache
def by_name() -> dict[str, Provider]:
    """Return the providers of this installation."""
    providers: list[Provider] = [WebProvider(), GatewayProvider()]
    return {provider.name: provider for provider in providers}


def for_channel(channel: Channel) -> Provider | None:
    """Return the provider that carries the channel, if one does: nobody writes on the telephone."""
    return next((provider for provider in by_name().values() if provider.channel == channel), None)
