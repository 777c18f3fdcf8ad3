"""How long a webhook is tried, and who may set one up."""

from datetime import timedelta

from accounts.types import Role

MAY_SUBSCRIBE = frozenset({Role.INTEGRATION, Role.HEAD, Role.SUPERVISOR, Role.ADMIN})
MOST_ATTEMPTS = 20
"""They take about twelve hours."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
LEASE = timedelta(minutes=2)
KEPT_FOR = timedelta(days=7)
SHORTEST_SECRET = 24
"""Characters."""


def pause_after(*, attempts: int, jitter: float) -> timedelta:
    """Return how long to wait after so many attempts: doubling from 5 s up to an hour, of which `jitter` (0 to 1)
    decides the second half."""
    whole = min(FIRST_PAUSE * (1 << min(attempts - 1, 12)), LONGEST_PAUSE)
    return whole * (0.5 + jitter / 2)
