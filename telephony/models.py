"""Exchanges, what they told, and what they were told to do."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from telephony.types import CommandState, Verb


class Pbx(models.Model):
    """A telephone exchange, with the secret by which its requests are signed."""

    code = models.SlugField(_("코드"), max_length=40, primary_key=True)
    name = models.CharField(_("이름"), max_length=100, blank=True)
    secret = EncryptedTextField(_("서명 열쇠"))
    active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("교환기")
        verbose_name_plural = _("교환기")

    def __str__(self) -> str:
        return self.name or self.code


class CallEvent(models.Model):
    """One event of an exchange, as it came but for the caller's number, which is masked. Written once.

    Types this version does not know are kept too.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="events", verbose_name=_("교환기"))
    event_id = models.CharField(_("교환기의 번호"), max_length=120)
    call = models.CharField(_("통화"), max_length=100, blank=True)
    seq = models.BigIntegerField(_("순번"))
    type = models.CharField(_("종류"), max_length=40)
    at = models.DateTimeField(_("때"))
    payload = models.JSONField(_("내용"), default=dict)
    received_at = models.DateTimeField(_("받은 때"))

    class Meta:
        verbose_name = _("통화 이벤트")
        verbose_name_plural = _("통화 이벤트")
        constraints = [
            models.UniqueConstraint(fields=["pbx", "event_id"], name="telephony_event_once"),
        ]
        indexes = [models.Index(fields=["pbx", "call", "seq"], name="telephony_events_of_call")]

    def __str__(self) -> str:
        return f"{self.call}#{self.seq} {self.type}"


class Command(models.Model):
    """What an exchange is to do with a call. Made once for each event of the feed, taken by the adapter in order."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="commands", verbose_name=_("교환기"))
    feed_seq = models.BigIntegerField(_("이벤트 순번"), unique=True)
    call = models.CharField(_("통화"), max_length=100)
    verb = models.CharField(_("명령"), max_length=20, choices=Verb)
    arguments = models.JSONField(_("인자"), default=dict)
    state = models.CharField(_("상태"), max_length=10, choices=CommandState, default=CommandState.PENDING)
    answer = models.CharField(_("교환기의 답"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("만든 때"))
    expires_at = models.DateTimeField(_("유효 기한"))
    taken_until = models.DateTimeField(_("다시 줄 때"), null=True)

    class Meta:
        verbose_name = _("통화 명령")
        verbose_name_plural = _("통화 명령")
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="telephony_command_verb_known"),
            models.CheckConstraint(
                condition=Q(state="TAKEN", taken_until__isnull=False) | (~Q(state="TAKEN") & Q(taken_until=None)),
                name="telephony_command_taken_for_a_while",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pbx", "feed_seq"],
                condition=Q(state__in=["PENDING", "TAKEN"]),
                name="telephony_commands_to_take",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.call}"


class FeedCursor(models.Model):
    """How far the feed has been turned into commands."""

    stream = models.CharField(_("흐름"), max_length=120, primary_key=True)
    seq = models.BigIntegerField(_("읽은 순번"), default=0)

    class Meta:
        verbose_name = _("읽은 자리")
        verbose_name_plural = _("읽은 자리")

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"
