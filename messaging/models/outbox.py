"""The outbox: the table is the queue, the broker only a doorbell."""

from typing import Self

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from messaging.types import NEEDS_A_PERSON, UNSENT, Channel, FailureReason, OutboundState, Purpose

OF_COMPLAINT = Q(reference__startswith="complaint:")
COMPLAINT_SETTLED = OF_COMPLAINT & Q(state__in=(OutboundState.DELIVERED, *NEEDS_A_PERSON))
COMPLAINT_UNCONFIRMED = OF_COMPLAINT & Q(state=OutboundState.SENT)
NOT_NOTED = ~Q(noted_state=F("state"))
MAY_STILL_ARRIVE = Q(state__in=(OutboundState.SENT, OutboundState.UNCERTAIN))
HAS_ALTERNATIVES = ~Q(alternatives="")
SEEN_BY = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)


class OutboundMessageQuerySet(models.QuerySet["OutboundMessage"]):
    def visible_to(self, user: User) -> Self:
        """Keep what `user` may see without knowing the contact or complaint: all for those who oversee the whole city.

        Everybody else reaches messages through the contact or complaint they belong to.
        """
        access = access_of(user=user)
        everywhere = access.district_codes is None and access.department_codes is None
        return self if everywhere and access.role in SEEN_BY else self.none()

    def unsent(self) -> Self:
        """Keep what still has to be sent."""
        return self.filter(state__in=UNSENT)


class OutboundMessage(models.Model):
    """One message to one person. `sequence` is the order in which messages to the same person are sent.

    `sender` is the key, number or address it leaves from (empty: the provider's own by the settings), `template_code`
    the provider's code of an Alimtalk's template, `extras` what a KakaoTalk message carries beside its words.
    `alternatives` are the ways still left when this one fails, `origin` the first way of which this is an alternative.
    `ask_after` is when the provider is asked what became of it. `noted_state` is the last state that the app whose
    message it is has taken note of.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    sequence = models.BigIntegerField(
        editable=False, db_default=Func(Value("messaging_outbound_sequence"), function="nextval")
    )
    idempotency_key = models.CharField(max_length=150, unique=True)
    channel = models.CharField(_("채널"), max_length=10, choices=Channel)
    recipient = EncryptedTextField(_("받는 사람"))
    recipient_hash = models.CharField(max_length=64)
    title = models.CharField(_("제목"), max_length=60, blank=True)
    text = models.TextField(_("내용"))
    extras = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))
    template_code = models.CharField(_("템플릿 코드"), max_length=30, blank=True, default="", db_default="")
    alternatives = EncryptedTextField(blank=True, default="", db_default="")
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fallbacks", verbose_name=_("처음 보낸 메시지")
    )
    district_code = models.CharField(_("자치구"), max_length=10, blank=True, default="", db_default="")
    purpose = models.CharField(_("용도"), max_length=20, choices=Purpose)
    reference = models.CharField(_("관련"), max_length=50)
    state = models.CharField(_("상태"), max_length=10, choices=OutboundState, default=OutboundState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    may_have_arrived = models.BooleanField(default=False)
    resends = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(_("발송 사업자"), max_length=20)
    sender = models.CharField(_("발신자"), max_length=60, blank=True, default="", db_default="")
    ask_after = models.DateTimeField(null=True, blank=True)
    provider_message_id = models.CharField(max_length=100, blank=True)
    provider_code = models.CharField(_("응답 코드"), max_length=20, blank=True)
    noted_state = models.CharField(max_length=10, choices=OutboundState, blank=True, default="", db_default="")
    failure_reason = models.CharField(_("실패 사유"), max_length=20, choices=FailureReason, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("조치한 사람")
    )
    created_at = models.DateTimeField(_("만든 때"))
    sent_at = models.DateTimeField(_("발송한 때"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("도착한 때"), null=True, blank=True)

    objects = OutboundMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("보내는 메시지")
        verbose_name_plural = _("보내는 메시지")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="messaging_channel_known"),
            models.CheckConstraint(condition=Q(state__in=OutboundState.values), name="messaging_state_known"),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^(contact|complaint|article):[0-9a-f-]{36}$"),
                name="messaging_reference_form",
            ),
            models.CheckConstraint(condition=~Q(recipient_hash="") & ~Q(text=""), name="messaging_not_empty"),
            models.CheckConstraint(
                condition=Q(state=OutboundState.SENDING, lease_until__isnull=False)
                | (~Q(state=OutboundState.SENDING) & Q(lease_until__isnull=True)),
                name="messaging_sending_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OutboundState.SENT, OutboundState.DELIVERED]) | Q(sent_at__isnull=False),
                name="messaging_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=OutboundState.DELIVERED) | Q(delivered_at__isnull=False),
                name="messaging_delivered_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=NEEDS_A_PERSON) | ~Q(failure_reason=""), name="messaging_failed_has_reason"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_message_id"],
                condition=~Q(provider_message_id=""),
                name="messaging_provider_id_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider", "not_before", "sequence"],
                condition=Q(state__in=UNSENT),
                name="messaging_queue",
            ),
            models.Index(
                fields=["recipient_hash", "sequence"], condition=Q(state__in=UNSENT), name="messaging_recipient_order"
            ),
            models.Index(fields=["origin", "sequence"], condition=Q(origin__isnull=False), name="messaging_by_origin"),
            models.Index(
                fields=["ask_after"],
                condition=Q(state=OutboundState.SENT, ask_after__isnull=False),
                name="messaging_to_be_asked",
            ),
            models.Index(
                fields=["not_before"],
                condition=MAY_STILL_ARRIVE & HAS_ALTERNATIVES,
                name="messaging_may_fall_back",
            ),
            models.Index(fields=["reference", "sequence"], name="messaging_by_reference"),
            models.Index(F("id").desc(), condition=Q(state__in=NEEDS_A_PERSON), name="messaging_needs_a_person"),
            models.Index(fields=["id"], condition=COMPLAINT_SETTLED & NOT_NOTED, name="messaging_settled_unnoted"),
            models.Index(fields=["sent_at"], condition=COMPLAINT_UNCONFIRMED & NOT_NOTED, name="messaging_unconfirmed"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose} {self.state}"

    @property
    def provider_key(self) -> str:
        """The idempotency key the provider sees: the same for every attempt, new when a person sends it again after
        the provider had accepted it once."""
        return f"{self.idempotency_key}#{self.resends}" if self.resends else self.idempotency_key
