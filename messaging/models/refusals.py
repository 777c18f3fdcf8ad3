"""What was refused at the door."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RefusedRequest(models.Model):
    """How many requests to a provider's address were refused on one day (in Seoul) for one reason."""

    provider = models.CharField(_("발송 사업자"), max_length=20)
    code = models.CharField(_("사유"), max_length=40)
    day = models.DateField(_("날짜"))
    count = models.PositiveIntegerField(_("횟수"), default=0)

    class Meta:
        verbose_name = _("거절한 요청")
        verbose_name_plural = _("거절한 요청")
        constraints = [
            models.UniqueConstraint(fields=["day", "provider", "code"], name="messaging_refusals_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.provider} {self.code} {self.count}"
