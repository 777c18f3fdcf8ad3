"""When more complaints come than usual: against the same hours of the seven days before."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

HOURS = 3
WINDOW = timedelta(hours=HOURS)
DAYS_BEFORE = 7
LEAST = 5
"""Fewer than so many in the window are never a surge."""
RATIO = 2.0
"""So many times the usual number are one."""

Key = TypeVar("Key", bound=Hashable)


def windows(now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the last three hours, and the same hours of each of the seven days before."""
    return [(now - timedelta(days=day) - WINDOW, now - timedelta(days=day)) for day in range(DAYS_BEFORE + 1)]


def surging(*, filed: Iterable[tuple[Key, datetime]], now: datetime) -> Iterator[tuple[Key, int, float, float]]:
    """Return each key that surges with its count in the window, the usual count, and their ratio; the worst first.

    The usual count is the mean of the seven days before; the ratio is count ÷ usual, with a usual of at least 1, so
    that what never came before does not surge without limit.
    """
    recent: Counter[Key] = Counter()
    before: Counter[Key] = Counter()
    for key, at in filed:
        (recent if at >= now - WINDOW else before)[key] += 1
    found = [(key, count, before[key] / DAYS_BEFORE) for key, count in recent.items() if count >= LEAST]
    rated = [(key, count, usual, count / max(usual, 1.0)) for key, count, usual in found]
    yield from sorted((row for row in rated if row[3] >= RATIO), key=lambda row: (-row[3], -row[1]))
