"""When more citizens call than a district's agents can answer: all agents are asked at once."""

from datetime import datetime
from uuid import UUID

from feed.services import unit_of_work
from routing.models import Queue
from routing.services import events
from routing.services.errors import UnknownQueue

LONGEST_ANNOUNCEMENT = 300


def open_overflow(*, queue_code: str, by: UUID, announcement: str = "", now: datetime) -> None:
    """Ask all agents of a queue at once, offer for a shorter time, and tell waiting citizens `announcement`.

    Opened again, only the announcement changes. Raises UnknownQueue.
    """
    with unit_of_work():
        queue = _locked(queue_code)
        queue.overflow_since = queue.overflow_since or now
        queue.overflow_by_id, queue.announcement = by, announcement.strip()[:LONGEST_ANNOUNCEMENT]
        queue.save(update_fields=["overflow_since", "overflow_by", "announcement"])
        events.queue_changed(queue_code=queue_code, by=by, now=now)
        events.wake_dispatcher()


def close_overflow(*, queue_code: str, by: UUID, now: datetime) -> None:
    """Ask agents ring by ring again; where no overflow is open nothing changes. Raises UnknownQueue."""
    with unit_of_work():
        queue = _locked(queue_code)
        if queue.overflow_since is None:
            return
        queue.overflow_since, queue.overflow_by, queue.announcement = None, None, ""
        queue.save(update_fields=["overflow_since", "overflow_by", "announcement"])
        events.queue_changed(queue_code=queue_code, by=by, now=now)


def _locked(queue_code: str) -> Queue:
    queue = Queue.objects.select_for_update(of=("self",)).filter(code=queue_code).first()
    if queue is None:
        raise UnknownQueue(district_code=queue_code)
    return queue
