"""Video rooms: for sign language, and for whoever speaks better with a face. Nothing of them is recorded."""

import uuid6
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.conversations import Contact
from contacts.types import RoomSide


class VideoRoom(models.Model):
    """A room of one contact, into which links lead for two hours."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="video_rooms", verbose_name=_("상담"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("연 직원"))
    opened_at = models.DateTimeField(_("열린 때"))
    expires_at = models.DateTimeField(_("끝나는 때"))
    ended_at = models.DateTimeField(_("끝난 때"), null=True)

    class Meta:
        verbose_name = _("영상 상담방")
        verbose_name_plural = _("영상 상담방")
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=models.Q(ended_at__isnull=True), name="contacts_video_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("opened_at")), name="contacts_video_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.id}"


class VideoParticipant(models.Model):
    """One browser in a room; one that has not asked for news for some seconds has gone."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    room = models.ForeignKey(VideoRoom, models.CASCADE, related_name="participants", verbose_name=_("영상 상담방"))
    side = models.CharField(_("누구"), max_length=10, choices=RoomSide)
    seen_at = models.DateTimeField(_("마지막 신호"))

    class Meta:
        verbose_name = _("영상 상담 참여자")
        verbose_name_plural = _("영상 상담 참여자")
        constraints = [
            models.CheckConstraint(condition=models.Q(side__in=RoomSide.values), name="contacts_video_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.side}"


class VideoSignal(models.Model):
    """What one browser tells another to find a way to it; thrown away when the room ends."""

    room = models.ForeignKey(VideoRoom, models.CASCADE, related_name="signals", verbose_name=_("영상 상담방"))
    sender = models.UUIDField(_("보낸 쪽"))
    recipient = models.UUIDField(_("받는 쪽"))
    body = models.JSONField(_("내용"))

    class Meta:
        verbose_name = _("영상 연결 신호")
        verbose_name_plural = _("영상 연결 신호")
        indexes = [models.Index(fields=["recipient", "id"], name="contacts_signal_to_fetch")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.pk}"
