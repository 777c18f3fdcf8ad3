"""What citizens say of how their complaint was handled."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint

LEAST_POINTS, MOST_POINTS = 1, 5


class Satisfaction(models.Model):
    """Points from 1 to 5 with a reason, once for each answer: `answer` counts the reopenings before it."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="satisfactions", verbose_name=_("민원")
    )
    answer = models.PositiveSmallIntegerField(_("답변 차례"))
    points = models.PositiveSmallIntegerField(_("점수"))
    reason = models.TextField(_("이유"), blank=True)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("만족도")
        verbose_name_plural = _("만족도")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "answer"], name="satisfaction_once_an_answer"),
            models.CheckConstraint(
                condition=Q(points__range=(LEAST_POINTS, MOST_POINTS)), name="satisfaction_points_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} / {MOST_POINTS}"
