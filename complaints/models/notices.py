"""The wording of notices where the city has its own."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.types import NoticeForm, NoticeLanguage
from messaging.types import Purpose


class NoticeTemplate(models.Model):
    """One version of a notice's wording; the live one is sent, and without one the standard wording. Never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    purpose = models.CharField(_("통지"), max_length=20, choices=Purpose)
    language = models.CharField(_("언어"), max_length=2, choices=NoticeLanguage)
    form = models.CharField(_("형식"), max_length=4, choices=NoticeForm)
    number = models.PositiveIntegerField(_("판"))
    title = models.CharField(_("제목"), max_length=40)
    text = models.TextField(_("문안"))
    live = models.BooleanField(_("사용 중"), default=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("쓴 사람"))
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("통지 문안")
        verbose_name_plural = _("통지 문안")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "language", "form", "number"], name="notice_template_versions"),
            models.UniqueConstraint(
                fields=["purpose", "language", "form"], condition=Q(live=True), name="notice_template_one_live"
            ),
            models.CheckConstraint(condition=Q(language__in=NoticeLanguage.values), name="notice_template_language"),
            models.CheckConstraint(condition=Q(form__in=NoticeForm.values), name="notice_template_form"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="notice_template_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language} {self.form} #{self.number}"
