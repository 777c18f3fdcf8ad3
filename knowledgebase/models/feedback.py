"""What articles did in conversations, and what is missing."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.articles import Article
from knowledgebase.types import UseKind


class ArticleUse(models.Model):
    """An article did something in one conversation, counted once."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="uses")
    contact_ref = models.UUIDField(_("상담"))
    kind = models.CharField(_("쓰임"), max_length=12, choices=UseKind)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("글의 쓰임")
        verbose_name_plural = _("글의 쓰임")
        constraints = [
            models.UniqueConstraint(fields=["article", "contact_ref", "kind"], name="article_use_once"),
            models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="article_use_kind_known"),
        ]
        indexes = [models.Index(fields=["at"], name="article_use_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.article_id}"
