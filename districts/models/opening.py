"""When each channel is answered by people."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.types import HOLIDAY, Weekday


class ChannelHours(models.Model):
    """A span of the week in which people answer a channel, of all skills or one (a language, sign language).

    A channel without any line is answered round the clock. A span that ends at or before it starts goes on into the
    next day; lunch is the gap between two spans. Holidays have lines of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    channel = models.CharField(_("채널"), max_length=10)
    skill = models.CharField(_("기능"), max_length=20, blank=True, help_text=_("언어나 수어 등. 비워 두면 채널 전체"))
    weekday = models.PositiveSmallIntegerField(_("요일"), choices=Weekday.choices)
    starts = models.TimeField(_("시작"))
    ends = models.TimeField(_("끝"), help_text=_("시작보다 이르거나 같으면 다음 날까지"))

    class Meta:
        verbose_name = _("채널 운영시간")
        verbose_name_plural = _("채널 운영시간")
        ordering = ["channel", "skill", "weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "skill", "weekday", "starts"], name="channel_hours_once"),
            models.CheckConstraint(condition=Q(weekday__lte=HOLIDAY), name="channel_hours_weekday_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.skill} {self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"
