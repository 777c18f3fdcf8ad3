"""Make accounts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Scope, User
from accounts.types import NewAccount, Role
from feed.services import publish
from feed.types import ACCESS_CHANGED


def create_user(
    *,
    username: str,
    password: str,
    role: Role,
    display_name: str,
    scopes: Iterable[tuple[str, str]],
    email: str = "",
    extension: str = "",
) -> User:
    """Make one account and return it; see `create_users`."""
    account = NewAccount(username, role, display_name, tuple(scopes), email, extension)
    create_users(accounts=[account], password=password)
    return User.objects.get(username=username)


def create_users(*, accounts: Iterable[NewAccount], password: str) -> int:
    """Make the accounts that do not exist yet, all with one first password, and return how many were made.

    One that exists keeps its id and password and takes the other facts. Four statements, whatever the number.
    """
    wanted = {account.username: account for account in accounts}
    with transaction.atomic():
        before = User.objects.filter(username__in=wanted).count()
        hashed = make_password(password)
        User.objects.bulk_create(
            [_user(account, hashed) for account in wanted.values()],
            update_conflicts=True,
            unique_fields=["username"],
            update_fields=["role", "display_name", "email", "extension", "is_staff", "is_superuser"],
        )
        ids = dict(User.objects.filter(username__in=wanted).values_list("username", "pk"))
        Scope.objects.filter(user__username__in=wanted).delete()
        Scope.objects.bulk_create(
            Scope(user_id=ids[account.username], district_code=district, department_code=department)
            for account in wanted.values()
            for district, department in account.scopes
        )
    return len(wanted) - before


def tell_access_changed(*, user_id: UUID, now: datetime) -> None:
    """End the live streams of somebody whose rights have changed or who has signed out: their pages ask anew."""
    publish(streams=[f"user:{user_id}"], kind=ACCESS_CHANGED, ids={"user": str(user_id)}, now=now)


def _user(account: NewAccount, hashed_password: str) -> User:
    return User(
        username=account.username,
        password=hashed_password,
        role=account.role,
        display_name=account.display_name,
        email=account.email,
        extension=account.extension,
        is_staff=account.role in {Role.ADMIN, Role.SUPERVISOR},
        is_superuser=account.role == Role.ADMIN,
    )
