"""An agent asks an official to take a contact over; who sees it then."""

import pytest

from accounts.models import User
from accounts.types import Role
from contacts import selectors, services
from contacts.models import Contact, Transfer
from contacts.types import ContactState, TransferState, WrapUpCode
from districts.selectors import departments_of
from feed.models import Event
from routing import selectors as routing_selectors
from routing import services as routing
from tests.contacts.conftest import (
    CITY_HALL,
    EUNPYEONG,
    GANGNAM,
    NOW,
    accepted,
    later,
    make_user,
    text_in,
)

pytestmark = pytest.mark.usefixtures("city")


def refreshed(contact: Contact) -> Contact:
    return Contact.objects.get(pk=contact.pk)


def active_count(user: User) -> int:
    seat = routing_selectors.seat_of(user_id=user.id, now=NOW)
    assert seat is not None
    return seat.text_active


@pytest.fixture
def department() -> str:
    return departments_of(district_code=GANGNAM)[0].code


@pytest.fixture
def official(department: str) -> User:
    return make_user(Role.OFFICIAL, name="박주무관", scopes=[(GANGNAM, department)])


@pytest.fixture
def transfer(active: Contact, agent: User, department: str) -> Transfer:
    return services.connect_official(
        contact_id=active.pk, user=agent, department_code=department, summary="역삼동 주차 단속 문의", now=later(10)
    )


def test_connecting_needs_a_summary_and_a_real_department(active: Contact, agent: User, department: str) -> None:
    for summary in ("", " \x00 "):
        with pytest.raises(services.SummaryMissing):
            services.connect_official(
                contact_id=active.pk, user=agent, department_code=department, summary=summary, now=later(10)
            )
    with pytest.raises(services.UnknownDepartment):
        services.connect_official(
            contact_id=active.pk, user=agent, department_code="11680-없는과", summary="요약", now=later(10)
        )
    with pytest.raises(services.NotInDepartment):
        services.connect_official(
            contact_id=active.pk,
            user=agent,
            department_code=department,
            to_user_id=agent.id,
            summary="요약",
            now=later(10),
        )
    assert not Transfer.objects.exists()


def test_the_official_takes_over_after_reading_and_the_agents_seat_is_free(
    transfer: Transfer, active: Contact, agent: User, official: User
) -> None:
    assert [row.pk for row in selectors.transfers_for(user=official)] == [transfer.pk]
    assert selectors.contact(contact_id=active.pk, user=official).pk == active.pk
    assert active_count(agent) == 1
    with pytest.raises(services.SummaryNotRead):
        services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=False, now=later(20))
    for seconds in (20, 21):
        services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(seconds))
    contact = refreshed(active)
    assert (contact.state, contact.agent_id) == (ContactState.ACTIVE, official.id)
    assert active_count(agent) == 0
    reply = services.reply(contact_id=active.pk, user=official, text="단속 나가겠습니다.", now=later(30))
    assert reply.author == "OFFICIAL"
    with pytest.raises(services.NotYourContact):
        services.reply(contact_id=active.pk, user=agent, text="저도", now=later(31))
    services.finish(contact_id=active.pk, user=official, wrap_up_code=WrapUpCode.CONNECTED, now=later(40))
    assert refreshed(active).state == ContactState.CLOSED


def test_a_colleague_is_told_who_took_it(transfer: Transfer, official: User, department: str) -> None:
    colleague = make_user(Role.OFFICIAL, name="최주무관", scopes=[(GANGNAM, department)])
    services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(20))
    with pytest.raises(services.TransferTaken) as refused:
        services.take_transfer(transfer_id=transfer.pk, user=colleague, summary_read=True, now=later(21))
    assert refused.value.extra["holder"] == "박주무관"


def test_only_the_department_may_take_it(transfer: Transfer, agent: User) -> None:
    elsewhere = departments_of(district_code=EUNPYEONG)[0].code
    stranger = make_user(Role.OFFICIAL, scopes=[(EUNPYEONG, elsewhere)])
    for user in (stranger, agent):
        with pytest.raises(services.TransferNotFound):
            services.take_transfer(transfer_id=transfer.pk, user=user, summary_read=True, now=later(20))
    assert selectors.transfers_for(user=stranger) == []


def test_one_request_at_a_time(transfer: Transfer, active: Contact, agent: User, department: str) -> None:
    with pytest.raises(services.AlreadyConnecting):
        services.connect_official(
            contact_id=active.pk, user=agent, department_code=department, summary="요약", now=later(11)
        )


def test_not_taken_in_time_it_comes_back(transfer: Transfer, active: Contact, agent: User, official: User) -> None:
    assert services.expire_transfers(now=later(10 + 179)) == 0
    with pytest.raises(services.TransferGone):
        services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(10 + 180))
    assert services.expire_transfers(now=later(10 + 180)) == 1
    assert services.expire_transfers(now=later(10 + 181)) == 0
    transfer.refresh_from_db()
    assert transfer.state == TransferState.EXPIRED
    assert refreshed(active).agent_id == agent.id
    assert Event.objects.filter(stream=f"user:{agent.id}", kind="contact.transferred").count() == 2
    with pytest.raises(selectors.ContactNotFound):
        selectors.contact(contact_id=active.pk, user=official)


def test_returned_before_it_was_taken_it_never_left(
    transfer: Transfer, active: Contact, agent: User, official: User
) -> None:
    services.return_transfer(transfer_id=transfer.pk, user=official, reason="우리 부서 아님", now=later(20))
    assert refreshed(active).agent_id == agent.id
    with pytest.raises(services.TransferGone):
        services.return_transfer(transfer_id=transfer.pk, user=official, reason="다시", now=later(21))


def test_returned_after_it_was_taken_it_goes_to_the_agent_it_came_from(
    transfer: Transfer, active: Contact, agent: User, official: User
) -> None:
    services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(20))
    routing.heartbeat(user_id=agent.id, now=later(29))
    services.return_transfer(transfer_id=transfer.pk, user=official, reason="주차가 아니라 도로", now=later(30))
    contact = refreshed(active)
    assert (contact.state, contact.agent_id) == (ContactState.ACTIVE, agent.id)
    assert active_count(agent) == 1


def test_returned_to_an_agent_without_room_it_waits_before_the_others(
    transfer: Transfer, active: Contact, agent: User, official: User
) -> None:
    services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(20))
    numbers = [f"010-2222-000{number}" for number in range(4)]
    others = [text_in("강남구 역삼동에 불법주차", number=number, now=later(21)) for number in numbers]
    for other in others[:3]:
        accepted(other, agent, now=later(22))
    routing.heartbeat(user_id=agent.id, now=later(29))
    services.return_transfer(transfer_id=transfer.pk, user=official, reason="우리 일 아님", now=later(30))
    contact = refreshed(active)
    assert (contact.state, contact.agent_id) == (ContactState.WAITING, None)
    assert routing_selectors.position(contact_ref=contact.pk) == 1
    assert routing_selectors.position(contact_ref=others[3].pk) == 2


def test_ending_takes_the_request_back(transfer: Transfer, active: Contact, agent: User, official: User) -> None:
    services.end(contact_id=active.pk, user=agent, now=later(20))
    transfer.refresh_from_db()
    assert transfer.state == TransferState.CANCELLED
    with pytest.raises(services.TransferGone):
        services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(21))


# Who sees what


def test_who_sees_which_contacts(agent: User, official: User, transfer: Transfer, active: Contact) -> None:
    eunpyeong = text_in("은평구 연신내역 앞 가로등이 꺼졌어요", number="010-2222-0001")
    nowhere = text_in("너무 화가 나서 말씀드릴 게 있어요", number="010-2222-0002")
    expected = {
        make_user(Role.SUPERVISOR): {active.pk, eunpyeong.pk, nowhere.pk},
        make_user(Role.SUPERVISOR, scopes=[(EUNPYEONG, "")]): {eunpyeong.pk},
        make_user(Role.AGENT, scopes=[(CITY_HALL, "")]): {nowhere.pk},
        make_user(Role.AUDITOR, scopes=[(GANGNAM, "")]): {active.pk},
        make_user(Role.AGENT, scopes=[]): set(),
        make_user(Role.INTEGRATION): set(),
        make_user(Role.HEAD, scopes=[(GANGNAM, "11680-없는과")]): set(),
        official: {active.pk},
        agent: {active.pk, eunpyeong.pk, nowhere.pk},
    }
    for user, seen in expected.items():
        assert {row.pk for row in selectors.contacts_visible(user=user)} == seen, user.role
        hidden = {active.pk, eunpyeong.pk, nowhere.pk} - seen
        for contact_id in hidden:
            with pytest.raises(selectors.ContactNotFound):
                selectors.contact(contact_id=contact_id, user=user)
            with pytest.raises(selectors.ContactNotFound):
                selectors.timeline(contact_id=contact_id, user=user)


def test_a_citizen_whom_an_official_leaves_without_a_word_goes_back_to_the_queue(
    transfer: Transfer, official: User
) -> None:
    services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(20))
    contact_id = transfer.contact_id
    assert services.return_left_behind(now=later(3_500)) == 0
    services.reply(contact_id=contact_id, user=official, text="확인하고 있습니다.", now=later(3_550))
    assert services.return_left_behind(now=later(8_000)) == 0
    text_in("언제 되나요?", now=later(8_100))
    assert services.return_left_behind(now=later(11_000)) == 0
    assert services.return_left_behind(now=later(11_800)) == 1
    assert Contact.objects.get(pk=contact_id).state == ContactState.WAITING
