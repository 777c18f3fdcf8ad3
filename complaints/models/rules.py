"""What a district may decide for itself: periods the law leaves to it, and how an open question of counting is read."""

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.types import Kind, PeriodUnit


class PeriodRule(models.Model):
    """A period set by an agency: for a statutory item (민원처리법 §17, §36), or its own for 기타민원 (시행령 §16③).

    The most particular rule holds: district and topic, topic, district, everywhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    district = models.ForeignKey(
        "districts.District",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("자치구"),
        help_text=_("비워 두면 모든 자치구"),
    )
    kind = models.CharField(_("민원 종류"), max_length=16, choices=Kind)
    topic = models.ForeignKey(
        "districts.Topic",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("업무 분야"),
        help_text=_("비워 두면 모든 분야"),
    )
    item = models.CharField(_("법정민원 사무"), max_length=100, blank=True)
    amount = models.PositiveSmallIntegerField(_("기간"))
    unit = models.CharField(_("단위"), max_length=16, choices=PeriodUnit)
    article = models.CharField(_("근거"), max_length=100)

    class Meta:
        verbose_name = _("처리기간")
        verbose_name_plural = _("처리기간")
        ordering = ["kind", "item", "district_id", "topic_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "topic", "item"], nulls_distinct=False, name="period_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.SIMPLE, item="") | (Q(kind=Kind.STATUTORY) & ~Q(item="")),
                name="period_rule_left_to_the_agency",
            ),
            models.CheckConstraint(condition=Q(unit__in=PeriodUnit.values), name="period_rule_unit_known"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="period_rule_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.item or self.kind}: {self.amount} {self.unit}"


class DistrictRules(models.Model):
    """How a district reads what the law leaves open. Without a row the defaults hold."""

    district = models.OneToOneField(
        "districts.District", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("자치구")
    )
    late_acceptance_counts = models.BooleanField(
        _("근무시간이 끝난 뒤 접수한 날도 첫날로 셈"),
        default=True,
        help_text=_("6일 이상의 기간은 첫날을 산입합니다(민원처리법 제19조제2항)."),
    )
    investigation_in_working_days = models.BooleanField(_("현장조사 14일을 근무일로 셈"), default=False)
    restarts_at_other_agency = models.BooleanField(_("다른 기관으로 이송하면 그 기관의 접수부터 셈"), default=True)
    reopen_days = models.PositiveSmallIntegerField(_("추가 답변을 요청할 수 있는 날수"), default=30)
    remind_days_before = models.PositiveSmallIntegerField(
        _("처리기한 며칠 전에 담당자에게 알릴지(근무일)"), default=1, help_text=_("0이면 처리기한 날 아침")
    )
    supervisor_after_hours = models.PositiveSmallIntegerField(
        _("처리기한이 지나고 관리자에게 알릴 때까지(근무시간)"), default=8
    )
    auditor_after_hours = models.PositiveSmallIntegerField(
        _("처리기한이 지나고 민원심사관에게 알릴 때까지(근무시간)"), default=24
    )
    alert_again_hours = models.PositiveSmallIntegerField(
        _("확인할 일을 그 윗사람에게 알릴 때까지(근무시간)"), default=8
    )
    omits_disclosed_progress = models.BooleanField(
        _("진행 확인 페이지를 안내받은 민원인에게는 처리상황 통지를 생략"),
        default=True,
        help_text=_("접수 안내가 실제로 도착한 때에만 생략합니다(민원처리법 시행령 제23조제3항)."),
    )
    audit_department = models.ForeignKey(
        "districts.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("감사부서"),
        help_text=_("비워 두면 이름이 ‘감사’로 시작하는 부서"),
    )

    class Meta:
        verbose_name = _("민원 처리 기준")
        verbose_name_plural = _("민원 처리 기준")
        constraints = [
            models.CheckConstraint(condition=Q(reopen_days__range=(1, 365)), name="rules_reopen_days"),
            models.CheckConstraint(condition=Q(remind_days_before__lte=5), name="rules_remind_days"),
            models.CheckConstraint(
                condition=Q(
                    supervisor_after_hours__range=(1, 400),
                    auditor_after_hours__range=(1, 400),
                    auditor_after_hours__gte=F("supervisor_after_hours"),
                    alert_again_hours__range=(1, 400),
                ),
                name="rules_escalation_hours",
            ),
        ]

    def __str__(self) -> str:
        return str(self.district_id)


class CalendarSeen(models.Model):
    """The calendar by which the open due dates of a district were last counted; another one means counting again."""

    district = models.OneToOneField(
        "districts.District", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("자치구")
    )
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("반영한 달력")
        verbose_name_plural = _("반영한 달력")

    def __str__(self) -> str:
        return str(self.district_id)
