"""In which order a line is answered.

A contact's rank is the time since which it waits, put back by a head start that its priority gives: 30 seconds a point,
a week for an emergency. So everybody's claim grows by the same second each second (waiting counts, nobody starves), an
emergency is never overtaken by anything but an earlier emergency, and within one priority first come is first served.
"""

from datetime import datetime, timedelta

from routing.types import Priority

HEAD_START_OF_A_POINT = timedelta(seconds=30)
HEAD_START_OF_AN_EMERGENCY = timedelta(days=7)


def rank_at(*, enqueued_at: datetime, priority: int) -> datetime:
    """Return the time that a contact stands in line by: the earlier, the sooner it is answered."""
    if priority >= Priority.EMERGENCY:
        return enqueued_at - HEAD_START_OF_AN_EMERGENCY
    return enqueued_at - priority * HEAD_START_OF_A_POINT
