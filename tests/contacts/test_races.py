"""People and webhooks at the same instant, on real connections."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.models import Citizen, CitizenIdentity, Contact, Message, Transfer
from contacts.types import ContactState, TransferState
from districts.models import City, Department, District, Topic
from districts.types import CITY_HALL, Level, TopicComplaintKind, TopicHandling
from feed.errors import DomainError
from messaging.models import OutboundMessage
from messaging.types import Channel
from routing import selectors as routing_selectors
from routing import services as routing
from routing.models import Seat
from routing.types import Intent
from tests.contacts.conftest import GANGNAM, make_agent, make_user

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8


@pytest.fixture(autouse=True)
def small_city(transactional_db: None) -> None:
    City.objects.create(code=CITY_HALL, name="서울특별시", name_en="Seoul", call_number="120")
    for code, name in ((CITY_HALL, "서울특별시"), (GANGNAM, "강남구")):
        District.objects.create(
            code=code,
            name=name,
            name_en=name,
            office_address="주소",
            zip="00000",
            main_phone=f"+822{code}00",
            latitude=37.5,
            longitude=127.0,
            source="test",
        )
    Topic.objects.create(
        code="parking_enf",
        name="불법주정차",
        name_en="Parking",
        description="불법주정차 단속",
        complaint_kind=TopicComplaintKind.SIMPLE,
        handling=TopicHandling.LONG,
        level=Level.DISTRICT,
        synonyms=["불법주차"],
    )
    Department.objects.create(code="11680-주차관리과", name="주차관리과", district_id=GANGNAM)
    # A number no other test's city has: routing keeps its tables by it.
    City.objects.update(gazetteer_version=920_001)
    routing.ensure_queues()


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Run functions in threads that start together; return what each returned, or the error it raised."""

    def run(*actions: Callable[[], Any]) -> list[Any]:
        barrier = threading.Barrier(len(actions))

        def act(action: Callable[[], Any]) -> Any:
            barrier.wait(timeout=30)
            try:
                return action()
            except DomainError as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(actions)) as pool:
            return list(pool.map(act, actions))

    return run


def text_in(text: str, key: str, *, number: str = "010-1234-5678") -> Any:
    return services.receive_message(
        channel=Channel.SMS,
        sender=number,
        text=text,
        provider="gateway",
        provider_message_id=key,
        now=timezone.now(),
    )


def held_by(agent: User) -> Contact:
    contact_id = text_in("강남구 불법주차", "first").contact_id
    routing.set_intent(user_id=agent.id, intent=Intent.READY, now=timezone.now())
    routing.dispatch_waiting(now=timezone.now())
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=timezone.now())
    services.accept(offer_id=offer.offer_id, user=agent, now=timezone.now())
    return Contact.objects.get(pk=contact_id)


def test_parallel_webhooks_from_one_new_number_make_one_citizen_and_one_contact(at_once: Any) -> None:
    at_once(*[lambda key=f"m-{number}": text_in("강남구 불법주차", key) for number in range(WRITERS)])
    assert (Citizen.objects.count(), CitizenIdentity.objects.count(), Contact.objects.count()) == (1, 1, 1)
    sequences = list(Message.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))
    assert Message.objects.filter(direction="INBOUND").count() == WRITERS
    assert len(routing_selectors.waiting(district_codes=None)) == 1


@pytest.mark.parametrize("number", ["010-1234-5678", ""])
def test_one_message_delivered_many_times_at_once_is_stored_once(at_once: Any, number: str) -> None:
    receptions = at_once(*[lambda: text_in("강남구 불법주차", "same", number=number)] * WRITERS)
    assert (Citizen.objects.count(), Contact.objects.count()) == (1, 1)
    assert sorted(reception.duplicate for reception in receptions) == [False] + [True] * (WRITERS - 1)
    assert len({reception.message_id for reception in receptions}) == 1
    assert Message.objects.filter(direction="INBOUND").count() == 1
    assert OutboundMessage.objects.count() == (1 if number else 0)


def test_one_call_told_many_times_at_once_is_one_contact(at_once: Any) -> None:
    def arrive() -> UUID:
        return services.open_call(call_id="main:c1", caller="", dialled="120", now=timezone.now())

    assert len(set(at_once(*[arrive] * WRITERS))) == 1
    assert (Citizen.objects.count(), Contact.objects.count()) == (1, 1)


def test_of_two_who_accept_at_once_one_gets_it_and_the_other_is_told_who(at_once: Any) -> None:
    first, second = make_agent("김상담"), make_agent("이상담")
    for user in (first, second):
        routing.set_intent(user_id=user.id, intent=Intent.READY, now=timezone.now())
    text_in("강남구 불법주차", "m-1")
    routing.dispatch_waiting(now=timezone.now())
    offers = [
        offer for user in (first, second) for offer in routing_selectors.offers_for(user_id=user.id, now=timezone.now())
    ]
    [offer] = offers

    def press(user: User) -> Any:
        return services.accept(offer_id=offer.offer_id, user=user, now=timezone.now())

    taken, refused = sorted(
        at_once(lambda: press(first), lambda: press(second)), key=lambda it: isinstance(it, DomainError)
    )
    assert taken.state == ContactState.ACTIVE
    assert refused.status == 409
    assert refused.extra["holder"] == str(taken.agent)
    assert sum(Seat.objects.values_list("text_active", flat=True)) == 1


def test_pressing_accept_twice_at_once_takes_it_once(at_once: Any) -> None:
    agent = make_agent()
    routing.set_intent(user_id=agent.id, intent=Intent.READY, now=timezone.now())
    text_in("강남구 불법주차", "m-1")
    routing.dispatch_waiting(now=timezone.now())
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=timezone.now())
    both = at_once(*[lambda: services.accept(offer_id=offer.offer_id, user=agent, now=timezone.now())] * 4)
    assert {contact.state for contact in both} == {ContactState.ACTIVE}
    assert Seat.objects.get().text_active == 1
    assert Message.objects.filter(text__contains="맡았습니다").count() == 1


def test_finishing_and_writing_at_once_loses_no_word(at_once: Any) -> None:
    agent = make_agent()
    contact = held_by(agent)

    def finish() -> Any:
        return services.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=timezone.now())

    at_once(finish, lambda: text_in("하나 더요", "second"))
    last = Message.objects.select_related("contact").get(provider_message_id="second")
    contact.refresh_from_db()
    assert contact.state == ContactState.CLOSED
    # Written before the end it is part of the contact; written after it, of a new one.
    assert last.contact_id == contact.pk or last.contact.state in (ContactState.WAITING, ContactState.ASKING)


def test_finishing_twice_at_once_closes_once_and_frees_one_seat(at_once: Any) -> None:
    agent = make_agent()
    contact = held_by(agent)
    results = at_once(
        *[lambda: services.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=timezone.now())] * 4
    )
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True, True, True]
    assert Seat.objects.get().text_active == 0


def test_sweeps_and_a_supervisor_at_once_return_it_once(at_once: Any) -> None:
    agent, supervisor = make_agent(), make_user(Role.SUPERVISOR)
    contact = held_by(agent)
    later = timezone.now() + timedelta(minutes=4)
    sent = OutboundMessage.objects.count()

    def give_back() -> Any:
        return services.return_to_queue(contact_id=contact.pk, user=supervisor, now=later)

    at_once(*[lambda: services.return_left_behind(now=later)] * 3, give_back)
    contact.refresh_from_db()
    assert (contact.state, contact.agent_id) == (ContactState.WAITING, None)
    assert OutboundMessage.objects.count() == sent + 1
    assert Seat.objects.get().text_active == 0
    assert [line.contact_ref for line in routing_selectors.waiting(district_codes=None)] == [contact.pk]


def test_of_two_officials_one_takes_it(at_once: Any) -> None:
    agent = make_agent()
    contact = held_by(agent)
    officials = [make_user(Role.OFFICIAL, name=name, scopes=[(GANGNAM, "11680-주차관리과")]) for name in ("가", "나")]
    transfer = services.connect_official(
        contact_id=contact.pk, user=agent, department_code="11680-주차관리과", summary="요약", now=timezone.now()
    )

    def take(user: User) -> Any:
        return services.take_transfer(transfer_id=transfer.pk, user=user, summary_read=True, now=timezone.now())

    results = at_once(*[lambda user=user: take(user) for user in officials])
    [refused] = [result for result in results if isinstance(result, DomainError)]
    contact.refresh_from_db()
    assert refused.extra["holder"] == str(contact.agent)
    assert Transfer.objects.get().state == TransferState.ACCEPTED
    assert Seat.objects.get().text_active == 0


def test_hanging_up_and_accepting_at_once_leaves_no_ghost(at_once: Any) -> None:
    agent = make_agent()
    routing.set_intent(user_id=agent.id, intent=Intent.READY, now=timezone.now())
    for number in range(4):
        call_id = f"main:c{number}"
        contact_id = services.open_call(call_id=call_id, caller="", dialled="120", now=timezone.now())
        routing.dispatch_waiting(now=timezone.now())
        [offer] = routing_selectors.offers_for(user_id=agent.id, now=timezone.now())
        at_once(
            lambda offer_id=offer.offer_id: services.accept(offer_id=offer_id, user=agent, now=timezone.now()),
            lambda call_id=call_id: services.end_call(call_id=call_id, now=timezone.now()),
        )
        contact = Contact.objects.get(pk=contact_id)
        assert contact.state in (ContactState.CLOSED, ContactState.WRAP_UP)
        if contact.state == ContactState.WRAP_UP:
            services.finish(contact_id=contact.pk, user=agent, wrap_up_code="NO_RESPONSE", now=timezone.now())
        assert Seat.objects.get().voice_active == 0
