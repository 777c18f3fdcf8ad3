"""Count the past into quarters of an hour. Counting again gives the same: rows are replaced, never added to."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from contacts.selectors import tallies
from korean.dates import seoul_time
from reporting.metrics import LIMITS
from reporting.models import AgentInterval, Interval
from reporting.policies.presence import times_by_quarter
from reporting.policies.quarters import quarter_of, quarters, stretches
from reporting.types import Work
from routing import selectors as routing
from routing.types import OfferState

OUTCOMES = {OfferState.ACCEPTED: "taken", OfferState.DECLINED: "declined", OfferState.EXPIRED: "missed"}
LATELY = timedelta(minutes=20)
MOVES_FOR = timedelta(days=2)
"""So long after it began a contact is looked at every minute; one that goes on longer is counted anew at night."""
SETTLES_WITHIN_DAYS = 8
"""So many days back the night counts anew: until then a matter may come again (`metrics.AGAIN_WITHIN_DAYS`)."""


def roll_up(*, since: datetime, until: datetime, now: datetime) -> int:
    """Count the quarters of an hour that [since, until) touches anew, and return how many rows they have.

    Works through them a day at a time; what is read meanwhile is the old count of a day or its new one.
    """
    start, end = quarter_of(since), min(until, now)
    rows = 0
    while start < end:
        stop = min(start + timedelta(days=1), end)
        last = quarter_of(stop - timedelta(microseconds=1)) + timedelta(minutes=15)
        rows += _count_contacts(start, last, now) + _count_agents(start, last, now)
        start = last
    return rows


def roll_up_lately(*, now: datetime) -> int:
    """Count anew what may have changed since the last time: the running quarters, and those whose contacts moved.

    Returns the number of rows written. After a standstill it goes back as far as that, two days at most.
    """
    counted_at = Interval.objects.filter(starts_at__gte=now - MOVES_FOR).aggregate(last=Max("counted_at"))["last"]
    changed_since = min(now, counted_at) - LATELY if counted_at else now - MOVES_FOR
    running = set(quarters(since=changed_since, until=now))
    moving = tallies.intervals_in_motion(begun_since=now - MOVES_FOR, changed_since=changed_since)
    rows = sum(_count_contacts(since, until, now) for since, until in stretches(running | moving))
    return rows + sum(_count_agents(since, until, now) for since, until in stretches(running))


def roll_up_days(*, now: datetime) -> int:
    """Count the last eight days anew, by Seoul's calendar: matters that came again, conversations that took long."""
    midnight = seoul_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return roll_up(since=midnight - timedelta(days=SETTLES_WITHIN_DAYS), until=now, now=now)


def _count_contacts(since: datetime, until: datetime, now: datetime) -> int:
    found = tallies.tally(
        tallies.begun(since=since, until=until), by=("interval", "office", "channel", "topic_id"), limits=LIMITS
    )
    rows = [
        Interval(starts_at=row.pop("interval"), district_id=row.pop("office"), counted_at=now, **row) for row in found
    ]
    with transaction.atomic():
        _one_at_a_time()
        Interval.objects.filter(starts_at__gte=since, starts_at__lt=until).delete()
        Interval.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def _count_agents(since: datetime, until: datetime, now: datetime) -> int:
    end = min(until, now)
    found = times_by_quarter(spans=routing.seat_spans(since=since, until=end), since=since, until=end)
    for outcome in routing.offer_outcomes(since=since, until=end):
        if outcome.state in OUTCOMES:
            key = (quarter_of(outcome.offered_at), outcome.user_id)
            once: dict[str, Any] = {OUTCOMES[outcome.state]: 1}
            found[key] = found.get(key, Work()) + Work(**once)
    for row in tallies.closed_by_agent(since=since, until=end):
        key = (row.pop("interval"), row.pop("agent_id"))
        found[key] = found.get(key, Work()) + Work(**row)
    rows = [
        AgentInterval(starts_at=quarter, user_id=user_id, counted_at=now, **asdict(work))
        for (quarter, user_id), work in found.items()
    ]
    with transaction.atomic():
        _one_at_a_time()
        AgentInterval.objects.filter(starts_at__gte=since, starts_at__lt=until).delete()
        AgentInterval.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('reporting.roll_up', 0))")
