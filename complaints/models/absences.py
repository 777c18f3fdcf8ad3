"""Who is away when, and who does their work meanwhile."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Absence(models.Model):
    """The days, both included, on which an official is away; the substitute hears what they would hear.

    Being away is no reason for a late answer (민원처리법 시행령 §21②): somebody must have the work.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("담당자")
    )
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("대행자"))
    starts_on = models.DateField(_("첫날"))
    ends_on = models.DateField(_("마지막 날"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("적은 사람")
    )
    noted_at = models.DateTimeField(_("적은 때"))

    class Meta:
        verbose_name = _("부재")
        verbose_name_plural = _("부재")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_days_ordered"),
            models.CheckConstraint(condition=~Q(substitute=F("official")), name="absence_substitute_is_another"),
        ]
        indexes = [models.Index(fields=["official", "ends_on"], name="absence_of_official")]

    def __str__(self) -> str:
        return f"{self.official_id} {self.starts_on}–{self.ends_on}"
