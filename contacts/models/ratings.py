"""What citizens thought of a conversation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models.conversations import Contact


class Rating(models.Model):
    """How satisfied a citizen was with one conversation: 1 (not at all) to 5 (very)."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="rating", verbose_name=_("상담"))
    score = models.PositiveSmallIntegerField(_("점수"))
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("상담 만족도")
        verbose_name_plural = _("상담 만족도")
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="contacts_rating_of_five"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.score}"
