"""Make accounts, and record who saw whose data."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import AccessRecord, Scope, User
from accounts.types import AccessAction, Role


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
    """Make an account with its scopes (pairs of district code and department code, blank for all) and return it.

    Made again with the same user name, the account keeps its id and password and takes the other facts.
    """
    with transaction.atomic():
        user, made = User.objects.update_or_create(
            username=username,
            defaults={
                "role": role,
                "display_name": display_name,
                "email": email,
                "extension": extension,
                "is_staff": role in {Role.ADMIN, Role.SUPERVISOR},
                "is_superuser": role == Role.ADMIN,
            },
        )
        if made:
            user.set_password(password)
            user.save(update_fields=["password"])
        wanted = set(scopes)
        user.scopes.exclude(pk__in=_matching(user, wanted)).delete()
        Scope.objects.bulk_create(
            [Scope(user=user, district_code=district, department_code=department) for district, department in wanted],
            ignore_conflicts=True,
        )
    return user


def _matching(user: User, wanted: set[tuple[str, str]]) -> list[int]:
    return [scope.pk for scope in user.scopes.all() if (scope.district_code, scope.department_code) in wanted]


def record_access(
    *,
    user: User,
    action: AccessAction,
    subject_id: UUID | None,
    target: str,
    address: str,
    reason: str = "",
    now: datetime,
) -> None:
    """Record that `user`, from network `address`, did `action` on `target` ("contact:<id>"), which is the data of
    the citizen `subject_id` (개인정보의 안전성 확보조치 기준 §8: 식별자, 일시, 접속지, 정보주체, 수행업무)."""
    AccessRecord.objects.create(
        user=user, action=action, subject_id=subject_id, target=target, address=address, reason=reason, at=now
    )
