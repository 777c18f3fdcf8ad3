"""Channels on which the citizen is there while they are answered: a call, and sign language over video."""

from django.conf import settings

from contacts.policies.address import sender_number
from messaging.types import Channel

LIVE_CHANNELS = frozenset({Channel.PHONE, Channel.SIGN})
SIGN_SKILL = "KSL"
"""What an agent must be able to do to be offered a contact in sign language."""

USUAL_MINUTES = 5
TIMES_SLOWER = 3
"""Signing, and words that a relay passes on, take so much longer than speaking."""


def comes_over_relay(caller: str) -> bool:
    """Tell whether a call comes from a relay for people who do not hear or speak (107), which speaks for somebody."""
    number = sender_number(caller)
    return bool(number) and number in {sender_number(relay) for relay in settings.RELAY_NUMBERS}


def slower_minutes(*, channel: str, relayed: bool) -> int:
    """Return how many minutes a conversation that cannot be hurried may well take; 0 for all others."""
    return USUAL_MINUTES * TIMES_SLOWER if relayed or channel == Channel.SIGN else 0
