"""Wordings of plans and results that a department uses again and again."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.types.replies import LONGEST_NAME, ReplyUse


class ReplyTemplate(models.Model):
    """A text an official starts from, of a department, for one topic or all; variables as in a notice: #{접수번호}."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    department = models.ForeignKey(
        "districts.Department", models.CASCADE, db_index=False, related_name="+", verbose_name=_("부서")
    )
    topic = models.ForeignKey(
        "districts.Topic",
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("업무 분야"),
        help_text=_("비워 두면 모든 분야"),
    )
    use = models.CharField(_("쓰는 곳"), max_length=6, choices=ReplyUse)
    name = models.CharField(_("이름"), max_length=LONGEST_NAME)
    text = models.TextField(_("문안"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("쓴 사람")
    )
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("답변 문안")
        verbose_name_plural = _("답변 문안")
        constraints = [
            models.UniqueConstraint(fields=["department", "use", "name"], name="reply_template_named_once"),
            models.CheckConstraint(condition=Q(use__in=ReplyUse.values), name="reply_template_use_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="reply_template_says_something"),
        ]

    def __str__(self) -> str:
        return self.name
