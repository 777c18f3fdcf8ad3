"""Where and about what complaints were filed in some stretches of time: for figures that compare them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from complaints.models import Complaint


@dataclass(frozen=True, slots=True)
class Filed:
    """One complaint: of which district and topic, where (None: unknown), when."""

    district_code: str
    topic_code: str
    topic_name: str
    latitude: float | None
    longitude: float | None
    filed_at: datetime


def filed_in(*, user: User, stretches: Sequence[tuple[datetime, datetime]]) -> list[Filed]:
    """Return the complaints filed in any of the stretches [since, until) that `user` may see. One query."""
    in_any = Q(pk__in=[])
    for since, until in stretches:
        in_any |= Q(filed_at__gte=since, filed_at__lt=until)
    found = Complaint.objects.visible_to(user).filter(in_any).order_by()
    columns = ("district_id", "topic_id", "topic__name", "latitude", "longitude", "filed_at")
    return [Filed(*row) for row in found.values_list(*columns)]
