"""Callers are called back instead of waiting, keep their place when they call again, and some go before others."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccessRecord, User
from contacts import selectors, services
from contacts.models import CallBack, Citizen, Contact
from contacts.policies.promising import SHORTEST, UNKNOWN, promised_time
from contacts.policies.transitions import ActionNotPossible
from contacts.types import CallBackState, ContactState, WrapUpCode
from feed.models import Event
from messaging.models import OutboundMessage
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Priority
from tests.contacts.conftest import NOW, accepted, later, make_agent
from tests.contacts.test_calls import call_in

pytestmark = pytest.mark.usefixtures("city")

MINUTE = 60


@given(seconds=st.none() | st.integers(0, 6 * 3600), start=st.integers(0, 86_400))
def test_the_promised_time_is_at_a_full_ten_minutes_and_not_before_the_turn(seconds: int | None, start: int) -> None:
    now = later(start)
    at = promised_time(wait_seconds=seconds, now=now)
    wait = UNKNOWN if seconds is None else max(SHORTEST, timedelta(seconds=seconds))
    assert timedelta() <= at - (now + wait) < timedelta(minutes=10)
    assert (at.minute % 10, at.second) == (0, 0)


@pytest.fixture
def promised() -> CallBack:
    """Somebody who called at 10:00, and is called back at 11:00 because nobody is at work."""
    contact = call_in()
    services.call_back_requested(call_id="main:c1", now=NOW)
    services.end_call(call_id="main:c1", now=later(5))
    return CallBack.objects.get(contact=contact)


def state_of(contact: Contact) -> tuple[str, str]:
    contact.refresh_from_db()
    return contact.state, contact.wrap_up_code


def test_the_caller_may_hang_up_and_is_offered_at_the_promised_time(promised: CallBack) -> None:
    contact, agent = promised.contact, make_agent()
    assert promised.promised_at == later(60 * MINUTE)
    assert state_of(contact) == (ContactState.WAITING, "")
    assert "11:00" in OutboundMessage.objects.get().text
    services.call_back_requested(call_id="main:c1", now=later(9))
    assert CallBack.objects.count() == 1
    routing.heartbeat(user_id=agent.id, now=later(59 * MINUTE))
    routing.dispatch_waiting(now=later(59 * MINUTE))
    assert routing_selectors.offers_for(user_id=agent.id, now=later(59 * MINUTE)) == []
    [line] = routing_selectors.waiting(district_codes=None)
    assert line.priority == Priority.CALL_BACK_DUE


def taken(call_back: CallBack, agent: User, *, minute: int) -> Contact:
    now = later(minute * MINUTE)
    routing.heartbeat(user_id=agent.id, now=now)
    return accepted(call_back.contact, agent, now=now)


def test_an_answered_call_is_a_kept_promise_and_an_ordinary_conversation(promised: CallBack) -> None:
    agent = make_agent(extension="7001")
    contact = taken(promised, agent, minute=61)
    facts = selectors.call_facts(contact_id=contact.pk)
    assert facts is not None
    assert (facts.calls_back, facts.agent_extension) == ("+821012345678", "7001")
    assert facts.call_id == f"main:callback-{promised.pk.hex}-1"
    services.call_answered(call_id=facts.call_id, extension="", now=later(61 * MINUTE + 20))
    services.end_call(call_id=facts.call_id, now=later(65 * MINUTE))
    assert state_of(contact) == (ContactState.WRAP_UP, "")
    promised.refresh_from_db()
    assert promised.state == CallBackState.DONE
    promises = selectors.call_back_promises(since=NOW, until=later(86_400), now=later(66 * MINUTE))
    assert (promises.due, promises.kept, promises.share) == (1, 1, 1.0)


def test_nobody_answers_three_times_and_the_citizen_is_told(promised: CallBack) -> None:
    agent = make_agent()
    for minute in (75, 86, 117):
        contact = taken(promised, agent, minute=minute)
        services.note_call_back(contact_id=contact.pk, user=agent, reached=False, now=later(minute * MINUTE + 30))
    assert state_of(contact) == (ContactState.CLOSED, WrapUpCode.NO_RESPONSE)
    promised.refresh_from_db()
    assert (promised.state, promised.attempts) == (CallBackState.MISSED, 3)
    assert "받지 않으셨습니다" in OutboundMessage.objects.order_by("created_at").last().text  # type: ignore[union-attr]
    promises = selectors.call_back_promises(since=NOW, until=later(86_400), now=later(120 * MINUTE))
    assert (promises.due, promises.kept) == (1, 0), "the first call came 15 minutes late"
    with pytest.raises(ActionNotPossible):
        services.note_call_back(contact_id=contact.pk, user=agent, reached=True, now=later(121 * MINUTE))


def test_who_calls_again_first_keeps_the_place(promised: CallBack) -> None:
    again = call_in("main:c2", seconds=20 * MINUTE)
    assert state_of(promised.contact) == (ContactState.CLOSED, WrapUpCode.CALLBACK)
    promised.refresh_from_db()
    assert promised.state == CallBackState.CANCELLED
    [line] = routing_selectors.waiting(district_codes=None)
    assert (line.contact_ref, line.enqueued_at) == (again.pk, NOW)


@pytest.mark.parametrize(("minutes", "since"), [(9, 0), (12, 12)])
def test_who_hung_up_keeps_the_place_for_ten_minutes(minutes: int, since: int) -> None:
    call_in()
    services.end_call(call_id="main:c1", now=later(30))
    call_in("main:c2", seconds=minutes * MINUTE)
    [line] = routing_selectors.waiting(district_codes=None)
    assert line.enqueued_at == later(since * MINUTE)


def test_what_cannot_be_called_back_is_not_promised() -> None:
    withheld = call_in(caller="")
    with pytest.raises(services.NotCallable):
        services.promise_call_back(contact_id=withheld.pk, now=NOW)
    services.call_back_requested(call_id="main:c1", now=NOW)
    services.call_back_requested(call_id="main:unknown", now=NOW)
    assert not CallBack.objects.exists()


def test_a_citizen_who_needs_consideration_goes_before_others(active: Contact, agent: User) -> None:
    services.consider_citizen(contact_id=active.pk, user=agent, reason="귀가 어두움", now=NOW)
    services.finish(contact_id=active.pk, user=agent, wrap_up_code="ANSWERED", now=NOW)
    assert AccessRecord.objects.filter(subject_id=active.citizen_id, action="CHANGE").exists()
    assert "귀가" not in "".join(active.messages.values_list("text", flat=True))
    card = selectors.citizen_card(contact=active, user=agent, now=NOW)
    assert (card.considered, card.consideration) == (True, ""), "the number is a guess"
    call_in()
    [line] = routing_selectors.waiting(district_codes=None)
    assert line.priority == Priority.VULNERABLE
    assert Citizen.objects.get(pk=active.citizen_id).consideration == "귀가 어두움"


def test_a_follow_up_is_told_once_and_done_by_its_owner(active: Contact, agent: User) -> None:
    due = later(3600)
    with pytest.raises(services.FollowUpTimePast):
        services.set_follow_up(contact_id=active.pk, user=agent, due_at=NOW, note="전화", now=NOW)
    with pytest.raises(services.FollowUpSaysNothing):
        services.set_follow_up(contact_id=active.pk, user=agent, due_at=due, note=" ", now=NOW)
    services.set_follow_up(contact_id=active.pk, user=agent, due_at=due, note="전화", now=NOW)
    services.set_follow_up(contact_id=active.pk, user=agent, due_at=due, note="처리 결과 확인", now=NOW)
    [follow_up] = selectors.follow_ups(user=agent)
    assert follow_up.note == "처리 결과 확인"
    assert [services.tell_follow_ups(now=later(at)) for at in (3599, 3600, 3601)] == [0, 1, 0]
    assert Event.objects.filter(stream=f"user:{agent.id}", kind="follow_up.due").count() == 1
    with pytest.raises(services.FollowUpNotFound):
        services.finish_follow_up(follow_up_id=follow_up.pk, user=make_agent(), now=later(3700))
    services.finish_follow_up(follow_up_id=follow_up.pk, user=agent, now=later(3700))
    assert selectors.follow_ups(user=agent) == []
