"""Chat rooms of messengers that are open for a time only, and the files citizens send."""

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from contacts.models.citizens import Citizen
from contacts.models.conversations import Contact, Message
from contacts.types import FileState, SessionState
from files.types import LONGEST_NAME
from messaging.types import CITIZEN_CHANNELS, Channel


class ChannelSession(models.Model):
    """A citizen's chat room with us (상담톡): we can write only while it is open. It ends by either side, or 30
    days after the citizen's last message. `reference` is what the link carried by which the citizen came."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    channel = models.CharField(_("채널"), max_length=10, choices=Channel)
    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="sessions", verbose_name=_("시민"))
    address_hash = models.CharField(_("답할 곳의 해시"), max_length=64)
    provider_session_id = models.CharField(_("중계사의 상담방 번호"), max_length=40, blank=True)
    reference = models.CharField(_("참고"), max_length=100, blank=True)
    state = models.CharField(_("상태"), max_length=10, choices=SessionState, default=SessionState.OPEN)
    opened_at = models.DateTimeField(_("열린 때"))
    last_citizen_message_at = models.DateTimeField(_("시민의 마지막 말"))
    expires_at = models.DateTimeField(_("끝나는 때"))
    ended_at = models.DateTimeField(_("끝난 때"), null=True)
    seen_at = models.DateTimeField(_("시민이 읽은 때"), null=True)

    class Meta:
        verbose_name = _("상담방")
        verbose_name_plural = _("상담방")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_hash"], condition=Q(state="OPEN"), name="contacts_session_one_open"
            ),
            models.CheckConstraint(condition=Q(channel__in=CITIZEN_CHANNELS), name="contacts_session_channel_known"),
            models.CheckConstraint(
                condition=Q(state=SessionState.OPEN, ended_at__isnull=True)
                | Q(state__in=[SessionState.ENDED, SessionState.EXPIRED], ended_at__isnull=False),
                name="contacts_session_ended_at_its_end",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("last_citizen_message_at")), name="contacts_session_expires"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="OPEN"), name="contacts_session_to_expire"),
            models.Index(fields=["channel", "address_hash", "-opened_at"], name="contacts_session_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.id}"


class ContactFile(models.Model):
    """A picture or document that a citizen sent: fetched at once, since the messenger keeps it for a short time only.

    Its content lies in the storage "attachments"; `latitude` and `longitude` are where a photo says it was taken.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="files", verbose_name=_("상담"))
    message = models.ForeignKey(Message, models.CASCADE, related_name="files", verbose_name=_("메시지"))
    position = models.PositiveSmallIntegerField(_("순번"))
    state = models.CharField(_("상태"), max_length=10, choices=FileState, default=FileState.WAITING)
    source = EncryptedTextField(_("가져올 곳"), blank=True)
    name = models.CharField(_("파일 이름"), max_length=LONGEST_NAME, blank=True)
    content_type = models.CharField(_("형식"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("크기"), default=0)
    stored_as = models.CharField(_("저장 이름"), max_length=100, blank=True)
    latitude = models.FloatField(_("위도"), null=True)
    longitude = models.FloatField(_("경도"), null=True)
    problem = models.CharField(_("받지 못한 까닭"), max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    next_at = models.DateTimeField(_("다음 시도"), null=True)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("시민이 보낸 파일")
        verbose_name_plural = _("시민이 보낸 파일")
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="contacts_file_once"),
            models.CheckConstraint(
                condition=Q(state=FileState.WAITING, next_at__isnull=False)
                | Q(state=FileState.KEPT, next_at__isnull=True) & ~Q(stored_as="")
                | Q(state=FileState.REFUSED, next_at__isnull=True) & ~Q(problem=""),
                name="contacts_file_state_told",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="WAITING"), name="contacts_file_to_fetch"),
            models.Index(fields=["contact"], name="contacts_file_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.name}"
