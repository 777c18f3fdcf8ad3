"""Who may change what decisions are made from."""

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from routing.types import Edit, EditKind

EDITORS = (Role.SUPERVISOR, Role.ADMIN)
OF_A_DISTRICT = (EditKind.PLACE, EditKind.RESPONSIBILITY)


def may_edit(*, user: User, edit: Edit) -> bool:
    """Tell whether the user may make the edit: places and responsibilities of their own districts; words and
    examples, which count everywhere, only with the whole city in scope."""
    if Role(user.role) not in EDITORS:
        return False
    access = access_of(user=user)
    if access.district_codes is None:
        return True
    return edit.kind in OF_A_DISTRICT and bool(edit.district_code) and access.covers_district(edit.district_code)


def may_edit_everything(*, user: User) -> bool:
    """Tell whether the whole city is in the user's hands: words and examples, rolling back, training."""
    return Role(user.role) in EDITORS and access_of(user=user).district_codes is None
