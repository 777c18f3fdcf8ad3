"""Who has a contact on the screen."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.conversations import Contact


class Viewing(models.Model):
    """That somebody's screen shows a contact; it counts for 30 seconds after `seen_at`."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="viewings", verbose_name=_("상담"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("보는 사람"))
    seen_at = models.DateTimeField(_("마지막 신호"))

    class Meta:
        verbose_name = _("보고 있음")
        verbose_name_plural = _("보고 있음")
        constraints = [models.UniqueConstraint(fields=["contact", "user"], name="contacts_viewing_one_each")]
        indexes = [models.Index(fields=["seen_at"], name="contacts_viewing_by_age")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.user_id}"
