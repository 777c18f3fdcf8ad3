"""Filters are saved under a name, shared, forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from complaints.models import SavedView
from complaints.policies.transitions import InvalidFields
from complaints.selectors.scope import works_for_department, works_for_district
from complaints.selectors.search import filter_values, filtered
from complaints.services.text import cleaned, too_long
from complaints.types.lists import LONGEST_VIEW_NAME, Sharing
from feed.errors import DomainError


class ViewNotFound(DomainError):
    """There is no such view, or it is somebody else's."""

    code = "view_not_found"
    status = 404
    message = gettext_lazy("저장한 조건을 찾을 수 없습니다.")


def save_view(
    *,
    user: User,
    name: str,
    filters: Mapping[str, Sequence[str]],
    sharing: Sharing,
    code: str,
    now: datetime,
) -> SavedView:
    """Keep `filters` under `name`, in place of the user's own view of that name; return it.

    `code` names the department or district it is shared with, one of the user's own; "" where it is not shared. Raises
    InvalidFields.
    """
    name = cleaned(name).strip()
    errors = too_long({"name": (name, LONGEST_VIEW_NAME)})
    if not name:
        errors["name"] = [_("이름을 적어 주세요.")]
    if not _may_share(user, sharing, code):
        errors["code"] = [_("담당하는 자치구나 부서와만 함께 볼 수 있습니다.")]
    if errors:
        raise InvalidFields(errors=errors)
    filtered(user=user, filters=filters, now=now)
    kept, _made = SavedView.objects.update_or_create(
        owner=user,
        name=name,
        defaults={
            "filters": {key: values for key, values in filter_values(filters).lists() if values},
            "sharing": sharing,
            "department_id": code if sharing == Sharing.DEPARTMENT else None,
            "district_id": code if sharing == Sharing.DISTRICT else None,
            "saved_at": now,
        },
    )
    return kept


def forget_view(*, view_id: UUID, user: User) -> None:
    """Delete a view of the user's own. Raises ViewNotFound."""
    removed, _rows = SavedView.objects.filter(pk=view_id, owner=user).delete()
    if not removed:
        raise ViewNotFound


def _may_share(user: User, sharing: Sharing, code: str) -> bool:
    if sharing == Sharing.DEPARTMENT:
        return works_for_department(user=user, code=code)
    return sharing == Sharing.NOBODY or works_for_district(user=user, code=code)
