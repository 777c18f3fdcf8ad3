"""Files that articles offer: forms to fill in, leaflets."""

import uuid6
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.types import LONGEST_NAME


class ArticleFile(models.Model):
    """A file that was looked into and kept; articles name its address among their forms and attachments.

    It never changes, because published versions name it. The same content is kept once.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(_("파일 이름"), max_length=LONGEST_NAME)
    content_type = models.CharField(_("형식"), max_length=100)
    size = models.PositiveIntegerField(_("크기"))
    sha256 = models.CharField(_("내용 지문"), max_length=64, unique=True)
    stored_as = models.CharField(_("저장 이름"), max_length=100, unique=True)
    user = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+", verbose_name=_("올린 사람"))
    at = models.DateTimeField(_("올린 때"))

    class Meta:
        verbose_name = _("글의 파일")
        verbose_name_plural = _("글의 파일")

    def __str__(self) -> str:
        return self.name
