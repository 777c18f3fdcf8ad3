"""Appointments for sign language: book, move, cancel, call off, remind, let those pass that nobody came to."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts.crypto import keyed_hash
from accounts.models import User
from contacts.access import appointment_token
from contacts.models.appointments import TAKEN, Appointment, AppointmentState
from contacts.policies import sign_wording
from contacts.policies.address import sender_number
from contacts.policies.appointments import LENGTH, reminder_at
from contacts.policies.languages import ENGLISH, KOREAN
from contacts.policies.transitions import NotAllowed
from contacts.selectors.appointments import AppointmentNotFound, free_slots, keeps_appointments
from contacts.services.filing import NoMobileNumber
from contacts.services.signing import AppointmentOver
from feed.errors import DomainError
from feed.services import unit_of_work
from korean import phone
from korean.privacy import clean_text, mask_personal_numbers
from messaging import services as messaging
from messaging.types import Channel, Purpose
from routing import selectors as routing

LONGEST_REASON = 80


class SlotTaken(DomainError):
    """The half hour is booked out, or was none: 409."""

    code = "slot_taken"
    status = 409
    message = _("그 시간은 이미 찼습니다. 다른 시간을 골라 주세요.")


class NoReasonGiven(DomainError):
    """Whose appointment is moved or cancelled is told why: 422."""

    code = "no_reason_given"
    status = 422
    message = _("시민에게 알릴 까닭을 적어 주세요.")


def book_appointment(*, starts_at: datetime, number: str, language: str, now: datetime) -> Appointment:
    """Book a half hour and send its link to the mobile `number`; return the appointment.

    Only who reads the message can begin, move or cancel it. A number with an appointment keeps that one and is told of
    it again (once in a minute at most), so that nobody learns here whether a number has one.
    Raises NoMobileNumber (422), SlotTaken (409).
    """
    mobile = _mobile(number)
    before = _booked_by(mobile)
    if before is not None:
        _remind_of(before, now=now)
        return before
    try:
        with unit_of_work():
            appointment = Appointment.objects.create(
                starts_at=starts_at,
                place=_free_place(starts_at, now=now),
                number=mobile,
                number_hash=keyed_hash(mobile),
                language=language if language in (KOREAN, ENGLISH) else ENGLISH,
                booked_at=now,
                remind_at=reminder_at(starts_at=starts_at, now=now),
            )
            _tell_time(appointment, key="booked", now=now)
            return appointment
    except IntegrityError as error:  # somebody took the place, or the number booked, at the same moment
        raise SlotTaken from error


def move_appointment(*, appointment_id: UUID, starts_at: datetime, now: datetime) -> Appointment:
    """Move an appointment to another half hour; the citizen is told. Return it.

    Raises AppointmentNotFound (404), AppointmentOver (410), SlotTaken (409).
    """
    try:
        with unit_of_work():
            appointment = _lock_booked(appointment_id)
            if starts_at == appointment.starts_at:
                return appointment
            _move(appointment, starts_at, now=now)
            _tell_time(appointment, key=f"moved:{now.isoformat()}", now=now)
            return appointment
    except IntegrityError as error:
        raise SlotTaken from error


def postpone_appointment(
    *, appointment_id: UUID, user: User, starts_at: datetime, reason: str, now: datetime
) -> Appointment:
    """Move a citizen's appointment to another half hour, by who keeps the appointments; return it.

    The citizen is told the new time and the reason by text message. Raises NotAllowed (403), AppointmentNotFound (404),
    AppointmentOver (410), SlotTaken (409), NoReasonGiven, UnsendableText (422).
    """
    why = _reason(user, reason, now=now)
    try:
        with unit_of_work():
            appointment = _lock_booked(appointment_id)
            before = appointment.starts_at
            _move(appointment, starts_at, now=now)
            _note_change(appointment, user, why)
            text = sign_wording.appointment_moved(
                before=before,
                starts_at=starts_at,
                reason=why,
                link=_link(appointment),
                language=appointment.language,
            )
            _send(appointment, text, key=f"postponed:{now.isoformat()}", now=now)
            return appointment
    except IntegrityError as error:
        raise SlotTaken from error


def call_off_appointment(*, appointment_id: UUID, user: User, reason: str, now: datetime) -> None:
    """Cancel a citizen's appointment, by who keeps the appointments; the citizen is told why by text message.

    Raises NotAllowed (403), AppointmentNotFound (404), AppointmentOver (410), NoReasonGiven, UnsendableText (422).
    """
    why = _reason(user, reason, now=now)
    with unit_of_work():
        appointment = _lock_booked(appointment_id)
        _settle(appointment, AppointmentState.CANCELLED, now=now)
        _note_change(appointment, user, why)
        text = sign_wording.appointment_called_off(
            starts_at=appointment.starts_at,
            reason=why,
            link=f"{settings.PUBLIC_BASE_URL}/sign/",
            language=appointment.language,
        )
        _send(appointment, text, key="called-off", now=now)


def cancel_appointment(*, appointment_id: UUID, now: datetime) -> None:
    """Cancel an appointment and tell the citizen. Raises AppointmentNotFound (404), AppointmentOver (410)."""
    with unit_of_work():
        appointment = _lock_booked(appointment_id)
        _settle(appointment, AppointmentState.CANCELLED, now=now)
        text = sign_wording.appointment_cancelled(starts_at=appointment.starts_at, language=appointment.language)
        _send(appointment, text, key="cancelled", now=now)


def keep_appointments(*, now: datetime) -> int:
    """Remind of the appointments whose time comes within the hour, each once, and settle those to which nobody came.

    Returns how many reminders were written.
    """
    missed = Appointment.objects.filter(state=AppointmentState.BOOKED, starts_at__lte=now - LENGTH)
    missed.update(state=AppointmentState.MISSED, settled_at=now, remind_at=None)
    return _remind(now=now)


def _remind(*, now: datetime, limit: int = 200) -> int:
    due = Appointment.objects.filter(state=AppointmentState.BOOKED, remind_at__lte=now)
    reminded = 0
    for appointment_id in list(due.order_by("remind_at").values_list("pk", flat=True)[:limit]):
        with unit_of_work():
            appointment = due.select_for_update(skip_locked=True).filter(pk=appointment_id).first()
            if appointment is None:
                continue
            appointment.remind_at = None
            appointment.save(update_fields=["remind_at"])
            text = sign_wording.appointment_soon(
                starts_at=appointment.starts_at, link=_link(appointment), language=appointment.language
            )
            _send(appointment, text, key=f"soon:{appointment.starts_at.isoformat()}", now=now)
            reminded += 1
    return reminded


def _move(appointment: Appointment, starts_at: datetime, *, now: datetime) -> None:
    appointment.place = _free_place(starts_at, now=now)
    appointment.starts_at = starts_at
    appointment.remind_at = reminder_at(starts_at=starts_at, now=now)
    appointment.save(update_fields=["starts_at", "place", "remind_at"])


def _reason(user: User, reason: str, *, now: datetime) -> str:
    """Return the reason as the citizen reads it. Raises NotAllowed, NoReasonGiven."""
    if not keeps_appointments(user=user, seat=routing.seat_of(user_id=user.pk, now=now)):
        raise NotAllowed
    why = mask_personal_numbers(clean_text(reason)).text.strip()[:LONGEST_REASON].rstrip(" .")
    if not why:
        raise NoReasonGiven
    return why


def _note_change(appointment: Appointment, user: User, reason: str) -> None:
    appointment.changed_by, appointment.change_reason = user, reason
    appointment.save(update_fields=["changed_by", "change_reason"])


def _free_place(starts_at: datetime, *, now: datetime) -> int:
    """Return the number of a free place of the half hour, from 1. Raises SlotTaken."""
    if all(slot.starts_at != starts_at for slot in free_slots(now=now)):
        raise SlotTaken
    held = Appointment.objects.filter(starts_at=starts_at, state__in=TAKEN).values_list("place", flat=True)
    taken = set(held)
    return next(place for place in range(1, len(taken) + 2) if place not in taken)


def _lock_booked(appointment_id: UUID) -> Appointment:
    appointment = Appointment.objects.select_for_update().filter(pk=appointment_id).first()
    if appointment is None:
        raise AppointmentNotFound
    if appointment.state != AppointmentState.BOOKED:
        raise AppointmentOver
    return appointment


def _settle(appointment: Appointment, state: AppointmentState, *, now: datetime) -> None:
    appointment.state, appointment.settled_at, appointment.remind_at = state, now, None
    appointment.save(update_fields=["state", "settled_at", "remind_at"])


def _booked_by(mobile: str) -> Appointment | None:
    booked = Appointment.objects.filter(number_hash=keyed_hash(mobile), state=AppointmentState.BOOKED)
    return booked.first()


def _remind_of(appointment: Appointment, *, now: datetime) -> None:
    text = sign_wording.appointment_booked_before(
        starts_at=appointment.starts_at, link=_link(appointment), language=appointment.language
    )
    _send(appointment, text, key=f"before:{now:%Y%m%d%H%M}", now=now)


def _tell_time(appointment: Appointment, *, key: str, now: datetime) -> None:
    text = sign_wording.appointment_booked(
        starts_at=appointment.starts_at, link=_link(appointment), language=appointment.language
    )
    _send(appointment, text, key=key, now=now)


def _send(appointment: Appointment, text: str, *, key: str, now: datetime) -> None:
    messaging.enqueue(
        channel=Channel.SMS,
        recipient=appointment.number,
        text=text,
        purpose=Purpose.SYSTEM,
        reference=f"contact:{appointment.pk}",
        idempotency_key=f"appointment:{appointment.pk}:{key}",
        now=now,
    )


def _link(appointment: Appointment) -> str:
    return f"{settings.PUBLIC_BASE_URL}/sign/{appointment_token(appointment.pk)}/"


def _mobile(number: str) -> str:
    mobile = sender_number(number)
    if not phone.is_mobile(mobile):
        raise NoMobileNumber
    return mobile
