"""A complaint: its present state in one row."""

from datetime import datetime
from typing import Self

import uuid6
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import access_of
from complaints.types import ClosingReason, ExceptionGround, Kind, State
from messaging.types import CITIZEN_CHANNELS, Channel

LAST_ESCALATION_LEVEL = 4
JOINT_FROM = 5
"""From this many filers on, a complaint is one of many people (다수인관련민원, 민원처리법 §2 제6호)."""
BEFORE_HAND_OVER = (State.FILED, State.ACCEPTED)
WITH_DEPARTMENT = (State.HANDED_OVER, State.RETURNED, State.REFERRED)
WITH_OFFICIAL = (
    State.RECEIVED,
    State.IN_PROGRESS,
    State.SUPPLEMENT_REQUESTED,
    State.REOPENED,
    State.COMPLETED,
    State.REFUSED,
    State.CLOSED_REPEATED,
    State.CLOSED_EXCEPTION,
)
ANSWERED = (State.COMPLETED, State.REFUSED, State.CLOSED_REPEATED, State.CLOSED_EXCEPTION)
ENDED_ANYWHERE = (State.WITHDRAWN, State.TRANSFERRED_OUT, State.MERGED)
CLOSED = (*ANSWERED, *ENDED_ANYWHERE)
WAITING_FOR_CITIZEN = State.SUPPLEMENT_REQUESTED


IS_OPEN = Q(completed_at__isnull=True)
IS_RUNNING = IS_OPEN & ~Q(state=WAITING_FOR_CITIZEN)


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
        return self.filter(completed_at__isnull=True)

    def running(self) -> Self:
        """Return the open ones whose clock does not wait for the citizen."""
        return self.open().exclude(state=WAITING_FOR_CITIZEN)


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
    state = models.CharField(_("상태"), max_length=20, choices=State)
    citizen = models.ForeignKey(
        "contacts.Citizen", models.PROTECT, db_index=False, related_name="+", verbose_name=_("민원인")
    )
    contact = models.ForeignKey(
        "contacts.Contact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("상담")
    )
    channel = models.CharField(_("채널"), max_length=10, choices=Channel)
    item = models.CharField(_("법정민원 사무"), max_length=100, blank=True)
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
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("등록한 사람"),
        help_text=_("비어 있으면 민원인이 직접 신청"),
    )
    request_key = models.CharField(_("요청 키"), max_length=64)
    filed_at = models.DateTimeField(_("신청한 때"))
    accept_by = models.DateTimeField(_("접수 기한"), null=True, blank=True)
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
    exception_ground = models.CharField(_("예외 사유"), max_length=16, choices=ExceptionGround, blank=True)
    remedy = models.TextField(_("구제절차"), blank=True)
    completed_at = models.DateTimeField(_("완료한 때"), null=True, blank=True)
    supplement_request = models.TextField(_("보완 요구"), blank=True)
    supplement_due_on = models.DateField(_("보완 기한"), null=True, blank=True)
    supplement_requests = models.PositiveSmallIntegerField(_("보완 요구 횟수"), default=0)
    supplement_extensions = models.PositiveSmallIntegerField(_("보완기간 연장 횟수"), default=0)
    extension_count = models.PositiveSmallIntegerField(_("처리기간 연장 횟수"), default=0)
    reopened_at = models.DateTimeField(_("추가 답변을 요청한 때"), null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField(_("추가 답변 요청 횟수"), default=0)
    hop_count = models.PositiveSmallIntegerField(_("이송 횟수"), default=0)
    bounce_count = models.PositiveSmallIntegerField(_("반려 횟수"), default=0)
    filer_count = models.PositiveIntegerField(_("신청인 수"), default=1)
    repeat_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="repeats",
        verbose_name=_("처음 낸 같은 민원"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="merged",
        verbose_name=_("함께 처리하는 민원"),
    )
    public_status_disclosed_at = models.DateTimeField(_("진행 확인 페이지를 안내받은 때"), null=True, blank=True)
    next_progress_at = models.DateTimeField(_("다음 처리상황 통지"), null=True, blank=True)
    survey_at = models.DateTimeField(_("만족도를 물을 때"), null=True, blank=True)
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
            models.UniqueConstraint(
                fields=["citizen", "request_key"],
                condition=Q(registered_by__isnull=True),
                name="complaint_filed_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="complaint_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="complaint_state_known"),
            models.CheckConstraint(condition=Q(channel__in=CITIZEN_CHANNELS), name="complaint_channel_known"),
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
                condition=Q(state=State.FILED, accept_by__isnull=False) | ~Q(state=State.FILED),
                name="complaint_filed_is_to_be_accepted",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FILED, accepted_at__isnull=True, due_at__isnull=True)
                | (
                    Q(state__in=(State.WITHDRAWN, State.MERGED))
                    & _exactly_when(Q(accepted_at__isnull=False), Q(due_at__isnull=False))
                )
                | (
                    ~Q(state__in=(State.FILED, State.WITHDRAWN, State.MERGED))
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
                condition=Q(state__in=ENDED_ANYWHERE)
                | Q(state__in=BEFORE_HAND_OVER, handed_over_at__isnull=True)
                | (~Q(state__in=(*ENDED_ANYWHERE, *BEFORE_HAND_OVER)) & Q(handed_over_at__isnull=False)),
                name="complaint_handed_over_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_ANYWHERE)
                | Q(state__in=WITH_OFFICIAL, received_at__isnull=False, official__isnull=False)
                | Q(state__in=(*BEFORE_HAND_OVER, *WITH_DEPARTMENT), received_at__isnull=True, official__isnull=True),
                name="complaint_received_by_whom",
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state=State.SUPPLEMENT_REQUESTED), Q(supplement_due_on__isnull=False)),
                name="complaint_supplement_has_day",
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state__in=CLOSED), Q(completed_at__isnull=False)),
                name="complaint_closed_when",
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state=State.COMPLETED), Q(closing_reason__in=ClosingReason.values))
                & _exactly_when(Q(state=State.CLOSED_EXCEPTION), Q(exception_ground__in=ExceptionGround.values))
                & _exactly_when(Q(state=State.REFUSED), ~Q(remedy=""))
                & _exactly_when(Q(state__in=ANSWERED), ~Q(result="")),
                name="complaint_closed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True)
                | Q(next_escalation_at__isnull=True, next_progress_at__isnull=True),
                name="complaint_closed_rings_no_more",
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state=State.MERGED), Q(merged_into__isnull=False)),
                name="complaint_merged_into_one",
            ),
            models.CheckConstraint(
                condition=(Q(merged_into__isnull=True) | ~Q(merged_into=F("id")))
                & (Q(repeat_of__isnull=True) | ~Q(repeat_of=F("id"))),
                name="complaint_not_its_own_other",
            ),
            models.CheckConstraint(
                condition=Q(extension_count__lte=2, supplement_extensions__lte=2, reopen_count__lte=1)
                & Q(filer_count__gte=1),
                name="complaint_counts_within_law",
            ),
            models.CheckConstraint(
                condition=Q(escalation_level__lte=LAST_ESCALATION_LEVEL), name="complaint_escalation_level_known"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="complaint_version_counts"),
        ]
        indexes = [
            models.Index(fields=["filed_at"], name="complaint_filed"),
            models.Index(fields=["department", "due_at", "id"], name="complaint_department_open", condition=IS_OPEN),
            models.Index(
                fields=["department", "due_at", "id"],
                name="complaint_department_new",
                condition=Q(state__in=["HANDED_OVER", "REOPENED"]),
            ),
            models.Index(
                fields=["department", "due_at", "id"],
                name="complaint_department_in_hand",
                condition=Q(state__in=["RECEIVED", "IN_PROGRESS"]),
            ),
            models.Index(
                fields=["department", "supplement_due_on", "id"],
                name="complaint_department_waiting",
                condition=Q(state="SUPPLEMENT_REQUESTED"),
            ),
            models.Index(
                fields=["department", "-completed_at", "-id"], name="complaint_department_done", condition=~IS_OPEN
            ),
            models.Index(fields=["official", "due_at", "id"], name="complaint_official_open", condition=IS_OPEN),
            models.Index(
                fields=["district", "due_at", "id"],
                name="complaint_district_open",
                include=["state", "accepted_at"],
                condition=IS_OPEN,
            ),
            models.Index(fields=["district", "state", "-id"], name="complaint_district_state"),
            models.Index(fields=["state", "-id"], name="complaint_state_newest"),
            models.Index(
                fields=["district", "accept_by", "id"], name="complaint_to_accept", condition=Q(state="FILED")
            ),
            models.Index(
                fields=["district", "due_at", "id"],
                name="complaint_to_assign",
                condition=Q(state__in=["RETURNED", "REFERRED"]),
            ),
            models.Index(fields=["due_at", "id"], name="complaint_overdue", condition=IS_OPEN),
            models.Index(fields=["due_at"], name="complaint_running", condition=IS_RUNNING),
            models.Index(fields=["-completed_at", "-id"], name="complaint_done", condition=~IS_OPEN),
            models.Index(fields=["survey_at", "id"], name="complaint_survey_due", condition=Q(survey_at__isnull=False)),
            models.Index(
                fields=["hand_over_at", "id"], name="complaint_hand_over_due", condition=Q(hand_over_at__isnull=False)
            ),
            models.Index(
                fields=["next_progress_at", "id"],
                name="complaint_progress_due",
                condition=Q(next_progress_at__isnull=False),
            ),
            models.Index(fields=["repeat_of"], name="complaint_repeats", condition=Q(repeat_of__isnull=False)),
            models.Index(fields=["merged_into"], name="complaint_merged", condition=Q(merged_into__isnull=False)),
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

    @property
    def is_joint(self) -> bool:
        """Whether it is one of many people (다수인관련민원, 민원처리법 §2 제6호)."""
        return self.filer_count >= JOINT_FROM
