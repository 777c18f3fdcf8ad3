"""What happened to a complaint: append-only, so that any state and any due date can be explained."""

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.types import Role
from complaints.models.complaint import LAST_ESCALATION_LEVEL, Complaint
from complaints.types import Action, DeadlineKind, Party, PeriodUnit, State


class ComplaintEvent(models.Model):
    """One thing that happened to a complaint. A database trigger refuses to change or delete it.

    `version` is the complaint's version after it; an escalation leaves the version as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="events", verbose_name=_("민원")
    )
    sequence = models.PositiveIntegerField(_("순서"))
    version = models.PositiveIntegerField(_("판"))
    action = models.CharField(_("한 일"), max_length=20, choices=Action)
    from_state = models.CharField(_("이전 상태"), max_length=20, choices=State, blank=True)
    to_state = models.CharField(_("상태"), max_length=20, choices=State)
    party = models.CharField(_("역할 없는 주체"), max_length=8, choices=Party, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("사용자"),
    )
    text = models.TextField(_("내용"), blank=True)
    data = models.JSONField(_("자료"), default=dict)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("민원 이력")
        verbose_name_plural = _("민원 이력")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "sequence"], name="complaint_event_in_sequence"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="complaint_event_action_known"),
            models.CheckConstraint(condition=Q(to_state__in=State.values), name="complaint_event_state_known"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, party__in=Party.values) | Q(user__isnull=False, party=""),
                name="complaint_event_by_somebody",
            ),
        ]
        indexes = [BrinIndex(fields=["at"], name="complaint_event_at", autosummarize=True)]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.action}"


class DeadlineEvent(models.Model):
    """One change of a complaint's due date, with the rule applied; never changed, so any due date can be explained.

    `starts_on` and `ends_on` are the first and last day that do not count, both included; without an end the clock
    stands still. `amount` is then the number of working days among them.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="deadline_events", verbose_name=_("민원")
    )
    sequence = models.PositiveIntegerField(_("순서"))
    kind = models.CharField(_("종류"), max_length=16, choices=DeadlineKind)
    amount = models.PositiveSmallIntegerField(_("기간"))
    unit = models.CharField(_("단위"), max_length=16, choices=PeriodUnit)
    article = models.CharField(_("근거"), max_length=100)
    reason = models.CharField(_("사유"), max_length=20, blank=True)
    starts_on = models.DateField(_("제외 시작일"), null=True, blank=True)
    ends_on = models.DateField(_("제외 마지막 날"), null=True, blank=True)
    due_at = models.DateTimeField(_("처리기한"))
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("기한 이력")
        verbose_name_plural = _("기한 이력")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "sequence"], name="complaint_deadline_in_sequence"),
            models.CheckConstraint(condition=Q(kind__in=DeadlineKind.values), name="complaint_deadline_kind_known"),
            models.CheckConstraint(condition=Q(unit__in=PeriodUnit.values), name="complaint_deadline_unit_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="complaint_deadline_days_ordered",
            ),
            models.CheckConstraint(
                condition=Q(kind=DeadlineKind.PAUSE, starts_on__isnull=False, ends_on__isnull=True)
                | Q(
                    kind__in=(DeadlineKind.RESUME, DeadlineKind.EXCLUDE),
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                )
                | Q(
                    kind__in=(
                        DeadlineKind.START,
                        DeadlineKind.RESTART,
                        DeadlineKind.EXTEND,
                        DeadlineKind.RECALCULATE,
                    ),
                    starts_on__isnull=True,
                    ends_on__isnull=True,
                ),
                name="complaint_deadline_days_given",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.kind}"


class Escalation(models.Model):
    """A reminder or demand (독촉) that was made, once per level whatever restarts (민원처리법 시행령 §28②)."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="escalations", verbose_name=_("민원")
    )
    level = models.PositiveSmallIntegerField(_("단계"))
    to_role = models.CharField(_("받는 역할"), max_length=20, choices=Role)
    receivers = ArrayField(models.CharField(max_length=60), verbose_name=_("받은 사람"), default=list)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("독촉")
        verbose_name_plural = _("독촉")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "level"], name="complaint_escalated_once"),
            models.CheckConstraint(condition=Q(level__range=(1, LAST_ESCALATION_LEVEL)), name="escalation_level_known"),
        ]
        indexes = [models.Index(fields=["to_role", "complaint"], name="escalation_by_role")]

    def __str__(self) -> str:
        return f"{self.level} → {self.to_role}"
