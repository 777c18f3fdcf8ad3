"""Counselling in sign language: begin now or at an appointment's time, wait with the page open, stop waiting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import uuid6
from django.utils.translation import gettext_lazy as _

from accounts.crypto import keyed_hash
from contacts.models import Contact
from contacts.models.appointments import Appointment, AppointmentState
from contacts.models.video import VideoRoom
from contacts.policies import sign_wording
from contacts.policies.appointments import LENGTH, may_begin
from contacts.policies.transitions import Action
from contacts.selectors import ContactNotFound
from contacts.selectors.appointments import AppointmentNotFound
from contacts.services.conversation import add_system_line, advance, lock, tell
from contacts.services.identity import citizen_at
from contacts.services.waiting import enqueue
from contacts.types import ContactState, IdentityKind, WrapUpCode
from districts import selectors as districts
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.types import Channel
from routing import services as routing
from routing.types import Priority

GONE_AFTER = timedelta(minutes=3)
"""Who waits and whose page has not asked for so long has left."""


@dataclass(frozen=True)
class SignWait:
    """How a contact in sign language stands: the place in the line while it waits, the room while it is answered."""

    state: ContactState
    position: int | None
    room_id: UUID | None


class SignClosed(DomainError):
    """Nobody answers in sign language now: 409, with `opens_at` (the next opening, null where none is known)."""

    code = "sign_closed"
    status = 409
    message = _("지금은 수어 상담 시간이 아닙니다. 아래에서 시간을 예약해 주세요.")


class NotTimeYet(DomainError):
    """An appointment begins ten minutes before its time at the earliest: 409."""

    code = "not_time_yet"
    status = 409
    message = _("예약 시간 10분 전부터 들어올 수 있습니다.")


class AppointmentOver(DomainError):
    """The appointment was cancelled, or its time is over: 410."""

    code = "appointment_over"
    status = 410
    message = _("취소했거나 시간이 지난 예약입니다. 다시 예약해 주세요.")


def start_sign(*, language: str, now: datetime) -> Contact:
    """Open a contact in sign language that waits for an agent who signs; return it. Raises SignClosed (409)."""
    hours = districts.opening(channel=Channel.SIGN, now=now)
    if not hours.is_open:
        raise SignClosed(opens_at=hours.opens_at)
    with unit_of_work():
        contact = _open(contact_id=uuid6.uuid7(), number="", language=language, now=now)
        enqueue(contact, now=now)
        return contact


def begin_appointment(*, appointment_id: UUID, now: datetime) -> Contact:
    """Open the contact of an appointment, which goes before who comes without one; return it, also when pressed twice.

    Raises AppointmentNotFound (404), NotTimeYet (409), AppointmentOver (410).
    """
    with unit_of_work():
        booked = Appointment.objects.select_for_update(of=("self",)).select_related("contact")
        appointment = booked.filter(pk=appointment_id).first()
        if appointment is None:
            raise AppointmentNotFound
        if appointment.contact is not None:
            return appointment.contact
        if appointment.state != AppointmentState.BOOKED or now >= appointment.starts_at + LENGTH:
            raise AppointmentOver
        if not may_begin(starts_at=appointment.starts_at, now=now):
            raise NotTimeYet
        running = Contact.objects.filter(channel=Channel.SIGN, address_hash=appointment.number_hash)
        contact = running.exclude(state=ContactState.CLOSED).first()
        if contact is None:
            contact = _open(
                contact_id=appointment.pk, number=appointment.number, language=appointment.language, now=now
            )
            add_system_line(contact, sign_wording.began_from_appointment(starts_at=appointment.starts_at), now=now)
            enqueue(contact, priority=Priority.CALL_BACK_DUE, now=now)
        appointment.state, appointment.settled_at = AppointmentState.BEGUN, now
        appointment.contact, appointment.remind_at = contact, None
        appointment.save(update_fields=["state", "settled_at", "contact", "remind_at"])
        return contact


def keep_waiting(*, contact_id: UUID, now: datetime) -> SignWait:
    """Note that the page of a contact in sign language is open, and return how it stands. Raises ContactNotFound."""
    found = Contact.objects.filter(pk=contact_id, channel=Channel.SIGN)
    contact = found.first()
    if contact is None:
        raise ContactNotFound
    state = ContactState(contact.state)
    if state == ContactState.WAITING:
        found.update(last_citizen_message_at=now)
    room = VideoRoom.objects.filter(contact=contact, ended_at=None, expires_at__gt=now).first()
    return SignWait(
        state=state,
        position=_position(contact) if state == ContactState.WAITING else None,
        room_id=room.pk if room and state == ContactState.ACTIVE else None,
    )


def stop_waiting(*, contact_id: UUID, now: datetime) -> None:
    """Let a citizen go who does not want to wait any more; nothing happens to a contact that does not wait.

    Raises ContactNotFound.
    """
    with unit_of_work():
        contact = lock(contact_id)
        if contact.channel != Channel.SIGN:
            raise ContactNotFound
        if contact.state == ContactState.WAITING:
            _abandon(contact, now=now)


def end_left_waits(*, now: datetime, limit: int = 200) -> int:
    """Let those go who closed the page on which they waited for sign language. Returns how many they were."""
    left = Contact.objects.select_related("citizen").filter(
        channel=Channel.SIGN, state=ContactState.WAITING, last_citizen_message_at__lte=now - GONE_AFTER
    )
    ended = 0
    for contact_id in list(left.order_by("queued_at").values_list("pk", flat=True)[:limit]):
        with unit_of_work():
            contact = left.select_for_update(of=("self",), skip_locked=True).filter(pk=contact_id).first()
            if contact is not None:
                _abandon(contact, now=now)
                ended += 1
    return ended


def _open(*, contact_id: UUID, number: str, language: str, now: datetime) -> Contact:
    """Open a contact; without a `number` (E.164) of somebody nobody knows."""
    contact = Contact.objects.create(
        id=contact_id,
        citizen=citizen_at(kind=IdentityKind.PHONE, value=number, language=language, now=now),
        channel=Channel.SIGN,
        address=number,
        address_hash=keyed_hash(number) if number else "",
        opened_at=now,
        last_citizen_message_at=now,
    )
    tell(contact, "contact.opened", now=now)
    return contact


def _abandon(contact: Contact, *, now: datetime) -> None:
    routing.leave_queue(contact_ref=contact.pk, abandoned=True, now=now)
    advance(contact, Action.ABANDON, ended_at=now, closed_at=now, wrap_up_code=WrapUpCode.NO_RESPONSE)
    tell(contact, "contact.ended", now=now)


def _position(contact: Contact) -> int:
    """Return the place among those who wait for sign language, 1 for the next; appointments go before the others."""
    waiting = Contact.objects.filter(channel=Channel.SIGN, state=ContactState.WAITING).exclude(pk=contact.pk)
    earlier = waiting.filter(queued_at__lt=contact.queued_at)
    if contact.appointments.exists():
        return 1 + earlier.filter(appointments__isnull=False).count()
    return 1 + (earlier | waiting.filter(appointments__isnull=False)).distinct().count()
