"""Accepted complaints go to the department in charge (민원처리법 §16: 지체 없이)."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from complaints.models import Complaint
from complaints.services.alarms import settle_due
from complaints.services.handoffs import hand_off
from complaints.services.recording import change, tell_citizen, tell_screens
from complaints.types import Action, Party, TransferKind
from districts.policies.working_time import Calendar
from districts.selectors import calendar
from korean.dates import seoul_time
from messaging.types import Purpose


def hand_over_due(*, limit: int, now: datetime) -> int:
    """Hand up to `limit` accepted complaints to their departments, the longest waiting first, and tell the citizens.

    Returns how many were handed over. One that cannot be handed over holds up nobody (`settle_due`).
    """
    find_calendar = cache(_calendar)
    return settle_due(
        alarm="hand_over_at", settle=lambda complaint: _hand_over(complaint, find_calendar, now), limit=limit, now=now
    )


def _hand_over(complaint: Complaint, find_calendar: Callable[[str, int], Calendar], now: datetime) -> None:
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


def _calendar(district_code: str, year: int) -> Calendar:
    return calendar(district_code=district_code, years=(year, year + 1))
