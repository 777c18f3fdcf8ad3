"""Contacts that begin in sign language: now, or at an appointment's time."""

from datetime import datetime, time, timedelta

import pytest
from django.test import override_settings

from accounts.models import User
from contacts import services
from contacts.access import appointment_from_token
from contacts.models import Appointment, Contact, VideoRoom
from contacts.models.appointments import AppointmentState
from contacts.selectors.appointments import free_slots
from contacts.types import ContactState, RoomSide, WrapUpCode
from districts.models import ChannelHours
from messaging.models import OutboundMessage
from routing import selectors as routing_selectors
from routing import services as routing
from routing.models import QueueEntry, Seat
from routing.types import WorkKind
from tests.contacts.conftest import CITY_HALL, NOW, PHONE, accepted, later, make_agent

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def signer(city: None) -> User:
    user = make_agent("이수어")
    routing.set_skills(user_id=user.pk, levels={"KSL": 5}, now=NOW)
    return user


@pytest.fixture
def mondays(city: None) -> None:
    """Sign language is answered on Mondays from nine to noon."""
    ChannelHours.objects.filter(channel="SIGN").delete()
    ChannelHours.objects.create(channel="SIGN", weekday=0, starts=time(9), ends=time(12))


def begun(seconds: float = 0) -> Contact:
    return services.start_sign(language="ko", now=later(seconds))


def at(minutes: int) -> datetime:
    """Return the time so many minutes after ten o'clock."""
    return NOW + timedelta(minutes=minutes)


def book(minutes: int, *, number: str = PHONE, now: datetime = NOW) -> Appointment:
    return services.book_appointment(starts_at=at(minutes), number=number, language="ko", now=now)


def free(minutes: int) -> list[datetime]:
    """Return what is free today, seen so many minutes after ten."""
    return [slot.starts_at for slot in free_slots(now=at(minutes)) if slot.starts_at < at(120)]


def texts() -> list[str]:
    return list(OutboundMessage.objects.order_by("created_at", "id").values_list("text", flat=True))


def test_only_who_signs_is_offered_it_and_has_nothing_else(signer: User) -> None:
    speaker = make_agent("박음성")
    contact = begun()
    assert routing.dispatch_waiting(now=NOW) == 1
    assert routing_selectors.offers_for(user_id=speaker.pk, now=NOW) == []
    [offer] = routing_selectors.offers_for(user_id=signer.pk, now=NOW)
    assert (offer.contact_ref, offer.kind, offer.queue_code) == (contact.pk, WorkKind.VOICE, CITY_HALL)
    assert Seat.objects.get(user=signer).voice_active == 1
    assert not OutboundMessage.objects.exists()


def test_the_room_opens_when_the_agent_takes_it(signer: User) -> None:
    contact = begun()
    assert services.keep_waiting(contact_id=contact.pk, now=later(1)).room_id is None
    taken = accepted(contact, signer, now=later(2))
    room = VideoRoom.objects.get(contact=taken)
    assert services.keep_waiting(contact_id=contact.pk, now=later(3)).room_id == room.pk
    assert services.open_video(contact_id=contact.pk, user=signer, now=later(4)).pk == room.pk
    assert not OutboundMessage.objects.exists()


def test_ending_the_video_ends_the_conversation(signer: User) -> None:
    contact = accepted(begun(), signer)
    room = VideoRoom.objects.get()
    services.join_video(room_id=room.pk, side=RoomSide.CITIZEN, now=later(5))
    services.end_video(room_id=room.pk, now=later(60))
    contact.refresh_from_db()
    assert contact.state == ContactState.WRAP_UP
    services.finish(contact_id=contact.pk, user=signer, wrap_up_code=WrapUpCode.ANSWERED, now=later(70))


def test_ending_the_conversation_ends_the_video(signer: User) -> None:
    contact = accepted(begun(), signer)
    services.end(contact_id=contact.pk, user=signer, now=later(60))
    assert VideoRoom.objects.get().ended_at == later(60)
    with pytest.raises(services.VideoOver):
        services.join_video(room_id=VideoRoom.objects.get().pk, side=RoomSide.CITIZEN, now=later(61))


def test_who_closes_the_page_leaves_the_line_and_the_others_move_up() -> None:
    first, second = begun(), begun(1)
    assert services.keep_waiting(contact_id=second.pk, now=later(100)).position == 2
    assert services.end_left_waits(now=later(190)) == 1
    first.refresh_from_db()
    assert (first.state, first.wrap_up_code) == (ContactState.CLOSED, WrapUpCode.NO_RESPONSE)
    assert services.keep_waiting(contact_id=second.pk, now=later(191)).position == 1
    services.stop_waiting(contact_id=second.pk, now=later(192))
    assert services.keep_waiting(contact_id=second.pk, now=later(193)).state == ContactState.CLOSED
    assert routing_selectors.waiting(district_codes=None) == []


@override_settings(ALWAYS_ANSWERED=False)
def test_outside_of_the_hours_an_appointment_is_what_remains(signer: User, mondays: None) -> None:
    with pytest.raises(services.SignClosed) as refused:
        services.start_sign(language="ko", now=at(120))
    assert refused.value.extra["opens_at"] == at(7 * 24 * 60 - 60)
    assert not Contact.objects.exists()
    assert [slot.starts_at for slot in free_slots(now=at(120))][:2] == [at(7 * 24 * 60 - 60), at(7 * 24 * 60 - 30)]


def test_a_half_hour_has_as_many_places_as_agents_who_sign(signer: User, mondays: None) -> None:
    assert free(1) == [at(30), at(60), at(90)]
    book(30)
    assert free(1) == [at(60), at(90)]
    for minutes in (30, 45, 24 * 60):
        with pytest.raises(services.SlotTaken):
            book(minutes, number="010-2222-3333")
    with pytest.raises(services.NoMobileNumber):
        book(60, number="02-123-4567")
    assert Appointment.objects.count() == 1


def test_the_link_comes_by_text_and_opens_the_appointment(signer: User, mondays: None) -> None:
    booked = book(60)
    [text] = texts()
    assert "11월 23일 (월요일) 11:00" in text
    token = text.rpartition("/sign/")[2].rstrip("/")
    assert appointment_from_token(token) == booked.pk


def test_a_number_has_one_appointment_and_is_told_of_it(signer: User, mondays: None) -> None:
    booked = book(60)
    assert book(90, now=at(2)).pk == book(30, now=at(2)).pk == booked.pk
    assert len(texts()) == 2
    assert "11:00" in texts()[1]


def test_moving_frees_the_place_and_cancelling_too(signer: User, mondays: None) -> None:
    booked = book(60)
    services.move_appointment(appointment_id=booked.pk, starts_at=at(90), now=at(1))
    assert free(1) == [at(30), at(60)]
    assert "11:30" in texts()[-1]
    services.cancel_appointment(appointment_id=booked.pk, now=at(2))
    assert len(free(2)) == 3
    with pytest.raises(services.AppointmentOver):
        services.move_appointment(appointment_id=booked.pk, starts_at=at(30), now=at(3))
    with pytest.raises(services.AppointmentOver):
        services.begin_appointment(appointment_id=booked.pk, now=at(90))


def test_one_is_reminded_once_and_who_does_not_come_has_missed_it(signer: User, mondays: None) -> None:
    booked = book(90)
    assert [services.keep_appointments(now=at(minutes)) for minutes in (29, 30, 31)] == [0, 1, 0]
    services.keep_appointments(now=at(120))
    booked.refresh_from_db()
    assert booked.state == AppointmentState.MISSED
    assert len(texts()) == 2


def test_an_appointment_begins_ten_minutes_early_and_goes_first(signer: User, mondays: None) -> None:
    booked = book(30)
    with pytest.raises(services.NotTimeYet):
        services.begin_appointment(appointment_id=booked.pk, now=at(19))
    walked_in = services.start_sign(language="ko", now=at(15))
    contact = services.begin_appointment(appointment_id=booked.pk, now=at(20))
    assert services.begin_appointment(appointment_id=booked.pk, now=at(21)).pk == contact.pk == booked.pk
    assert services.keep_waiting(contact_id=contact.pk, now=at(21)).position == 1
    assert services.keep_waiting(contact_id=walked_in.pk, now=at(21)).position == 2
    entries = QueueEntry.objects.order_by("rank_at").values_list("contact_ref", flat=True)
    assert list(entries) == [contact.pk, walked_in.pk]
    with pytest.raises(services.AppointmentOver):
        services.begin_appointment(appointment_id=book(90, number="010-2222-3333", now=at(22)).pk, now=at(120))
