"""How much lies where: one query each, over open complaints and those completed today."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint, Escalation
from complaints.selectors.absences import stood_in_for
from complaints.selectors.lines import days
from complaints.selectors.worklist import bucket_condition
from complaints.types import Bucket, Counts, DistrictCounts


def counts_due(*, user: User, now: datetime) -> Counts:
    """Return how many complaints lie on each pile of `user`; `done` are those completed today."""
    open_now = Q(completed_at__isnull=True)
    piles = [pile for pile in Bucket if pile != Bucket.DONE]
    counted = (
        Complaint.objects.visible_to(user)
        .filter(open_now | Q(completed_at__gte=days(now).today))
        .aggregate(
            open=Count("id", filter=open_now),
            done=Count("id", filter=~open_now),
            escalated=Count("id", filter=open_now & _escalated_to(user, now)),
            **{
                pile.value.lower(): Count("id", filter=open_now & bucket_condition(bucket=pile, now=now))
                for pile in piles
            },
        )
    )
    return Counts(**counted)


def _escalated_to(user: User, now: datetime) -> Q:
    """Return the condition of a complaint that was escalated to the role of `user` (`escalations_for`)."""
    told = Exists(Escalation.objects.filter(complaint=OuterRef("pk"), to_role=user.role))
    mine = Q()
    if user.role == Role.OFFICIAL:
        mine = Q(official=user) | Q(official=None) | Q(official__in=stood_in_for(user=user, now=now))
    return Q(escalation_level__gt=0) & mine & Q(told)


def counts_of_districts(*, user: User, now: datetime) -> list[DistrictCounts]:
    """Return the open complaints of each district that has any and that `user` may see, by district code."""
    rows = (
        Complaint.objects.visible_to(user)
        .open()
        .values("district_id")
        .annotate(
            open=Count("id"),
            today=Count("id", filter=bucket_condition(bucket=Bucket.TODAY, now=now)),
            overdue=Count("id", filter=bucket_condition(bucket=Bucket.OVERDUE, now=now)),
        )
        .order_by("district_id")
    )
    return [
        DistrictCounts(district_code=row["district_id"], open=row["open"], today=row["today"], overdue=row["overdue"])
        for row in rows
    ]
