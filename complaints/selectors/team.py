"""The people of a department, and how its work is spread over them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from accounts.models import User
from accounts.selectors import access_of, holders_of
from accounts.types import Role
from complaints.models import Complaint
from complaints.selectors.absences import PEOPLE, absence_line, absences_on
from complaints.selectors.worklist import bucket_condition
from complaints.types import Bucket
from complaints.types.absences import TeamMember
from korean.dates import seoul_time

NUMBERS = ("open", "today", "overdue", "waiting", "due_first")


def colleagues(*, user: User) -> list[User]:
    """Return the officials and heads of the departments `user` works for, by name; nobody for a whole district."""
    found = {
        person.pk: person
        for code in sorted(access_of(user=user).department_codes or ())
        for role in (Role.OFFICIAL, Role.HEAD)
        for person in holders_of(role=role, department_code=code)
    }
    return sorted(found.values(), key=lambda person: (str(person), person.username))


def team(*, user: User, now: datetime) -> list[TeamMember]:
    """Return everybody of the departments of `user` with what they have open and whether they are away today: those
    without an official on top, then the most late first. Nobody is left out for having nothing."""
    rows = (
        Complaint.objects.visible_to(user)
        .open()
        .values("official_id", "official__display_name", "official__username")
        .annotate(
            open=Count("id"),
            today=Count("id", filter=bucket_condition(bucket=Bucket.TODAY, now=now)),
            overdue=Count("id", filter=bucket_condition(bucket=Bucket.OVERDUE, now=now)),
            waiting=Count("id", filter=bucket_condition(bucket=Bucket.WAITING, now=now)),
            due_first=Min("due_at", filter=~Q(state="SUPPLEMENT_REQUESTED")),
        )
        .order_by()
    )
    counted = {row["official_id"]: row for row in rows}
    names = {person.pk: str(person) for person in colleagues(user=user)}
    for user_id, row in counted.items():
        names.setdefault(user_id, row["official__display_name"] or row["official__username"] or "")
    today = seoul_time(now).date()
    away = {
        row.official_id: absence_line(row)
        for row in absences_on(today).filter(official__in=[key for key in names if key]).select_related(*PEOPLE)
    }
    members = [
        TeamMember(user_id=key, name=name, absence=away.get(key), **_numbers(counted.get(key)))
        for key, name in names.items()
    ]
    return sorted(members, key=lambda member: (bool(member.user_id), -member.overdue, -member.open, member.name))


def _numbers(row: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: row[name] for name in NUMBERS} if row else {}
