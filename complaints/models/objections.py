"""Objecting to a refused 법정민원 (이의신청, 민원처리법 §35, 시행령 §40)."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from complaints.types.objections import ObjectionOutcome


class Objection(models.Model):
    """What a citizen says against a refusal, by when it is decided, and how it was."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="objection", verbose_name=_("민원"))
    text = models.TextField(_("이의 내용"))
    filed_at = models.DateTimeField(_("신청한 때"))
    due_at = models.DateTimeField(_("결정 기한"))
    original_due_at = models.DateTimeField(_("처음 결정 기한"))
    extension_reason = models.TextField(_("연장 사유"), blank=True)
    outcome = models.CharField(_("결정"), max_length=9, choices=ObjectionOutcome, blank=True)
    answer = models.TextField(_("결정 이유"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("결정한 사람"),
    )
    decided_at = models.DateTimeField(_("결정한 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("이의신청")
        verbose_name_plural = _("이의신청")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", decided_at__isnull=True, decided_by__isnull=True)
                | (
                    Q(outcome__in=ObjectionOutcome.values, decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(answer="")
                ),
                name="objection_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(due_at=F("original_due_at")) | ~Q(extension_reason=""),
                name="objection_extended_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="objection_open", condition=Q(outcome=""))]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.outcome}"
