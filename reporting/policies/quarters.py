"""Quarters of an hour: the smallest stretch of time a report knows."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

QUARTER = timedelta(minutes=15)
ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)


def quarter_of(moment: datetime) -> datetime:
    """Return the beginning of the quarter of an hour that the aware moment lies in."""
    return moment - (moment - ORIGIN) % QUARTER


def quarters(*, since: datetime, until: datetime) -> Iterator[datetime]:
    """Return the beginnings of the quarters that [since, until) touches."""
    quarter = quarter_of(since)
    while quarter < until:
        yield quarter
        quarter += QUARTER


def stretches(found: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """Return quarters as stretches [since, until) without gaps, the earliest first."""
    joined: list[tuple[datetime, datetime]] = []
    for quarter in sorted(found):
        if joined and joined[-1][1] == quarter:
            joined[-1] = (joined[-1][0], quarter + QUARTER)
        else:
            joined.append((quarter, quarter + QUARTER))
    return joined
