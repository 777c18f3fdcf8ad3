"""The past in quarters of an hour: what reports read. Rows are counted anew, never corrected by hand."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.types import Channel


class Interval(models.Model):
    """What became of the contacts that began to wait in 15 minutes for one office, channel and topic: a `Flow`."""

    starts_at = models.DateTimeField(_("시작"))
    district = models.ForeignKey(
        "districts.District", models.PROTECT, db_index=False, related_name="+", verbose_name=_("기관")
    )
    channel = models.CharField(_("채널"), max_length=10, choices=Channel)
    topic = models.ForeignKey(
        "districts.Topic", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("업무 분야")
    )
    offered = models.PositiveIntegerField(_("대기 시작"), default=0)
    answered = models.PositiveIntegerField(_("받음"), default=0)
    answered_in_time = models.PositiveIntegerField(_("제때 받음"), default=0)
    abandoned = models.PositiveIntegerField(_("포기"), default=0)
    abandoned_soon = models.PositiveIntegerField(_("바로 포기"), default=0)
    abandoned_in_time = models.PositiveIntegerField(_("기준 시간 안 포기"), default=0)
    handled = models.PositiveIntegerField(_("끝남"), default=0)
    transferred = models.PositiveIntegerField(_("공무원이 이어받음"), default=0)
    matters = models.PositiveIntegerField(_("해결 대상"), default=0)
    resolved = models.PositiveIntegerField(_("첫 상담에 해결"), default=0)
    relayed = models.PositiveIntegerField(_("107 중계"), default=0)
    wait = models.DurationField(_("대기 시간"))
    abandoned_wait = models.DurationField(_("포기한 시민의 대기 시간"), default=timedelta)
    talk = models.DurationField(_("상담 시간"))
    wrap_up = models.DurationField(_("후처리 시간"))
    counted_at = models.DateTimeField(_("센 때"))

    class Meta:
        verbose_name = _("15분 집계")
        verbose_name_plural = _("15분 집계")
        constraints = [
            models.UniqueConstraint(
                fields=["starts_at", "district", "channel", "topic"],
                nulls_distinct=False,
                name="reporting_interval_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.district_id} {self.channel} {self.topic_id}"


class AgentInterval(models.Model):
    """What one agent did in 15 minutes: time in each state, offers, contacts closed: `Work`."""

    starts_at = models.DateTimeField(_("시작"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("상담사"))
    ready = models.DurationField(_("대기"))
    ringing = models.DurationField(_("제안"))
    busy = models.DurationField(_("상담"))
    wrapping = models.DurationField(_("후처리"))
    resting = models.DurationField(_("휴식"))
    training = models.DurationField(_("교육"))
    away = models.DurationField(_("자리 비움"))
    gone = models.DurationField(_("연결 끊김"))
    taken = models.PositiveIntegerField(_("수락"), default=0)
    declined = models.PositiveIntegerField(_("거절"), default=0)
    missed = models.PositiveIntegerField(_("시간 초과"), default=0)
    handled = models.PositiveIntegerField(_("끝남"), default=0)
    talk = models.DurationField(_("상담 시간"))
    wrap_up = models.DurationField(_("후처리 시간"))
    counted_at = models.DateTimeField(_("센 때"))

    class Meta:
        verbose_name = _("상담사 15분 집계")
        verbose_name_plural = _("상담사 15분 집계")
        constraints = [models.UniqueConstraint(fields=["starts_at", "user"], name="reporting_agent_interval_once")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.user_id}"
