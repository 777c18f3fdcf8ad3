"""Webhooks: who is called about what, and every call that was or will be made."""

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from complaints.types.webhooks import DeliveryState

LONGEST_URL = 500


class WebhookSubscription(models.Model):
    """A system that is called about complaints of one department or one district.

    It reads the event log like a screen does: `cursor` is the last number it has seen of the stream.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("만든 사람"))
    url = models.URLField(_("주소"), max_length=LONGEST_URL)
    secret = EncryptedTextField(_("비밀 키"))
    events = ArrayField(models.CharField(max_length=60), verbose_name=_("알릴 일"), default=list, blank=True)
    district = models.ForeignKey(
        "districts.District", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("자치구")
    )
    department = models.ForeignKey(
        "districts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("부서")
    )
    cursor = models.BigIntegerField(_("읽은 순번"), default=0)
    active = models.BooleanField(_("사용"), default=True)
    created_at = models.DateTimeField(_("만든 때"))

    class Meta:
        verbose_name = _("웹훅")
        verbose_name_plural = _("웹훅")
        constraints = [
            models.CheckConstraint(
                condition=Q(district__isnull=True, department__isnull=False)
                | Q(district__isnull=False, department__isnull=True),
                name="webhook_of_one_place",
            ),
            models.CheckConstraint(condition=~Q(secret=""), name="webhook_has_secret"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def stream(self) -> str:
        """The stream of the event log it follows."""
        return f"department:{self.department_id}" if self.department_id else f"district:{self.district_id}"


class WebhookDelivery(models.Model):
    """One message to a subscriber, sent until it is taken or given up."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    subscription = models.ForeignKey(
        WebhookSubscription, models.CASCADE, db_index=False, related_name="deliveries", verbose_name=_("웹훅")
    )
    sequence = models.BigIntegerField(_("순번"))
    payload = models.JSONField(_("내용"))
    state = models.CharField(_("상태"), max_length=9, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    not_before = models.DateTimeField(_("다음 시도"))
    lease_until = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("응답"), default=0)
    error = models.CharField(_("오류"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("만든 때"))
    delivered_at = models.DateTimeField(_("받은 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("웹훅 전송")
        verbose_name_plural = _("웹훅 전송")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "sequence"], name="webhook_told_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="webhook_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENDING, lease_until__isnull=False)
                | (~Q(state=DeliveryState.SENDING) & Q(lease_until__isnull=True)),
                name="webhook_sending_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.DELIVERED, delivered_at__isnull=False)
                | (~Q(state=DeliveryState.DELIVERED) & Q(delivered_at__isnull=True)),
                name="webhook_delivered_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="webhook_queue", condition=Q(state__in=["QUEUED", "SENDING"])
            ),
            models.Index(fields=["subscription", "-id"], name="webhook_dead", condition=Q(state="DEAD")),
            models.Index(fields=["delivered_at"], name="webhook_to_forget", condition=Q(state="DELIVERED")),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} #{self.sequence}"
