"""The demonstration as a simulated city sees it."""

from django.conf import settings

from contactcenter.demonstration.accounts import PASSWORD
from contactcenter.demonstration.exchange import EXCHANGE
from simulation.client import Target


def demonstration_target() -> Target:
    """Return this running product's address and the secrets its demonstration partners share with it."""
    return Target(
        url=settings.PUBLIC_BASE_URL,
        text_secret=settings.SMS_GATEWAY_SECRET,
        exchange=EXCHANGE,
        exchange_secret=settings.DEMONSTRATION_PBX_SECRET,
        password=PASSWORD,
    )
