"""Days on which the system was down so that nothing could be processed."""

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Outage(models.Model):
    """An outage whose days do not count in some districts (민원처리법 시행령 §6의2, §20 제2호).

    A person writes it down; a task leaves it out of every open clock, and then notes how many it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    starts_on = models.DateField(_("첫날"))
    ends_on = models.DateField(_("마지막 날"))
    district_codes = ArrayField(models.CharField(max_length=10), verbose_name=_("자치구"))
    reason = models.CharField(_("무슨 장애였나"), max_length=200)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("적은 사람")
    )
    noted_at = models.DateTimeField(_("적은 때"))
    excluded_at = models.DateTimeField(_("반영한 때"), null=True, blank=True)
    changed = models.PositiveIntegerField(_("바뀐 민원"), default=0)

    class Meta:
        verbose_name = _("시스템 장애")
        verbose_name_plural = _("시스템 장애")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="outage_days_ordered"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(district_codes=[]), name="outage_whole"),
        ]
        indexes = [models.Index(fields=["id"], name="outage_to_exclude", condition=Q(excluded_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"
