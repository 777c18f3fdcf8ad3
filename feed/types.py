"""What the event log tells other apps."""

from collections.abc import Mapping
from dataclasses import dataclass

# Told on `user:<id>` when somebody's rights or sign-in change: their live streams end and are asked for anew.
ACCESS_CHANGED = "access.changed"


@dataclass(frozen=True)
class FeedEvent:
    """One entry of one stream: what kind of thing happened, and the ids to fetch it by. Never the thing itself."""

    stream: str
    seq: int
    kind: str
    ids: Mapping[str, str]
