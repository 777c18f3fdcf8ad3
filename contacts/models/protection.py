"""What was done to protect who answers from abuse (민원처리법 §4, 시행령 §4)."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models.conversations import Contact
from contacts.types import AbuseKind


class AbuseIncidentQuerySet(models.QuerySet["AbuseIncident"]):
    def visible_to(self, user: User) -> "AbuseIncidentQuerySet":
        """Return those of the contacts that `user` may see, and those that happened to `user`."""
        contacts = Contact.objects.visible_to(user).filter(pk=OuterRef("contact"))
        return self.filter(Q(user=user) | Exists(contacts))


class AbuseIncident(models.Model):
    """Abuse in one contact: how often the citizen was warned, whether the conversation was ended, what was done."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact = models.OneToOneField(Contact, models.CASCADE, related_name="abuse", verbose_name=_("상담"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("겪은 직원"))
    kind = models.CharField(_("종류"), max_length=10, choices=AbuseKind)
    note = models.CharField(_("상황"), max_length=500, blank=True)
    warnings = models.PositiveSmallIntegerField(_("경고 횟수"), default=0)
    first_at = models.DateTimeField(_("처음 기록한 때"))
    warned_at = models.DateTimeField(_("마지막 경고"), null=True)
    ended_at = models.DateTimeField(_("대화를 끝낸 때"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("확인한 관리자")
    )
    reviewed_at = models.DateTimeField(_("확인한 때"), null=True)
    measure = models.CharField(_("보호 조치"), max_length=500, blank=True)

    objects = AbuseIncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("상담사 보호 기록")
        verbose_name_plural = _("상담사 보호 기록")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AbuseKind.values), name="contacts_abuse_kind_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(warnings__gt=0) | Q(kind__in=["SEXUAL", "THREAT"]),
                name="contacts_abuse_ended_after_a_warning",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, measure="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(measure="")),
                name="contacts_abuse_reviewed_with_a_measure",
            ),
        ]
        indexes = [
            models.Index(fields=["-first_at"], condition=Q(reviewed_at__isnull=True), name="contacts_abuse_unreviewed"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind}"
