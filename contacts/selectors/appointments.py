"""Sign language: whether somebody answers now, and which half hours are still free."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from contacts.models.appointments import TAKEN, Appointment, AppointmentState
from contacts.policies.appointments import DAYS_AHEAD, LENGTH, may_begin
from contacts.policies.live import SIGN_SKILL
from districts import selectors as districts
from feed.errors import DomainError
from messaging.types import Channel
from routing import selectors as routing


@dataclass(frozen=True)
class AppointmentSlot:
    """A half hour that can be booked for sign language, with how many places are free."""

    starts_at: datetime
    free: int


class AppointmentNotFound(DomainError):
    """There is no such appointment: 404."""

    code = "appointment_not_found"
    status = 404
    message = _("그런 예약이 없습니다.")


def appointment(*, appointment_id: UUID) -> Appointment:
    """Return one appointment; the caller has checked its token. Raises AppointmentNotFound."""
    found = Appointment.objects.filter(pk=appointment_id).first()
    if found is None:
        raise AppointmentNotFound
    return found


def free_slots(*, now: datetime) -> list[AppointmentSlot]:
    """Return the half hours of the next week that can be booked, in their order: those within the channel's hours in
    which not all agents with sign language are booked."""
    places = routing.able_agents(skill=SIGN_SKILL)
    if not places:
        return []
    times = districts.open_times(channel=Channel.SIGN, step=LENGTH, days=DAYS_AHEAD, now=now)
    booked = Appointment.objects.filter(starts_at__gt=now, state__in=TAKEN).values_list("starts_at")
    taken = dict(booked.annotate(Count("pk")))
    slots = (AppointmentSlot(starts_at=time, free=places - taken.get(time, 0)) for time in times)
    return [slot for slot in slots if slot.free > 0]


def can_begin(*, appointment: Appointment, now: datetime) -> bool:
    """Tell whether who has the appointment may come in now: from ten minutes before until it is over."""
    begun = appointment.state == AppointmentState.BEGUN
    return begun or (
        appointment.state == AppointmentState.BOOKED and may_begin(starts_at=appointment.starts_at, now=now)
    )
