"""Sign language: whether somebody answers now, and which half hours are still free."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models.appointments import TAKEN, Appointment, AppointmentState
from contacts.policies.appointments import DAYS_AHEAD, LENGTH, may_begin
from contacts.policies.live import SIGN_SKILL
from contacts.policies.transitions import SUPERVISORS
from districts import selectors as districts
from feed.errors import DomainError
from korean import phone
from messaging.types import Channel
from routing import selectors as routing
from routing.types import SeatView


@dataclass(frozen=True)
class AppointmentSlot:
    """A half hour that can be booked for sign language, with how many places are free."""

    starts_at: datetime
    free: int


@dataclass(frozen=True)
class AppointmentLine:
    """One appointment in the list for staff. `number` is masked; `changed_by` and `change_reason` are "" where nobody
    of the staff moved or cancelled it."""

    id: UUID
    starts_at: datetime
    number: str
    state: AppointmentState
    changed_by: str
    change_reason: str


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


def keeps_appointments(*, user: User, seat: SeatView | None) -> bool:
    """Tell whether `user`, whose seat this is, sees the appointments and may move and cancel them: supervisors, and
    agents who sign."""
    return user.role in SUPERVISORS or (seat is not None and SIGN_SKILL in seat.skills)


def coming_appointments(*, now: datetime, limit: int = 200) -> list[AppointmentLine]:
    """Return the appointments whose half hour is not over, the next one first, cancelled ones too.

    The caller has asked `keeps_appointments`.
    """
    coming = Appointment.objects.filter(starts_at__gt=now - LENGTH).select_related("changed_by")
    return [
        AppointmentLine(
            id=found.pk,
            starts_at=found.starts_at,
            number=phone.mask(found.number),
            state=AppointmentState(found.state),
            changed_by=str(found.changed_by or ""),
            change_reason=found.change_reason,
        )
        for found in coming.order_by("starts_at", "place")[:limit]
    ]


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
