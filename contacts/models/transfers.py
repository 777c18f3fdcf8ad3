"""Who was asked to take a contact over."""

import uuid6
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from contacts.types import TransferState

READERS_BY_TRANSFER = {Role.OFFICIAL, Role.HEAD}


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: User) -> "TransferQuerySet":
        """Return the live requests to `user` or their departments and those they took; for others, their contacts'."""
        access = access_of(user=user)
        if access.role in READERS_BY_TRANSFER:
            to_department = access.rows(district="to_department__district", department="to_department")
            asked = Q(state="REQUESTED") & (Q(to_user=user) | (Q(to_user=None) & to_department))
            return self.filter(asked | Q(to_user=user, state__in=["ACCEPTED", "RETURNED"]))
        return self.filter(
            Q(from_user=user) | Q(contact__in=apps.get_model("contacts", "Contact").objects.visible_to(user))
        )


class Transfer(models.Model):
    """A contact is to go to a department's official, to another agent or to a district's queue, with a summary.

    Warm, whoever has it keeps it until it is taken; `cold`, they let go at once. Not taken in time, it comes back.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, related_name="transfers", verbose_name=_("상담"))
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("넘긴 사람")
    )
    to_department = models.ForeignKey(
        "districts.Department", models.PROTECT, null=True, related_name="+", verbose_name=_("받는 부서")
    )
    to_district = models.ForeignKey(
        "districts.District", models.PROTECT, null=True, related_name="+", verbose_name=_("받는 대기열")
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("받는 사람")
    )
    cold = models.BooleanField(_("바로 넘김"), default=False)
    summary = models.TextField(_("요약"))
    state = models.CharField(_("상태"), max_length=10, choices=TransferState, default=TransferState.REQUESTED)
    reason = models.CharField(_("돌려보낸 까닭"), max_length=300, blank=True)
    requested_at = models.DateTimeField(_("요청한 때"))
    expires_at = models.DateTimeField(_("기다리는 한도"))
    summary_read_at = models.DateTimeField(_("요약을 읽은 때"), null=True)
    decided_at = models.DateTimeField(_("정해진 때"), null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("상담 넘기기")
        verbose_name_plural = _("상담 넘기기")
        constraints = [
            models.CheckConstraint(condition=~Q(summary=""), name="contacts_transfer_has_a_summary"),
            models.CheckConstraint(
                condition=Q(to_department__isnull=False, to_district__isnull=True)
                | Q(to_department__isnull=True, to_district__isnull=False, cold=True)
                | Q(to_department__isnull=True, to_district__isnull=True, to_user__isnull=False),
                name="contacts_transfer_goes_somewhere",
            ),
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="contacts_transfer_state_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("requested_at")), name="contacts_transfer_expires"),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED") | Q(summary_read_at__isnull=False, to_user__isnull=False),
                name="contacts_transfer_taken_after_reading",
            ),
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state="REQUESTED"), name="contacts_transfer_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="REQUESTED"), name="contacts_transfer_due"),
            models.Index(fields=["to_department", "state"], name="contacts_transfer_to_office"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} → {self.target_name}"

    @property
    def target_name(self) -> str:
        """Where it is to go, in words: the department, the colleague, or the district's queue."""
        if self.to_department is not None:
            return self.to_department.name
        if self.to_district is not None:
            return str(_("%(district)s 대기열") % {"district": self.to_district.name})
        return str(self.to_user)
