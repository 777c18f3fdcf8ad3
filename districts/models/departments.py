"""Departments, the topics citizens ask about, who is in charge of what, and the official directory."""

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from districts.models.areas import PHONE, District
from districts.types import DepartmentKind, Level, Position, Review, TopicComplaintKind, TopicHandling


class Department(models.Model):
    """A department of a district office, or a body (health centre, subway operator, 119). Never deleted: it ends."""

    code = models.CharField(_("코드"), primary_key=True, max_length=60)
    name = models.CharField(_("이름"), max_length=50)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="departments", verbose_name=_("자치구")
    )
    kind = models.CharField(_("구분"), max_length=10, choices=DepartmentKind.choices, default=DepartmentKind.DEPARTMENT)
    is_main_desk = models.BooleanField(_("민원 대표 부서"), default=False)
    phone = models.CharField(_("전화"), max_length=16, blank=True)
    valid_from = models.DateField(_("시작일"), null=True, blank=True)
    valid_until = models.DateField(_("폐지일"), null=True, blank=True, help_text=_("이 날부터 없는 부서"))
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("승계 부서"),
    )
    source = models.CharField(_("출처"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("부서")
        verbose_name_plural = _("부서")
        ordering = ["district_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="department_name_once"),
            models.CheckConstraint(condition=Q(kind__in=DepartmentKind.values), name="department_kind_known"),
            models.UniqueConstraint(
                fields=["district"], condition=Q(is_main_desk=True), name="department_one_main_desk"
            ),
            models.CheckConstraint(condition=Q(phone__regex=PHONE), name="department_phone_e164"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_until__isnull=True) | Q(valid_from__lt=F("valid_until")),
                name="department_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("code")), name="department_not_own_successor"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_until__isnull=False),
                name="department_successor_after_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A field of work (업무 분야) with the words citizens use for it."""

    code = models.CharField(_("코드"), primary_key=True, max_length=30)
    name = models.CharField(_("이름"), max_length=40, unique=True)
    name_en = models.CharField(_("영문 이름"), max_length=60)
    description = models.CharField(_("설명"), max_length=200)
    complaint_kind = models.CharField(_("기본 민원 종류"), max_length=14, choices=TopicComplaintKind.choices)
    handling = models.CharField(_("기본 처리"), max_length=10, choices=TopicHandling.choices)
    level = models.CharField(_("소관"), max_length=10, choices=Level.choices)
    synonyms = ArrayField(models.CharField(max_length=40), verbose_name=_("시민의 말"))

    class Meta:
        verbose_name = _("업무 분야")
        verbose_name_plural = _("업무 분야")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="topic_level_known"),
            models.CheckConstraint(condition=Q(handling__in=TopicHandling.values), name="topic_handling_known"),
            models.CheckConstraint(
                condition=Q(complaint_kind__in=TopicComplaintKind.values), name="topic_complaint_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Responsibility(models.Model):
    """The department in charge of a topic in a district, with our wording of the duty and its published basis."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", verbose_name=_("자치구"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("업무 분야"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("담당 부서")
    )
    wording = models.CharField(_("담당 업무"), max_length=200)
    basis = models.CharField(_("근거"), max_length=200)
    review = models.CharField(_("확인"), max_length=8, choices=Review.choices)
    valid_from = models.DateField(_("시작일"), null=True, blank=True)
    valid_until = models.DateField(_("종료일"), null=True, blank=True)

    class Meta:
        verbose_name = _("업무 분장")
        verbose_name_plural = _("업무 분장")
        ordering = ["district_id", "topic_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "topic"], condition=Q(valid_until__isnull=True), name="responsibility_one_open"
            ),
            models.CheckConstraint(condition=Q(review__in=Review.values), name="responsibility_review_known"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_until__isnull=True) | Q(valid_from__lt=F("valid_until")),
                name="responsibility_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.topic_id}"


class Official(models.Model):
    """A line of the official directory: who to connect a citizen to."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="officials", verbose_name=_("부서")
    )
    name = models.CharField(_("이름"), max_length=40)
    position = models.CharField(_("구분"), max_length=8, choices=Position.choices)
    title = models.CharField(_("직위"), max_length=40, blank=True)
    extension = models.CharField(_("내선"), max_length=20, blank=True)
    duties = models.CharField(_("담당 업무"), max_length=200, blank=True)
    on_duty = models.BooleanField(_("근무 중"), default=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("사용자"),
    )

    class Meta:
        verbose_name = _("담당 공무원")
        verbose_name_plural = _("담당 공무원")
        ordering = ["department_id", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="official_once"),
            models.CheckConstraint(condition=Q(position__in=Position.values), name="official_position_known"),
        ]

    def __str__(self) -> str:
        return self.name
