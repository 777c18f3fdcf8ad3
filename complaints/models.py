"""A complaint, everything that happened to it, and the promise of its due date."""

from datetime import datetime
from typing import Self

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from complaints.types import Action, ClosingReason, DeadlineKind, Kind, PeriodUnit, State
from messaging.types import Channel

HANDED_OVER_STATES = (State.HANDED_OVER, State.RECEIVED, State.IN_PROGRESS, State.COMPLETED)
RECEIVED_STATES = (State.RECEIVED, State.IN_PROGRESS, State.COMPLETED)
LAST_ESCALATION_LEVEL = 3


def _exactly_when(condition: Q, other: Q) -> Q:
    """Return the condition that two conditions hold together or not at all."""
    return (condition & other) | (~condition & ~other)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> Self:
        """Return the complaints `user` may see: those of their districts and departments as they are now.

        A department that a complaint was moved away from does not keep it.
        """
        return self.filter(access_of(user=user).rows(district="district_id", department="department_id"))

    def open(self) -> Self:
        """Return those that still have a clock running or to start."""
        return self.exclude(state=State.COMPLETED)


class NumberCounter(models.Model):
    """The last serial number given in a year. Its row stays locked until the complaint is committed: no gaps."""

    year = models.PositiveSmallIntegerField(_("연도"), primary_key=True)
    last = models.PositiveIntegerField(_("마지막 번호"), default=0)

    class Meta:
        verbose_name = _("접수번호")
        verbose_name_plural = _("접수번호")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Complaint(models.Model):
    """A legal matter with a clock (민원처리법 §2). This row is its present; `ComplaintEvent` is its past.

    Foreign keys have no index of their own where one of the indexes for a work queue begins with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(_("접수번호"), max_length=16, unique=True)
    kind = models.CharField(_("민원 종류"), max_length=16, choices=Kind)
    state = models.CharField(_("상태"), max_length=16, choices=State)
    citizen = models.ForeignKey(
        "contacts.Citizen", models.PROTECT, db_index=False, related_name="+", verbose_name=_("민원인")
    )
    contact = models.ForeignKey(
        "contacts.Contact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("상담")
    )
    channel = models.CharField(_("채널"), max_length=10, choices=Channel)
    title = models.CharField(_("제목"), max_length=200)
    body = models.TextField(_("내용"))
    place = models.CharField(_("장소"), max_length=200, blank=True)
    latitude = models.FloatField(_("위도"), null=True, blank=True)
    longitude = models.FloatField(_("경도"), null=True, blank=True)
    district = models.ForeignKey(
        "districts.District", models.PROTECT, db_index=False, related_name="+", verbose_name=_("자치구")
    )
    topic = models.ForeignKey(
        "districts.Topic", models.PROTECT, db_index=False, related_name="+", verbose_name=_("업무 분야")
    )
    department = models.ForeignKey(
        "districts.Department", models.PROTECT, db_index=False, related_name="+", verbose_name=_("부서")
    )
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("담당자"),
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("등록한 사람")
    )
    request_key = models.CharField(_("요청 키"), max_length=64)
    filed_at = models.DateTimeField(_("신청한 때"))
    accepted_at = models.DateTimeField(_("접수한 때"), null=True, blank=True)
    due_at = models.DateTimeField(_("처리기한"), null=True, blank=True)
    original_due_at = models.DateTimeField(_("처음 처리기한"), null=True, blank=True)
    hand_over_at = models.DateTimeField(_("부서에 전달할 때"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("부서에 전달한 때"), null=True, blank=True)
    received_at = models.DateTimeField(_("담당자가 접수한 때"), null=True, blank=True)
    planned_for = models.DateField(_("처리 예정일"), null=True, blank=True)
    plan = models.TextField(_("처리 계획"), blank=True)
    result = models.TextField(_("처리 결과"), blank=True)
    closing_reason = models.CharField(_("종결 사유"), max_length=16, choices=ClosingReason, blank=True)
    completed_at = models.DateTimeField(_("완료한 때"), null=True, blank=True)
    next_escalation_at = models.DateTimeField(_("다음 독촉"), null=True, blank=True)
    escalation_level = models.PositiveSmallIntegerField(_("독촉 단계"), default=0)
    version = models.PositiveIntegerField(_("판"), default=1)
    event_count = models.PositiveIntegerField(_("이력 수"), default=0)
    search_text = models.TextField(_("검색어"), editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("민원")
        verbose_name_plural = _("민원")
        constraints = [
            models.UniqueConstraint(fields=["registered_by", "request_key"], name="complaint_registered_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="complaint_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="complaint_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="complaint_channel_known"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{4}-[0-9]{6,8}-[0-9]$"), name="complaint_number_form"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="complaint_says_something"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="complaint_point_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FILED, accepted_at__isnull=True, due_at__isnull=True)
                | (
                    ~Q(state=State.FILED)
                    & Q(accepted_at__isnull=False, due_at__isnull=False, original_due_at__isnull=False)
                ),
                name="complaint_accepted_has_clock",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("filed_at"), due_at__gt=F("accepted_at")),
                name="complaint_times_ordered",
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state=State.ACCEPTED), Q(hand_over_at__isnull=False)),
                name="complaint_hand_over_awaited",
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state__in=HANDED_OVER_STATES), Q(handed_over_at__isnull=False)),
                name="complaint_handed_over_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RECEIVED_STATES, received_at__isnull=False, official__isnull=False)
                | (~Q(state__in=RECEIVED_STATES) & Q(received_at__isnull=True, official__isnull=True)),
                name="complaint_received_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IN_PROGRESS) | (~Q(plan="") & Q(planned_for__isnull=False)),
                name="complaint_in_progress_has_plan",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=State.COMPLETED, completed_at__isnull=False, next_escalation_at__isnull=True)
                    & Q(closing_reason__in=ClosingReason.values)
                    & ~Q(result="")
                )
                | (~Q(state=State.COMPLETED) & Q(completed_at__isnull=True, closing_reason="", result="")),
                name="complaint_closed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(escalation_level__lte=LAST_ESCALATION_LEVEL), name="complaint_escalation_level_known"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="complaint_version_counts"),
        ]
        indexes = [
            models.Index(
                fields=["department", "due_at", "id"], name="complaint_department_open", condition=~Q(state="COMPLETED")
            ),
            models.Index(
                fields=["department", "due_at", "id"], name="complaint_department_new", condition=Q(state="HANDED_OVER")
            ),
            models.Index(
                fields=["department", "due_at", "id"],
                name="complaint_department_in_hand",
                condition=Q(state__in=["RECEIVED", "IN_PROGRESS"]),
            ),
            models.Index(
                fields=["department", "-completed_at", "-id"],
                name="complaint_department_done",
                condition=Q(state="COMPLETED"),
            ),
            models.Index(
                fields=["district", "due_at", "id"], name="complaint_district_open", condition=~Q(state="COMPLETED")
            ),
            models.Index(fields=["due_at", "id"], name="complaint_overdue", condition=~Q(state="COMPLETED")),
            models.Index(fields=["-completed_at", "-id"], name="complaint_done", condition=Q(state="COMPLETED")),
            models.Index(fields=["hand_over_at", "id"], name="complaint_handover_due", condition=Q(state="ACCEPTED")),
            models.Index(
                fields=["next_escalation_at", "id"],
                name="complaint_escalation_due",
                condition=Q(next_escalation_at__isnull=False),
            ),
            models.Index(fields=["district", "-id"], name="complaint_district_newest"),
            models.Index(fields=["department", "-id"], name="complaint_department_newest"),
            models.Index(fields=["citizen", "-id"], name="complaint_of_citizen"),
            GinIndex(OpClass(F("search_text"), name="gin_trgm_ops"), name="complaint_search"),
        ]

    def __str__(self) -> str:
        return self.number

    def clock(self) -> tuple[datetime, datetime]:
        """Return when it was accepted and when it is due. Raises ValueError for one that is not accepted yet."""
        if self.accepted_at is None or self.due_at is None:
            raise ValueError(f"{self.number} is not accepted")
        return self.accepted_at, self.due_at


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
    action = models.CharField(_("한 일"), max_length=16, choices=Action)
    from_state = models.CharField(_("이전 상태"), max_length=16, choices=State, blank=True)
    to_state = models.CharField(_("상태"), max_length=16, choices=State)
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
        ]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.action}"


class DeadlineEvent(models.Model):
    """One change of a complaint's due date, with the rule applied; never changed, so any due date can be explained."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="deadline_events", verbose_name=_("민원")
    )
    sequence = models.PositiveIntegerField(_("순서"))
    kind = models.CharField(_("종류"), max_length=16, choices=DeadlineKind)
    amount = models.PositiveSmallIntegerField(_("기간"))
    unit = models.CharField(_("단위"), max_length=16, choices=PeriodUnit)
    article = models.CharField(_("근거"), max_length=100)
    due_at = models.DateTimeField(_("처리기한"))
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("기한 이력")
        verbose_name_plural = _("기한 이력")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "sequence"], name="complaint_deadline_in_sequence"),
            models.CheckConstraint(condition=Q(kind__in=DeadlineKind.values), name="complaint_deadline_kind_known"),
            models.CheckConstraint(condition=Q(unit__in=PeriodUnit.values), name="complaint_deadline_unit_known"),
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
