"""When offices are open."""

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from districts.models.areas import District
from districts.types import HolidayEffect


class OfficeHours(models.Model):
    """Working hours of a district office (지방공무원 복무규정 제2조; 민원처리법 시행령 제8조의3)."""

    district = models.OneToOneField(
        District, primary_key=True, on_delete=models.CASCADE, related_name="office_hours", verbose_name=_("자치구")
    )
    opens = models.TimeField(_("시작"))
    closes = models.TimeField(_("종료"))
    lunch_starts = models.TimeField(_("점심 시작"))
    lunch_ends = models.TimeField(_("점심 끝"))

    class Meta:
        verbose_name = _("근무시간")
        verbose_name_plural = _("근무시간")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lte=F("lunch_starts"))
                & Q(lunch_starts__lte=F("lunch_ends"))
                & Q(lunch_ends__lt=F("closes")),
                name="office_hours_ordered",
            )
        ]


class Holiday(models.Model):
    """A day that differs from the statutory calendar: a temporary or local holiday, or a holiday that is worked."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    day = models.DateField(_("날짜"))
    name = models.CharField(_("이름"), max_length=60)
    effect = models.CharField(_("효과"), max_length=6, choices=HolidayEffect.choices, default=HolidayEffect.CLOSED)
    district = models.ForeignKey(
        District,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("자치구"),
        help_text=_("비워 두면 모든 자치구"),
    )

    class Meta:
        verbose_name = _("공휴일 조정")
        verbose_name_plural = _("공휴일 조정")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "district"], nulls_distinct=False, name="holiday_once"),
            models.CheckConstraint(condition=Q(effect__in=HolidayEffect.values), name="holiday_effect_known"),
        ]

    def __str__(self) -> str:
        return self.name
