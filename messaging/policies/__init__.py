"""Pure rules: what a channel can carry and reach, when to send and to try again, and which words are approved."""

from messaging.policies.limits import measure, sendable_text, sendable_title
from messaging.policies.timing import ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE, after_waking, earliest, pause_after

__all__ = [
    "ATTEMPTS",
    "FIRST_PAUSE",
    "LONGEST_PAUSE",
    "after_waking",
    "earliest",
    "measure",
    "pause_after",
    "sendable_text",
    "sendable_title",
]
