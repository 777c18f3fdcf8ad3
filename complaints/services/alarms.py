"""Alarms of complaints: times in the row, swept by tasks."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from complaints.models import Complaint
from complaints.services.recording import RELATED
from feed.services import unit_of_work

RETRY_AFTER = timedelta(minutes=1)
logger = logging.getLogger(__name__)


def settle_due(*, alarm: str, settle: Callable[[Complaint], None], limit: int, now: datetime) -> int:
    """Have `settle` deal with up to `limit` complaints whose `alarm`, a field with a time, has gone off, the longest
    waiting first; return how many.

    Each is a transaction of its own under its row's lock. Those that another worker holds are left to it; one that
    fails is logged, tried again a minute later, and holds up nobody.
    """
    due = Complaint.objects.filter(**{f"{alarm}__lte": now}).order_by(alarm, "id")
    settled = 0
    for complaint_id in list(due.values_list("id", flat=True)[:limit]):
        locked = due.select_for_update(of=("self",), skip_locked=True).select_related(*RELATED)
        try:
            with unit_of_work():
                complaint = locked.filter(pk=complaint_id).first()
                if complaint is not None:
                    settle(complaint)
            settled += complaint is not None
        except Exception:
            logger.exception("the alarm %s of complaint %s was not settled", alarm, complaint_id)
            due.filter(pk=complaint_id).update(**{alarm: now + RETRY_AFTER})
    return settled
