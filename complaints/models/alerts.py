"""What somebody should have done by now; the demand as a document; the proof that notices arrive."""

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.types import Role
from complaints.models.complaint import Complaint
from complaints.models.handoffs import CooperationTask, Transfer
from complaints.models.history import Escalation
from complaints.types import AlertKind
from messaging.types import Channel, Purpose


class Alert(models.Model):
    """A task for a person because a clock other than the due date has run out, or a notice did not arrive.

    One per occasion: the hand-off, the request for help, the message or the day it is about. It ends by itself once
    what it is about no longer holds; until then it climbs (`level`) each time `next_escalation_at` comes.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="alerts", verbose_name=_("민원"))
    kind = models.CharField(_("종류"), max_length=16, choices=AlertKind)
    transfer = models.ForeignKey(Transfer, models.PROTECT, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(CooperationTask, models.PROTECT, null=True, blank=True, related_name="+")
    message = models.ForeignKey("messaging.OutboundMessage", models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("단계"), default=1)
    to_role = models.CharField(_("받는 역할"), max_length=20, choices=Role)
    receivers = ArrayField(models.CharField(max_length=60), verbose_name=_("받은 사람"), default=list)
    raised_at = models.DateTimeField(_("때"))
    next_escalation_at = models.DateTimeField(_("다음 알림"), null=True, blank=True)
    ended_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("확인할 일")
        verbose_name_plural = _("확인할 일")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "kind", "transfer", "cooperation", "message", "day"],
                nulls_distinct=False,
                name="alert_once_per_occasion",
            ),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(next_escalation_at__isnull=True),
                name="alert_ended_climbs_no_more",
            ),
        ]
        indexes = [
            models.Index(fields=["raised_at"], name="alert_open", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=["next_escalation_at", "id"],
                name="alert_escalation_due",
                condition=Q(next_escalation_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level} → {self.to_role}"


class DemandLetter(models.Model):
    """The demand to the head of the department (독촉장, 민원처리법 시행령 §28②) as it was issued; never changed.

    `facts` is what stood on it: names and dates as they were then.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    escalation = models.OneToOneField(Escalation, models.PROTECT, related_name="letter", verbose_name=_("독촉"))
    number = models.CharField(_("문서번호"), max_length=30, unique=True)
    facts = models.JSONField(_("내용"))
    issued_at = models.DateTimeField(_("발급한 때"))

    class Meta:
        verbose_name = _("독촉장")
        verbose_name_plural = _("독촉장")

    def __str__(self) -> str:
        return self.number


class DeliveryRecord(models.Model):
    """Proof that a notice arrived: which document, to whom, how and when (행정절차법 §14⑥); never changed."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="deliveries", verbose_name=_("민원"))
    message = models.OneToOneField(
        "messaging.OutboundMessage", models.PROTECT, related_name="+", verbose_name=_("메시지")
    )
    document = models.CharField(_("문서"), max_length=20, choices=Purpose)
    addressee = models.CharField(_("받는 사람"), max_length=40, blank=True)
    method = models.CharField(_("방법"), max_length=10, choices=Channel)
    delivered_at = models.DateTimeField(_("도착한 때"))
    recorded_at = models.DateTimeField(_("기록한 때"))

    class Meta:
        verbose_name = _("송달 기록")
        verbose_name_plural = _("송달 기록")

    def __str__(self) -> str:
        return f"{self.document} {self.method}"
