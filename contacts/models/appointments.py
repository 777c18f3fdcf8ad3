"""Appointments for counselling in sign language."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from contacts.models.conversations import Contact


class AppointmentState(models.TextChoices):
    """How an appointment stands."""

    BOOKED = "BOOKED", _("예약함")
    BEGUN = "BEGUN", _("시작함")
    CANCELLED = "CANCELLED", _("취소함")
    MISSED = "MISSED", _("오지 않음")


TAKEN = [AppointmentState.BOOKED, AppointmentState.BEGUN]


class Appointment(models.Model):
    """One place of a half hour, kept for who has the telephone number to which its link was sent.

    The contact that begins from it gets its id; what is sent about it counts as that contact's. `changed_by` is the
    member of staff who moved or cancelled it last, with the reason the citizen was told; empty where nobody did.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    starts_at = models.DateTimeField(_("시작"))
    place = models.PositiveSmallIntegerField(_("자리"))
    state = models.CharField(_("상태"), max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    number = EncryptedTextField(_("휴대전화"))
    number_hash = models.CharField(_("찾기용 해시"), max_length=64)
    language = models.CharField(_("언어"), max_length=8, default="ko")
    booked_at = models.DateTimeField(_("예약한 때"))
    remind_at = models.DateTimeField(_("알릴 때"), null=True)
    settled_at = models.DateTimeField(_("끝난 때"), null=True)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="appointments", verbose_name=_("상담"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("바꾼 사람")
    )
    change_reason = models.CharField(_("바꾼 까닭"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("수어 상담 예약")
        verbose_name_plural = _("수어 상담 예약")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="contacts_appointment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="BOOKED", settled_at=None) | (~Q(state="BOOKED") & Q(settled_at__isnull=False)),
                name="contacts_appointment_settled",
            ),
            models.CheckConstraint(
                condition=Q(state="BEGUN", contact__isnull=False) | (~Q(state="BEGUN") & Q(contact=None)),
                name="contacts_appointment_begun_has_a_contact",
            ),
            models.UniqueConstraint(
                fields=["starts_at", "place"], condition=Q(state__in=TAKEN), name="contacts_appointment_place_once"
            ),
            models.UniqueConstraint(
                fields=["number_hash"], condition=Q(state="BOOKED"), name="contacts_appointment_one_per_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="contacts_appointment_remind"
            ),
            models.Index(fields=["starts_at", "place"], name="contacts_appointment_coming"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.state}"
