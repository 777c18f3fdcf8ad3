"""The people who sign in, how far they may see, and the record of what they saw."""

import uuid6
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.types import AccessAction, Role

LONGEST_ADDRESS = 45
LONGEST_TARGET = 120
LONGEST_REASON = 200
LONGEST_ANNOUNCEMENT = 300


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


class Team(models.Model):
    """A group of agents with one leader's eye on them. Who belongs to it is dated: reports of the past stay right."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(_("이름"), max_length=60)
    district_code = models.CharField(_("자치구 코드"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("상담팀")
        verbose_name_plural = _("상담팀")
        constraints = [
            models.UniqueConstraint(fields=["name", "district_code"], name="accounts_team_named_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="accounts_team_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """That a person belongs to a team from a day on, until the day before `ends_on` (blank: still)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", verbose_name=_("상담팀"))
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("사용자"))
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("나간 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("팀 소속")
        verbose_name_plural = _("팀 소속")
        constraints = [
            models.UniqueConstraint(fields=["user", "starts_on"], name="accounts_membership_one_a_day"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ends_on=None), name="accounts_membership_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="accounts_membership_lasts_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.user_id} {self.starts_on}"


class Announcement(models.Model):
    """What a supervisor tells consoles: everybody's, those of a district, or one person's. It shows until it expires
    or its reader puts it away."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("보낸 사람"))
    recipient = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("받는 사람"))
    district_code = models.CharField(_("자치구 코드"), max_length=10, blank=True)
    text = models.CharField(_("내용"), max_length=LONGEST_ANNOUNCEMENT)
    sent_at = models.DateTimeField(_("보낸 때"))
    expires_at = models.DateTimeField(_("내리는 때"))
    readers: models.ManyToManyField[User, "AnnouncementReading"] = models.ManyToManyField(
        User, through="AnnouncementReading", related_name="+"
    )

    class Meta:
        verbose_name = _("알림 말")
        verbose_name_plural = _("알림 말")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="accounts_announcement_says_something"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gte=models.F("sent_at")), name="accounts_announcement_expires"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="accounts_announcement_live")]

    def __str__(self) -> str:
        return self.text[:40]


class AnnouncementReading(models.Model):
    """That somebody has put an announcement away."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="readings", verbose_name=_("알림 말"))
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("사용자"))
    read_at = models.DateTimeField(_("읽은 때"))

    class Meta:
        verbose_name = _("알림 확인")
        verbose_name_plural = _("알림 확인")
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="accounts_announcement_read_once")]
