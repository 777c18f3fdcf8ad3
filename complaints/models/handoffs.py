"""Who was asked to take a complaint, and whose help the department in charge asked for."""

from typing import Self

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import access_of
from complaints.models.complaint import Complaint
from complaints.types import CooperationState, TransferKind, TransferOutcome


class Transfer(models.Model):
    """One hand-off of a complaint with its own clock (민원처리법 §16, 시행령 §13).

    `due_at` is `limit_hours` working hours after `at`: by then the receiver takes it or says that it is not theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="transfers", verbose_name=_("민원")
    )
    hop = models.PositiveSmallIntegerField(_("순서"))
    kind = models.CharField(_("종류"), max_length=12, choices=TransferKind)
    from_department = models.ForeignKey(
        "districts.Department",
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("보낸 부서"),
    )
    to_department = models.ForeignKey(
        "districts.Department",
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("받는 부서"),
    )
    agency = models.CharField(_("받는 기관"), max_length=100, blank=True)
    reason = models.TextField(_("사유"), blank=True)
    limit_hours = models.PositiveSmallIntegerField(_("기한(근무시간)"))
    due_at = models.DateTimeField(_("접수 기한"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("보낸 사람"),
    )
    at = models.DateTimeField(_("때"))
    outcome = models.CharField(_("결과"), max_length=9, choices=TransferOutcome, default=TransferOutcome.PENDING)
    decided_at = models.DateTimeField(_("결정한 때"), null=True, blank=True)
    answer = models.TextField(_("반려 사유"), blank=True)

    class Meta:
        verbose_name = _("이송")
        verbose_name_plural = _("이송")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "hop"], name="transfer_in_sequence"),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(outcome=TransferOutcome.PENDING), name="transfer_one_pending"
            ),
            models.CheckConstraint(condition=Q(kind__in=TransferKind.values), name="transfer_kind_known"),
            models.CheckConstraint(condition=Q(outcome__in=TransferOutcome.values), name="transfer_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=TransferOutcome.PENDING, decided_at__isnull=True)
                | (~Q(outcome=TransferOutcome.PENDING) & Q(decided_at__isnull=False)),
                name="transfer_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(kind=TransferKind.AGENCY, to_department__isnull=True) & ~Q(agency="")
                | (~Q(kind=TransferKind.AGENCY) & Q(to_department__isnull=False, agency="")),
                name="transfer_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=TransferOutcome.BOUNCED) | ~Q(answer=""), name="transfer_bounced_with_reason"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("at")), name="transfer_times_ordered"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="transfer_pending", condition=Q(outcome=TransferOutcome.PENDING))
        ]

    def __str__(self) -> str:
        return f"#{self.hop} {self.kind}"


class CooperationTaskQuerySet(models.QuerySet["CooperationTask"]):
    def visible_to(self, user: User) -> Self:
        """Return the tasks `user` may see: those asked of their departments, and those of complaints they may see.

        A department asked for help sees the question, not the complaint with its citizen.
        """
        own = access_of(user=user).rows(district="complaint__district_id", department="complaint__department_id")
        return self.filter(_asked(user) | own)

    def asked_of(self, user: User) -> Self:
        """Return the tasks that the departments of `user` have been asked."""
        return self.filter(_asked(user))


def _asked(user: User) -> Q:
    return access_of(user=user).rows(district="department__district_id", department="department_id")


class CooperationTask(models.Model):
    """A question that the department in charge asks another one (복합민원 협조, 민원처리법 §20, §31).

    The department in charge alone answers the citizen.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="cooperation_tasks", verbose_name=_("민원")
    )
    department = models.ForeignKey(
        "districts.Department", models.PROTECT, db_index=False, related_name="+", verbose_name=_("협조 부서")
    )
    question = models.TextField(_("요청 내용"))
    reply_by = models.DateTimeField(_("회신 기한"))
    original_reply_by = models.DateTimeField(_("처음 회신 기한"))
    extension_reason = models.TextField(_("연장 사유"), blank=True)
    state = models.CharField(_("상태"), max_length=9, choices=CooperationState, default=CooperationState.OPEN)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("요청한 사람")
    )
    asked_at = models.DateTimeField(_("요청한 때"))
    answer = models.TextField(_("회신"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("회신한 사람"),
    )
    answered_at = models.DateTimeField(_("회신한 때"), null=True, blank=True)
    version = models.PositiveIntegerField(_("판"), default=1)

    objects = CooperationTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("협조 요청")
        verbose_name_plural = _("협조 요청")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "department"],
                condition=Q(state=CooperationState.OPEN),
                name="cooperation_asked_once",
            ),
            models.CheckConstraint(condition=Q(state__in=CooperationState.values), name="cooperation_state_known"),
            models.CheckConstraint(condition=~Q(question=""), name="cooperation_asks_something"),
            models.CheckConstraint(
                condition=Q(state=CooperationState.ANSWERED, answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer="")
                | (~Q(state=CooperationState.ANSWERED) & Q(answered_at__isnull=True, answer="")),
                name="cooperation_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(reply_by=F("original_reply_by")) | ~Q(extension_reason=""),
                name="cooperation_extended_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "reply_by", "id"],
                name="cooperation_open",
                condition=Q(state=CooperationState.OPEN),
            ),
            models.Index(fields=["complaint", "asked_at"], name="cooperation_of_complaint"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.department_id}"
