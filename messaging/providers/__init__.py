"""Who carries messages."""

from functools import cache

from messaging.providers.base import Provider
from messaging.providers.bizgo import BizgoProvider
from messaging.providers.gateway import GatewayProvider
from messaging.providers.mail import EmailProvider
from messaging.providers.nhn import NhnProvider
from messaging.providers.sens import SensProvider
from messaging.providers.solapi import SolapiProvider
from messaging.providers.web import WebProvider


@cache
def by_name() -> dict[str, Provider]:
    """Return the providers this installation knows; which of them carries a channel is `selectors.sender_of`'s."""
    providers: list[Provider] = [
        WebProvider(),
        GatewayProvider(),
        bizgo(),
        SolapiProvider(),
        NhnProvider(),
        SensProvider(),
        EmailProvider(),
    ]
    return {provider.name: provider for provider in providers}


@cache
def bizgo() -> BizgoProvider:
    """Return the dealer that keeps KakaoTalk's sessions and inspects Alimtalk's templates."""
    return BizgoProvider()
