"""Decisions that were made, and what people say they should have been."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.types import Handling


class DecisionRecord(models.Model):
    """A decision as it was made; the latest of a subject counts. Never changed.

    `given` is what it was made from (masked), so that it can be made again by other tables; forgotten in time, and
    empty where a person decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    subject_ref = models.UUIDField(_("대상"))
    decision = models.JSONField(_("판단"))
    district = models.ForeignKey("districts.District", models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey("districts.Topic", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("districts.Department", models.PROTECT, null=True, related_name="+")
    handling = models.CharField(_("처리 방식"), max_length=10, choices=Handling.choices)
    confidence = models.FloatField(_("확신도"))
    version = models.CharField(_("판단표 버전"), max_length=100)
    given = models.JSONField(_("받은 내용"), null=True)
    created_at = models.DateTimeField(_("판단 시각"))

    class Meta:
        verbose_name = _("분류 판단")
        constraints = [
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="decision_confidence_range"),
        ]
        indexes = [
            models.Index(fields=["subject_ref", "-created_at"], name="decision_of_subject"),
            models.Index(fields=["created_at"], condition=Q(given__isnull=False), name="decision_to_replay"),
        ]


class LabelledCase(models.Model):
    """A decision that a person corrected: what it should have been, who says so and why."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    record = models.ForeignKey(DecisionRecord, models.PROTECT, related_name="labelled_cases")
    text = models.TextField(_("문의 내용"), blank=True)
    district = models.ForeignKey("districts.District", models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey("districts.Topic", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("districts.Department", models.PROTECT, null=True, related_name="+")
    handling = models.CharField(_("처리 방식"), max_length=10, choices=Handling.choices, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("사유"), blank=True)
    created_at = models.DateTimeField(_("고친 시각"))

    class Meta:
        verbose_name = _("고친 분류")
