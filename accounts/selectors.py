"""Read who may see what."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from accounts.models import Announcement, AnnouncementReading, Scope, Team, TeamMembership, User
from accounts.types import Access, Role


def signed_in(*, user_id: UUID | str) -> User | None:
    """Return the active user of a session, and read along how far they may see (`access_of`): one query."""
    return _with_access(User.objects.filter(pk=user_id))


def bearer_of(*, key: str) -> tuple[User, datetime] | None:
    """Return the active user whose token this is, and when it was given out, with how far they may see: one query."""
    found = _with_access(User.objects.filter(auth_token__key=key).annotate(given_at=F("auth_token__created")))
    return None if found is None else (found, found.given_at)  # type: ignore[attr-defined]


def _with_access(users: QuerySet[User]) -> User | None:
    scopes = Scope.objects.filter(user=OuterRef("pk")).values(
        codes=JSONObject(district="district_code", department="department_code")
    )
    found = users.annotate(codes=ArraySubquery(scopes)).filter(is_active=True).first()
    if found is not None:
        codes = [(scope["district"], scope["department"]) for scope in found.codes]
        found._access = _access(found, codes)  # type: ignore[attr-defined]
    return found


def access_of(*, user: User) -> Access:
    """Return how far `user` may see: the union of their scopes; nothing without a scope; one query per user object.

    An administrator, and anybody with a scope whose codes are blank, sees everything.
    """
    cached: Access | None = getattr(user, "_access", None)
    if cached is not None:
        return cached
    access = _access(
        user, () if user.role == Role.ADMIN else user.scopes.values_list("district_code", "department_code")
    )
    user._access = access  # type: ignore[attr-defined]
    return access


def _access(user: User, given: Iterable[tuple[str, str]]) -> Access:
    role = Role(user.role)
    scopes = frozenset([("", "")] if role == Role.ADMIN else given)
    districts = frozenset(district for district, _ in scopes)
    departments = frozenset(department for _, department in scopes)
    return Access(
        user_id=user.id,
        role=role,
        scopes=scopes,
        district_codes=None if "" in districts else districts,
        department_codes=None if "" in departments else departments,
    )


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


def teams(*, user: User) -> list[Team]:
    """Return the teams of the districts `user` may see, by name."""
    codes = access_of(user=user).district_codes
    found = Team.objects.all() if codes is None else Team.objects.filter(district_code__in=codes)
    return list(found.order_by("name", "pk"))


def team_names() -> dict[UUID, str]:
    """Return the names of all teams by their ids."""
    return dict(Team.objects.values_list("pk", "name"))


def names_of(*, role: Role) -> dict[UUID, str]:
    """Return the names of everybody with a role, also of those who have left, by their ids."""
    return {user.pk: str(user) for user in User.objects.filter(role=role).only("display_name", "username")}


def team_on(*, user: str, day: str) -> Subquery:
    """Return the id of the team somebody belonged to on a day, for a query whose columns are named: user's id, day."""
    then = TeamMembership.objects.filter(user=OuterRef(user), starts_on__lte=OuterRef(day))
    still = then.filter(Q(ends_on=None) | Q(ends_on__gt=OuterRef(day)))
    return Subquery(still.values("team")[:1])


def agents(*, user: User, on: date) -> list[User]:
    """Return the active agents of the districts `user` may see, by name, each with `team_id` on that day."""
    codes = access_of(user=user).district_codes
    found = User.objects.filter(role=Role.AGENT, is_active=True)
    if codes is not None:
        found = found.filter(Exists(Scope.objects.filter(user=OuterRef("pk"), district_code__in=[*codes, ""])))
    day = Value(on, output_field=DateField())
    dated = found.annotate(on=day).annotate(team_id=team_on(user="pk", day="on"))
    return list(dated.order_by("display_name", "username"))


def announcements_for(*, user: User, now: datetime) -> QuerySet[Announcement]:
    """Return what is announced to `user` now and not put away: to all, to their districts or to them; newest first."""
    access = access_of(user=user)
    to_district = ~Q(district_code="") if access.district_codes is None else Q(district_code__in=access.district_codes)
    to_me = Q(recipient=user) | Q(recipient=None) & (Q(district_code="") | to_district)
    put_away = AnnouncementReading.objects.filter(announcement=OuterRef("pk"), user=user)
    live = Announcement.objects.filter(to_me, ~Exists(put_away), expires_at__gt=now)
    return live.select_related("author").order_by("-sent_at", "-pk")
