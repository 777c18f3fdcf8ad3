"""The event log: streams with a gap-free sequence, and what happened on them."""

import uuid6
from django.db import models
from django.utils.translation import gettext_lazy as _


class Stream(models.Model):
    """A stream's name and the last sequence number given on it."""

    name = models.CharField(_("이름"), max_length=120, primary_key=True)
    seq = models.BigIntegerField(_("마지막 순번"), default=0)

    class Meta:
        verbose_name = _("이벤트 흐름")
        verbose_name_plural = _("이벤트 흐름")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One entry. Written once, in the transaction of what it tells about; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    stream = models.CharField(_("흐름"), max_length=120)
    seq = models.BigIntegerField(_("순번"))
    kind = models.CharField(_("종류"), max_length=60)
    ids = models.JSONField(_("대상"), default=dict)
    created_at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("이벤트")
        verbose_name_plural = _("이벤트")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="feed_event_one_per_sequence")]
        indexes = [models.Index(fields=["created_at"], name="feed_event_age")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.kind}"
