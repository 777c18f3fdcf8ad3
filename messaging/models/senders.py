"""Who a channel's messages come from: which provider carries them, under which key or number, how fast."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.types import Channel


class Sender(models.Model):
    """The sender of a channel for one district, or for the whole city (no district).

    Where there is no row, the settings say it (`messaging.providers.senders`). `tokens` are the
    bucket that keeps to `per_second` (empty: as fast as the provider takes them), `refilled_at` is since when it rests.
    """

    district = models.ForeignKey(
        "districts.District", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("자치구")
    )
    channel = models.CharField(_("채널"), max_length=10, choices=Channel)
    provider = models.CharField(_("발송 사업자"), max_length=20)
    key = models.CharField(
        _("발신 프로필 또는 번호"), max_length=60, help_text=_("카카오 발신 프로필 키, 등록된 발신번호, 보내는 주소")
    )
    per_second = models.PositiveIntegerField(_("초당 발송 한도"), null=True, blank=True)
    tokens = models.FloatField(default=0, editable=False)
    refilled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("발신자")
        verbose_name_plural = _("발신자")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "channel"], nulls_distinct=False, name="messaging_sender_one_per_channel"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="messaging_sender_channel_known"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(provider=""), name="messaging_sender_complete"),
            models.CheckConstraint(
                condition=Q(per_second__isnull=True) | Q(per_second__gt=0), name="messaging_sender_pace_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.provider} {self.key}"
