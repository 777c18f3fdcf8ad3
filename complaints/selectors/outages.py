"""Outages that were written down, and how many clocks one would touch."""

from collections.abc import Collection
from datetime import datetime

from accounts.models import User
from accounts.selectors import access_of
from complaints.models import Complaint, Outage

SHOWN = 20


def outages(*, user: User) -> list[Outage]:
    """Return the newest outages of the districts `user` may see. One query."""
    codes = access_of(user=user).district_codes
    found = Outage.objects.select_related("noted_by").order_by("-id")
    if codes is not None:
        found = found.filter(district_codes__overlap=sorted(codes))
    return list(found[:SHOWN])


def clocks_running(*, user: User, district_codes: Collection[str], now: datetime) -> int:
    """Return how many complaints have a clock that an outage in these districts would stop. One query."""
    running = Complaint.objects.visible_to(user).running().filter(due_at__isnull=False, accepted_at__lte=now)
    return running.filter(district__in=list(district_codes)).count()
