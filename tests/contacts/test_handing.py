"""A contact goes to another agent or to a district's queue: with a summary, and back when nobody takes it."""

import pytest

from accounts.models import User
from accounts.types import Role
from contacts import selectors, services
from contacts.models import Contact, Transfer
from contacts.types import ContactState, TransferState
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent
from tests.contacts.conftest import EUNPYEONG, GANGNAM, accepted, city, later, make_agent, make_user, seoul, text_in

__all__ = ["city", "seoul"]

SUMMARY = "역삼역 3번 출구 앞 불법주차, 단속을 원함"


@pytest.fixture
def colleague(agent: User) -> User:
    return make_agent("이상담")


def in_hand(user: User) -> int:
    seat = routing_selectors.seat_of(user_id=user.id, now=later(20))
    assert seat is not None
    return seat.text_active


def test_warm_it_stays_until_a_colleague_has_read_the_summary(active: Contact, agent: User, colleague: User) -> None:
    transfer = services.hand_to_agent(
        contact_id=active.pk, user=agent, to_user_id=colleague.id, summary=SUMMARY, now=later(10)
    )
    active.refresh_from_db()
    assert active.agent_id == agent.id
    assert [row.pk for row in selectors.requests_to(user=colleague)] == [transfer.pk]
    with pytest.raises(services.SummaryNotRead):
        services.take_transfer(transfer_id=transfer.pk, user=colleague, summary_read=False, now=later(11))
    services.take_transfer(transfer_id=transfer.pk, user=colleague, summary_read=True, now=later(12))
    active.refresh_from_db()
    assert active.agent_id == colleague.id
    assert (in_hand(agent), in_hand(colleague)) == (0, 1)


def test_cold_the_giver_is_free_at_once_and_unread_it_comes_back(active: Contact, agent: User, colleague: User) -> None:
    services.hand_to_agent(
        contact_id=active.pk, user=agent, to_user_id=colleague.id, summary=SUMMARY, cold=True, now=later(10)
    )
    active.refresh_from_db()
    assert active.agent_id == colleague.id
    assert (in_hand(agent), in_hand(colleague)) == (0, 1)
    [unread] = selectors.transfers_of(contact_id=active.pk, user=colleague)
    assert (unread.cold, unread.state, unread.summary) == (True, TransferState.REQUESTED, SUMMARY)
    routing.heartbeat(user_id=agent.id, now=later(180))
    assert services.expire_transfers(now=later(10 + 180)) == 1
    active.refresh_from_db()
    assert (active.agent_id, active.state) == (agent.id, ContactState.ACTIVE)
    assert (in_hand(agent), in_hand(colleague)) == (1, 0)


def test_it_is_refused_without_a_summary_to_oneself_and_to_who_is_away(
    active: Contact, agent: User, colleague: User
) -> None:
    def hand(to: User, summary: str = SUMMARY) -> None:
        services.hand_to_agent(contact_id=active.pk, user=agent, to_user_id=to.id, summary=summary, now=later(10))

    with pytest.raises(services.SummaryMissing):
        hand(colleague, " ")
    with pytest.raises(services.NotToYourself):
        hand(agent)
    assert [one.user_id for one in selectors.colleagues(user=agent, kind="TEXT", district_code=GANGNAM, now=later(10))]
    routing.set_intent(user_id=colleague.id, intent=Intent.AWAY, now=later(9))
    with pytest.raises(services.ColleagueAway):
        hand(colleague)
    assert not Transfer.objects.exists()


def test_handed_to_a_district_it_waits_there_with_its_summary(active: Contact, agent: User) -> None:
    there = make_agent("은평 상담사", queues=(EUNPYEONG,))
    services.hand_to_district(contact_id=active.pk, user=agent, district_code=EUNPYEONG, summary=SUMMARY, now=later(10))
    active.refresh_from_db()
    assert (active.state, active.district_id, active.agent) == (ContactState.WAITING, EUNPYEONG, None)
    assert selectors.previews(contact_ids=[active.pk], user=there, now=later(11))[active.pk].summary == SUMMARY
    accepted(active, there, now=later(12))
    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.to_user) == (TransferState.ACCEPTED, there)


def test_nobody_of_the_district_takes_it_so_it_comes_back(active: Contact, agent: User) -> None:
    services.hand_to_district(contact_id=active.pk, user=agent, district_code=EUNPYEONG, summary=SUMMARY, now=later(10))
    routing.heartbeat(user_id=agent.id, now=later(600))
    assert services.expire_transfers(now=later(10 + 600)) == 1
    active.refresh_from_db()
    assert (active.state, active.agent_id) == (ContactState.ACTIVE, agent.id)
    assert Transfer.objects.get().state == TransferState.EXPIRED


@pytest.mark.parametrize("intent", [Intent.OFFLINE, Intent.BREAK])
def test_what_no_district_took_is_not_forced_on_who_went_home(active: Contact, agent: User, intent: Intent) -> None:
    services.hand_to_district(contact_id=active.pk, user=agent, district_code=EUNPYEONG, summary=SUMMARY, now=later(10))
    routing.set_intent(user_id=agent.id, intent=intent, now=later(600))
    assert services.expire_transfers(now=later(10 + 600)) == 1
    active.refresh_from_db()
    assert (active.state, active.agent) == (ContactState.WAITING, None)
    assert in_hand(agent) == 0


def test_an_offer_tells_of_earlier_contacts_only_of_a_confirmed_citizen(active: Contact, agent: User) -> None:
    services.finish(contact_id=active.pk, user=agent, wrap_up_code="ANSWERED", now=later(5))
    again = accepted(text_in("강남구 역삼동 가로등이 꺼졌어요", now=later(6)), agent, now=later(7))
    seen = {"contact_ids": [again.pk], "now": later(10)}
    assert selectors.previews(**seen, user=agent)[again.pk].last_contact is None
    services.confirm_citizen(contact_id=again.pk, user=agent, how="접수번호를 앎", now=later(8))
    services.return_to_queue(contact_id=again.pk, user=agent, reason="", now=later(9))
    assert selectors.previews(**seen, user=agent)[again.pk].last_contact is not None
    elsewhere = make_user(Role.AGENT, scopes=[(EUNPYEONG, "")])
    assert selectors.previews(**seen, user=elsewhere)[again.pk].last_contact is None


def test_a_citizen_known_by_number_is_a_guess_until_confirmed(active: Contact, agent: User) -> None:
    services.finish(contact_id=active.pk, user=agent, wrap_up_code="ANSWERED", now=later(20))
    again = accepted(text_in("강남구 역삼동 가로등이 꺼졌어요", now=later(21)), agent, now=later(22))
    card = selectors.citizen_card(contact=again, user=agent, now=later(23))
    assert (card.confirmed, card.contacts, card.contact_count) == (False, (), 2)
    with pytest.raises(services.HowMissing):
        services.confirm_citizen(contact_id=again.pk, user=agent, how=" ", now=later(23))
    again = services.confirm_citizen(contact_id=again.pk, user=agent, how="접수번호를 앎", name="김시민", now=later(24))
    card = selectors.citizen_card(contact=again, user=agent, now=later(24))
    assert (card.confirmed, card.name, len(card.contacts)) == (True, "김시민", 2)
    assert [row.pk for row in selectors.earlier_contacts(contact=again, user=agent)] == [active.pk]


def test_who_else_has_it_on_the_screen_is_told(active: Contact, agent: User, colleague: User) -> None:
    assert services.note_viewing(contact_id=active.pk, user=agent, now=later(10)) == []
    others = services.note_viewing(contact_id=active.pk, user=colleague, now=later(15))
    assert [viewer.name for viewer in others] == ["김상담"]
    assert services.note_viewing(contact_id=active.pk, user=colleague, now=later(41)) == []
    assert services.forget_viewings(now=later(41 + 3600)) == 2
