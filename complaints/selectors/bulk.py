"""How a change of many complaints stands."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from complaints.models import Complaint
from complaints.models.bulk import BulkChange
from complaints.selectors.lines import line, with_names
from complaints.types import ComplaintLine
from complaints.types.bulk import BulkAction, BulkResult, BulkState


def bulk_result(*, bulk_id: UUID, user: User, now: datetime) -> BulkResult | None:
    """Return how the change stands that `user` asked for; None when there is none."""
    found = BulkChange.objects.select_related("official").filter(pk=bulk_id, user=user).first()
    if found is None:
        return None
    numbers = dict(Complaint.objects.filter(pk__in=list(found.refusals)).values_list("pk", "number"))
    return BulkResult(
        id=found.pk,
        action=BulkAction(found.action),
        state=BulkState(found.state),
        count=len(found.targets),
        official_name=str(found.official or ""),
        seconds_left=max(0, round((found.due_at - now).total_seconds())),
        refusals=tuple((numbers.get(UUID(key), ""), reason) for key, reason in sorted(found.refusals.items())),
    )


def lines_of(*, complaint_ids: list[UUID], user: User, now: datetime) -> list[ComplaintLine]:
    """Return those of the complaints that `user` may see, the one due first on top. One query."""
    found = with_names(Complaint.objects.visible_to(user).filter(pk__in=complaint_ids)).order_by("due_at", "id")
    return [line(complaint, now=now) for complaint in found]
