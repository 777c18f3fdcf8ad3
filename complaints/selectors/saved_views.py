"""Filters that people saved."""

from django.db.models import Q

from accounts.models import User
from accounts.selectors import access_of
from complaints.models import SavedView
from complaints.types.lists import SavedViewLine, Sharing


def saved_views(*, user: User) -> list[SavedViewLine]:
    """Return the views of `user` and those that others share with their departments and districts, by name; one query
    besides the user's scopes."""
    access = access_of(user=user)
    shared = Q(sharing=Sharing.DEPARTMENT) & access.rows(district="department__district_id", department="department_id")
    if access.district_codes is None:
        shared |= Q(sharing=Sharing.DISTRICT)
    else:
        shared |= Q(sharing=Sharing.DISTRICT, district__in=access.district_codes)
    found = SavedView.objects.filter(Q(owner=user) | shared).select_related("owner").order_by("name", "id")
    return [
        SavedViewLine(
            id=row.id,
            name=row.name,
            filters=row.filters,
            sharing=Sharing(row.sharing),
            owner=str(row.owner),
            mine=row.owner_id == user.id,
        )
        for row in found
    ]
