"""Who comes again is offered first to the agent who had them, for a moment, and then to the ring."""

import pytest

from accounts.models import User
from contacts import selectors, services
from contacts.models import Contact
from contacts.selectors.last_agents import last_agent
from routing import selectors as routing_selectors
from routing import services as routing
from routing.models import QueueEntry
from tests.contacts.conftest import GANGNAM, NOW, accepted, chat_in, city, later, make_agent, seoul, text_in
from tests.contacts.test_calls import call_in

__all__ = ["city", "seoul"]

HOUR = 3600
WORDS = "강남구 역삼동에 불법주차가 너무 많아요"


@pytest.fixture
def longest_idle(agent: User) -> User:
    """Another agent, who has been idle longer than `agent` will have been."""
    return make_agent("오래 쉰 상담사")


def finished(contact: Contact, agent: User, *, seconds: float, code: str = "ANSWERED") -> Contact:
    return services.finish(contact_id=contact.pk, user=agent, wrap_up_code=code, now=later(seconds))


def present(*users: User, seconds: float) -> None:
    for user in users:
        routing.heartbeat(user_id=user.id, now=later(seconds))


def offered_to(user: User, *, seconds: float) -> list[str]:
    routing.dispatch_waiting(now=later(seconds))
    return [offer.explanation for offer in routing_selectors.offers_for(user_id=user.id, now=later(seconds))]


def test_the_line_that_dropped_comes_back_to_its_agent(agent: User, longest_idle: User) -> None:
    call = call_in()
    routing.set_intent(user_id=longest_idle.id, intent="BREAK", now=NOW)
    accepted(call, agent)
    routing.set_intent(user_id=longest_idle.id, intent="READY", now=later(1))
    services.end_call(call_id="main:c1", now=later(30))
    call_in("main:c2", seconds=35)
    present(agent, longest_idle, seconds=36)
    assert (offered_to(longest_idle, seconds=36), offered_to(agent, seconds=36)) == ([], []), "agent is in wrap-up"
    routing.explain_newcomers(now=later(36))
    [line] = routing_selectors.waiting(district_codes=None)
    assert line.explanation == "먼저 상담한 상담사를 잠시 기다립니다."
    finished(call, agent, seconds=40)
    assert offered_to(agent, seconds=41) == ["먼저 상담한 상담사입니다."]


def test_not_for_long_and_not_at_all_while_the_agent_is_away(active: Contact, agent: User, longest_idle: User) -> None:
    finished(active, agent, seconds=10)
    text_in("강남구 가로등이 꺼졌어요", now=later(20))
    routing.set_intent(user_id=agent.id, intent="BREAK", now=later(21))
    present(agent, longest_idle, seconds=21)
    assert len(offered_to(longest_idle, seconds=21)) == 1


def test_who_lets_it_pass_is_waited_for_no_longer(active: Contact, agent: User, longest_idle: User) -> None:
    finished(active, agent, seconds=10)
    text_in("강남구 가로등이 꺼졌어요", now=later(20))
    present(agent, longest_idle, seconds=20)
    routing.dispatch_waiting(now=later(20))
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=later(20))
    services.decline(offer_id=offer.offer_id, user=agent, reason="", now=later(21))
    assert len(offered_to(longest_idle, seconds=22)) == 1


@pytest.mark.parametrize(("hours", "remembered"), [(23.9, True), (24.1, False)])
def test_a_number_is_remembered_for_a_day(active: Contact, agent: User, hours: float, remembered: bool) -> None:
    finished(active, agent, seconds=10)
    call = call_in("main:c9", seconds=hours * HOUR)
    assert call.citizen_id == active.citizen_id
    assert last_agent(call, now=later(hours * HOUR)) == (agent.id if remembered else None)


def test_a_certain_citizen_is_remembered_for_a_week(agent: User) -> None:
    chat = accepted(chat_in(WORDS), agent)
    finished(chat, agent, seconds=10)
    again = chat_in("아직 그대로예요", contact=chat, now=later(6 * 24 * HOUR))
    assert again.pk != chat.pk
    assert last_agent(again, now=later(6 * 24 * HOUR)) == agent.id
    assert last_agent(again, now=later(8 * 24 * HOUR)) is None


def test_who_set_a_follow_up_comes_before_who_had_them_last(active: Contact, agent: User) -> None:
    colleague = make_agent("이상담", queues=(GANGNAM,))
    due = later(3 * 24 * HOUR)
    services.set_follow_up(contact_id=active.pk, user=colleague, due_at=due, note="부서 답변 확인", now=NOW)
    finished(active, agent, seconds=10)
    again = text_in("강남구 가로등이 꺼졌어요", now=later(20))
    assert last_agent(again, now=later(20)) == colleague.id
    [follow_up] = selectors.follow_ups(user=colleague)
    services.finish_follow_up(follow_up_id=follow_up.pk, user=colleague, now=later(21))
    assert last_agent(again, now=later(22)) == agent.id


def test_nobody_has_to_take_again_who_was_abusive(active: Contact, agent: User) -> None:
    services.end_for_abuse(contact_id=active.pk, user=agent, kind="THREAT", note="", now=later(10))
    again = text_in("강남구 가로등이 꺼졌어요", now=later(20))
    assert last_agent(again, now=later(20)) is None
    assert QueueEntry.objects.get(contact_ref=again.pk).affinity_seat is None
