"""The demonstration's telephone exchange."""

from django.conf import settings

from telephony.services import register_pbx

EXCHANGE = "demonstration"


def create_exchange() -> None:
    """Make the exchange known that `manage.py simulate` plays."""
    register_pbx(code=EXCHANGE, name="시연 교환기", secret=settings.DEMONSTRATION_PBX_SECRET)
