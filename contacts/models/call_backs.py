"""What is for later: calls promised to citizens instead of waiting, and what agents remind themselves of."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.models.conversations import Contact
from contacts.types import CallBackState

OPEN = [CallBackState.REQUESTED, CallBackState.ATTEMPTED]


class CallBack(models.Model):
    """A waiting caller is called back at `promised_at`, and again at `due_at` when nobody answered."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="call_backs", verbose_name=_("상담"))
    state = models.CharField(_("상태"), max_length=10, choices=CallBackState, default=CallBackState.REQUESTED)
    requested_at = models.DateTimeField(_("요청한 때"))
    promised_at = models.DateTimeField(_("약속한 때"))
    due_at = models.DateTimeField(_("다음에 걸 때"))
    attempts = models.PositiveSmallIntegerField(_("건 횟수"), default=0)
    first_attempt_at = models.DateTimeField(_("처음 건 때"), null=True)
    settled_at = models.DateTimeField(_("끝난 때"), null=True)

    class Meta:
        verbose_name = _("회신 전화")
        verbose_name_plural = _("회신 전화")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallBackState.values), name="contacts_callback_state_known"),
            models.CheckConstraint(
                condition=Q(promised_at__gte=F("requested_at"), due_at__gte=F("promised_at")),
                name="contacts_callback_promised_for_later",
            ),
            models.CheckConstraint(
                condition=Q(attempts=0, first_attempt_at=None) | Q(attempts__gt=0, first_attempt_at__isnull=False),
                name="contacts_callback_first_attempt",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, settled_at=None) | (~Q(state__in=OPEN) & Q(settled_at__isnull=False)),
                name="contacts_callback_settled",
            ),
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state__in=OPEN), name="contacts_callback_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN), name="contacts_callback_due"),
            models.Index(fields=["promised_at"], name="contacts_callback_promised"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.state}"


class FollowUp(models.Model):
    """An agent wants to look at a contact again at a certain time."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="follow_ups", verbose_name=_("상담"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("정한 사람"))
    due_at = models.DateTimeField(_("다시 볼 때"))
    note = models.CharField(_("할 일"), max_length=200)
    created_at = models.DateTimeField(_("정한 때"))
    told_at = models.DateTimeField(_("알린 때"), null=True)
    done_at = models.DateTimeField(_("마친 때"), null=True)

    class Meta:
        verbose_name = _("다시 확인")
        verbose_name_plural = _("다시 확인")
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="contacts_followup_says_what"),
            models.CheckConstraint(condition=Q(due_at__gt=F("created_at")), name="contacts_followup_is_later"),
            models.UniqueConstraint(
                fields=["contact", "user", "due_at"], condition=Q(done_at=None), name="contacts_followup_once"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "due_at"], condition=Q(done_at=None), name="contacts_followup_open"),
            models.Index(fields=["due_at"], condition=Q(done_at=None, told_at=None), name="contacts_followup_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.due_at:%Y-%m-%d %H:%M}"
