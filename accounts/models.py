"""The people who sign in, how far they may see, and the record of what they saw."""

import uuid6
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.types import AccessAction, Role

LONGEST_ADDRESS = 45
LONGEST_TARGET = 120
LONGEST_REASON = 200


class User(AbstractUser):
    """A member of staff, or another system that signs in with a token."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    role = models.CharField(_("역할"), max_length=20, choices=Role, default=Role.AGENT)
    display_name = models.CharField(_("이름"), max_length=60, blank=True)
    extension = models.CharField(_("내선"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("사용자")
        verbose_name_plural = _("사용자")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_user_role_known"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


class Scope(models.Model):
    """One part of the city a user works for: a district, or one department of it. Blank codes mean all of them.

    The codes are opaque here: districts and departments live in an app above this one.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="scopes", verbose_name=_("사용자"))
    district_code = models.CharField(_("자치구 코드"), max_length=10, blank=True)
    department_code = models.CharField(_("부서 코드"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("담당 범위")
        verbose_name_plural = _("담당 범위")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "district_code", "department_code"], name="accounts_scope_given_once"
            )
        ]
        indexes = [models.Index(fields=["department_code"], name="accounts_scope_by_department")]

    def __str__(self) -> str:
        return self.department_code or self.district_code or "*"


class AccessRecord(models.Model):
    """Who handled whose data, when, from where and how (안전성 확보조치 기준 §8). Written once, kept two years."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("사용자"))
    at = models.DateTimeField(_("때"))
    address = models.CharField(_("접속지"), max_length=LONGEST_ADDRESS, blank=True)
    subject_id = models.UUIDField(_("정보주체"), null=True)
    action = models.CharField(_("수행업무"), max_length=20, choices=AccessAction)
    target = models.CharField(_("대상"), max_length=LONGEST_TARGET)
    reason = models.CharField(_("사유"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = _("접속기록")
        verbose_name_plural = _("접속기록")
        indexes = [
            models.Index(fields=["subject_id", "at"], name="accounts_access_by_subject"),
            models.Index(fields=["user", "at"], name="accounts_access_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"
