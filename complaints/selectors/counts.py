"""How much lies where: one query each, over open complaints and those completed today."""

from datetime import datetime

from django.db.models import Count, Q

from accounts.models import User
from complaints.models import Complaint
from complaints.selectors.lines import days
from complaints.selectors.worklist import bucket_condition
from complaints.types import Bucket, Counts, DistrictCounts, OfficialCounts


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
            **{
                pile.value.lower(): Count("id", filter=open_now & bucket_condition(bucket=pile, now=now))
                for pile in piles
            },
        )
    )
    return Counts(**counted)


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


def counts_of_officials(*, user: User, now: datetime) -> list[OfficialCounts]:
    """Return the open complaints of each official that has any and that `user` may see, the most late first.

    Those nobody has taken yet are one line of their own, on top.
    """
    rows = (
        Complaint.objects.visible_to(user)
        .open()
        .values("official_id", "official__display_name", "official__username")
        .annotate(
            open=Count("id"),
            today=Count("id", filter=bucket_condition(bucket=Bucket.TODAY, now=now)),
            overdue=Count("id", filter=bucket_condition(bucket=Bucket.OVERDUE, now=now)),
        )
        .order_by()
    )
    counted = [
        OfficialCounts(
            name=row["official__display_name"] or row["official__username"] or "",
            open=row["open"],
            today=row["today"],
            overdue=row["overdue"],
        )
        for row in rows
    ]
    return sorted(counted, key=lambda line: (line.name != "", -line.overdue, -line.open, line.name))
