"""Accepted complaints go to the department in charge (민원처리법 §16: 지체 없이)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from complaints.models import Complaint
from complaints.services.handoffs import hand_off
from complaints.services.recording import RELATED, change, tell_citizen, tell_screens
from complaints.types import Action, Party, State, TransferKind
from districts.policies.working_time import Calendar
from districts.selectors import calendar
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Purpose

RETRY_AFTER = timedelta(minutes=1)
logger = logging.getLogger(__name__)


def hand_over_due(*, limit: int, now: datetime) -> int:
    """Hand up to `limit` accepted complaints to their departments, the longest waiting first, and tell the citizens.

    Each complaint is its own transaction: one that cannot be handed over is logged, tried again a minute later, and
    holds up nobody.
    Complaints that another worker holds are left to it. Returns how many were handed over.
    """
    waiting = Complaint.objects.filter(state=State.ACCEPTED, hand_over_at__lte=now).order_by("hand_over_at", "id")
    find_calendar = cache(_calendar)
    handed_over = 0
    for complaint_id in list(waiting.values_list("id", flat=True)[:limit]):
        try:
            handed_over += _hand_over(complaint_id, find_calendar, now)
        except Exception:
            logger.exception("complaint %s was not handed over", complaint_id)
            waiting.filter(pk=complaint_id).update(hand_over_at=now + RETRY_AFTER)
    return handed_over


def _hand_over(complaint_id: UUID, find_calendar: Callable[[str, int], Calendar], now: datetime) -> bool:
    with unit_of_work():
        complaint = (
            Complaint.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related(*RELATED)
            .filter(pk=complaint_id, state=State.ACCEPTED)
            .first()
        )
        if complaint is None:
            return False
        change(
            complaint=complaint,
            action=Action.HAND_OVER,
            by=Party.SYSTEM,
            now=now,
            text=complaint.department.name,
            hand_over_at=None,
            handed_over_at=now,
            hop_count=complaint.hop_count + 1,
        )
        hand_off(
            complaint=complaint,
            kind=TransferKind.FIRST,
            from_department=None,
            calendar=find_calendar(complaint.district_id, seoul_time(now).year),
            user=None,
            now=now,
        )
        tell_citizen(complaint=complaint, purpose=Purpose.HANDED_OVER, now=now)
        tell_screens(complaint=complaint, action=Action.HAND_OVER, now=now)
    return True


def _calendar(district_code: str, year: int) -> Calendar:
    return calendar(district_code=district_code, years=(year, year + 1))
