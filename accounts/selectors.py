"""Read who may see what."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import Scope, User
from accounts.types import Access, Role


def access_of(*, user: User) -> Access:
    """Return how far `user` may see: the union of their scopes; nothing without a scope; one query per user object.

    An administrator, and anybody with a scope whose codes are blank, sees everything.
    """
    cached: Access | None = getattr(user, "_access", None)
    if cached is not None:
        return cached
    role = Role(user.role)
    everything = [("", "")]
    scopes = frozenset(
        everything if role == Role.ADMIN else user.scopes.values_list("district_code", "department_code")
    )
    districts = frozenset(district for district, _ in scopes)
    departments = frozenset(department for _, department in scopes)
    access = Access(
        user_id=user.id,
        role=role,
        scopes=scopes,
        district_codes=None if "" in districts else districts,
        department_codes=None if "" in departments else departments,
    )
    user._access = access  # type: ignore[attr-defined]
    return access


def user_of(user: User | AnonymousUser) -> User:
    """Return the signed-in user of a request. Raises PermissionError for a visitor who has not signed in."""
    if isinstance(user, User):
        return user
    raise PermissionError("not signed in")


def holders_of(*, role: Role, district_code: str = "", department_code: str = "") -> list[User]:
    """Return the active users with `role` whose scope names this department, this district, or the whole city."""
    narrow = Q(scopes__department_code=department_code) if department_code else Q(scopes__department_code="")
    wide = Q(scopes__district_code=district_code) | Q(scopes__district_code="") if district_code else Q()
    return list(User.objects.filter(narrow & wide, role=role, is_active=True).distinct().order_by("username"))


def has_scope(*, user_id: UUID, department_code: str) -> bool:
    """Tell whether the user works for the department."""
    return Scope.objects.filter(user_id=user_id, department_code=department_code).exists()


def users_at(*, extension: str) -> list[User]:
    """Return the active users with this telephone extension."""
    return list(User.objects.filter(extension=extension, is_active=True))


def usernames() -> set[str]:
    """Return the user names of all accounts."""
    return set(User.objects.values_list("username", flat=True))
