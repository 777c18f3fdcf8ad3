"""What agents intend, their wrap-ups and skills, the history of their seats; overflow and call-backs."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feed.models import Event
from routing import selectors, services
from routing.models import Offer
from routing.services.errors import NotInHand, OfferGone, SeatFull, UnknownReason, UnknownSkill
from routing.types import EntryState, Intent, IntentReason, OfferState, Priority, SeatState, WorkKind

from .conftest import EUNPYEONG, GANGNAM
from .test_queue import entry_of, offer_of, reason_of, seat_of, wait


def later(now, seconds):
    return now + timedelta(seconds=seconds)


def take(user, contact, now):
    services.dispatch_waiting(now=now)
    services.accept_offer(offer_id=offer_of(contact).pk, user_id=user.pk, now=now)


def test_the_history_tells_every_state_without_a_gap(agent, now):
    user = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=later(now, 1))
    services.accept_offer(offer_id=offer_of(contact).pk, user_id=user.pk, now=later(now, 5))
    services.start_wrap_up(contact_ref=contact, now=later(now, 15))
    services.release(contact_ref=contact, now=later(now, 20))
    services.set_intent(user_id=user.pk, intent=Intent.BREAK, reason=IntentReason.MEAL, now=later(now, 22))
    services.set_intent(user_id=user.pk, intent=Intent.BREAK, reason=IntentReason.REST, now=later(now, 24))
    services.withdraw_stale(now=later(now, 60))
    services.heartbeat(user_id=user.pk, now=later(now, 70))

    lines = selectors.seat_spans(since=now, until=later(now, 300), user_ids=[user.pk])
    assert [(line.state, line.reason, (line.started_at - now).seconds) for line in lines] == [
        (SeatState.FREE, "", 0),
        (SeatState.OFFERED, "", 1),
        (SeatState.BUSY, "", 5),
        (SeatState.WRAP_UP, "", 15),
        (SeatState.FREE, "", 20),
        (SeatState.BREAK, IntentReason.MEAL, 22),
        (SeatState.BREAK, IntentReason.REST, 24),
        (SeatState.GONE, "", 60),
        (SeatState.BREAK, IntentReason.REST, 70),
    ]
    assert [line.ended_at for line in lines] == [line.started_at for line in lines[1:]] + [None]
    assert seat_of(user).state == SeatState.BREAK


def test_wrap_up_keeps_offers_away_until_it_is_finished(agent, now):
    user = agent("김상담")
    contact = wait(now)
    take(user, contact, now)
    until = services.start_wrap_up(contact_ref=contact, now=later(now, 10))
    assert until == later(now, 70)
    another = wait(later(now, 11))
    assert services.dispatch_waiting(now=later(now, 12)) == 0
    assert reason_of(another, later(now, 12))["code"] == "ALL_WRAPPING_UP"
    view = selectors.seat_of(user_id=user.pk, now=later(now, 12))
    assert (view.state, view.wrap_up_until, view.text_active) == (SeatState.WRAP_UP, until, 1)
    services.release(contact_ref=contact, now=later(now, 20))
    assert services.dispatch_waiting(now=later(now, 20)) == 1
    assert seat_of(user).wrap_up_until is None


def test_wrap_up_ends_by_itself_and_the_citizen_may_still_go_on(agent, now):
    user = agent("김상담", text_capacity=1)
    contact = wait(now)
    take(user, contact, now)
    services.start_wrap_up(contact_ref=contact, seconds=30, now=now)
    services.heartbeat(user_id=user.pk, now=later(now, 29))
    assert services.end_wrap_ups(now=later(now, 29)) == 0
    assert services.end_wrap_ups(now=later(now, 30)) == 1
    seat = seat_of(user)
    assert (seat.text_active, seat.wrapping_up, seat.state) == (0, 0, SeatState.FREE)
    services.release(contact_ref=contact, now=later(now, 31))
    services.assign_directly(contact_ref=contact, user_id=user.pk, now=later(now, 32))
    assert entry_of(contact).state == EntryState.ASSIGNED
    services.start_wrap_up(contact_ref=contact, seconds=30, now=later(now, 33))
    services.assign_directly(contact_ref=contact, user_id=user.pk, now=later(now, 34))
    assert (seat_of(user).text_active, seat_of(user).wrapping_up) == (1, 0)
    with pytest.raises(SeatFull):
        services.assign_directly(contact_ref=uuid.uuid4(), user_id=user.pk, district_code=GANGNAM, now=now)
    with pytest.raises(NotInHand):
        services.start_wrap_up(contact_ref=uuid.uuid4(), now=now)


def test_the_next_intent_comes_when_the_work_in_hand_has_ended(agent, now):
    user = agent("김상담")
    contact, offered = wait(now), wait(later(now, 1))
    take(user, contact, now)
    assert entry_of(offered).state == EntryState.OFFERED
    services.set_next_intent(user_id=user.pk, intent=Intent.TRAINING, reason=IntentReason.COURSE, now=later(now, 2))
    assert entry_of(offered).state == EntryState.WAITING
    assert services.dispatch_waiting(now=later(now, 3)) == 0
    view = selectors.seat_of(user_id=user.pk, now=later(now, 3))
    assert (view.state, view.next_intent, view.next_intent_reason) == (SeatState.BUSY, Intent.TRAINING, "집합 교육")
    services.release(contact_ref=contact, now=later(now, 4))
    view = selectors.seat_of(user_id=user.pk, now=later(now, 4))
    assert (view.state, view.intent, view.next_intent) == (SeatState.TRAINING, Intent.TRAINING, None)
    services.set_intent(user_id=user.pk, intent=Intent.READY, now=later(now, 5))
    services.set_next_intent(user_id=user.pk, intent=Intent.BREAK, now=later(now, 6))
    assert seat_of(user).intent == Intent.BREAK


@pytest.mark.parametrize("reason", ["점심", IntentReason.COURSE])
def test_a_reason_must_go_with_the_intent(agent, now, reason):
    user = agent("김상담")
    with pytest.raises(UnknownReason):
        services.set_intent(user_id=user.pk, intent=Intent.BREAK, reason=reason, now=now)
    assert seat_of(user).intent == Intent.READY


def test_a_supervisor_takes_an_offer_back_and_another_agent_gets_it(agent, now):
    first, boss = agent("김상담"), agent("관리자", rings={EUNPYEONG: 0})
    contact = wait(now)
    services.dispatch_waiting(now=now)
    offer = offer_of(contact)
    (line,) = selectors.waiting(district_codes=[GANGNAM])
    assert (line.offer_id, line.offered_to) == (offer.pk, "김상담")
    second = agent("이상담")
    services.take_back_offer(offer_id=offer.pk, by=boss.pk, reason="통화 품질", now=later(now, 1))
    with pytest.raises(OfferGone):
        services.take_back_offer(offer_id=offer.pk, by=boss.pk, reason="", now=later(now, 1))
    services.dispatch_waiting(now=later(now, 1))
    assert offer_of(contact).seat.user_id == second.pk
    outcomes = selectors.offer_outcomes(since=now, until=later(now, 9), user_ids=[first.pk])
    assert [(line.state, line.reason) for line in outcomes] == [(OfferState.WITHDRAWN, "통화 품질")]
    assert Offer.objects.get(pk=offer.pk).ended_by_id == boss.pk


def test_an_overflow_opens_all_rings_shortens_offers_and_tells_citizens(agent, now):
    boss = agent("먼구", rings={EUNPYEONG: 0, GANGNAM: 2})
    contact = wait(now)
    assert services.dispatch_waiting(now=now) == 0
    services.open_overflow(queue_code=GANGNAM, by=boss.pk, announcement=" 폭설로 문의가 많습니다. ", now=now)
    assert selectors.announcement(district_code=GANGNAM) == "폭설로 문의가 많습니다."
    assert services.dispatch_waiting(now=now) == 1
    assert offer_of(contact).expires_at == later(now, 10)
    load = next(load for load in selectors.queue_loads(district_codes=[GANGNAM]))
    assert (load.overflow_since, load.announcement) == (now, "폭설로 문의가 많습니다.")
    services.close_overflow(queue_code=GANGNAM, by=boss.pk, now=later(now, 5))
    services.close_overflow(queue_code=GANGNAM, by=boss.pk, now=later(now, 5))
    assert selectors.announcement(district_code=GANGNAM) == ""
    assert Event.objects.filter(kind="queue.changed", stream="city").count() == 2


def test_a_call_back_keeps_its_place_and_is_not_offered_before_its_time(agent, now):
    contact, behind = wait(now), wait(later(now, 1))
    services.postpone(
        contact_ref=contact, not_before=later(now, 600), priority=Priority.CALL_BACK_DUE, now=later(now, 2)
    )
    user = agent("김상담")
    services.dispatch_waiting(now=later(now, 3))
    assert entry_of(behind).state == EntryState.OFFERED
    (line,) = [line for line in selectors.waiting(district_codes=None) if line.contact_ref == contact]
    assert (line.not_before, line.enqueued_at) == (later(now, 600), now)
    assert line.explanation
    (load,) = selectors.queue_loads(district_codes=[GANGNAM], now=later(now, 3))
    assert (load.waiting, load.oldest_at) == (1, later(now, 1))
    newcomer = wait(later(now, 500))
    services.heartbeat(user_id=user.pk, now=later(now, 600))
    services.ensure_seat(user_id=user.pk, queue_rings={GANGNAM: 0}, text_capacity=2, now=later(now, 600))
    services.dispatch_waiting(now=later(now, 600))
    assert entry_of(contact).state == EntryState.OFFERED
    assert entry_of(newcomer).state == EntryState.WAITING


def test_skills_decide_who_is_asked(agent, now):
    agent("김상담")
    signer = agent("수어", rings={EUNPYEONG: 0, GANGNAM: 2})
    services.set_skills(user_id=signer.pk, levels={"KSL": 4}, now=now)
    contact = uuid.uuid4()
    asked = {"contact_ref": contact, "district_code": GANGNAM, "kind": WorkKind.TEXT, "now": now}
    services.enqueue(**asked, required_skills=["KSL"])
    services.dispatch_waiting(now=now)
    assert reason_of(contact, now)["code"] == "RING_PENDING"
    services.heartbeat(user_id=signer.pk, now=later(now, 60))
    services.dispatch_waiting(now=later(now, 60))
    assert offer_of(contact).seat.user_id == signer.pk
    assert offer_of(contact).explanation["skills"] == ["KSL"]
    with pytest.raises(UnknownSkill):
        services.enqueue(**{**asked, "contact_ref": uuid.uuid4()}, required_skills=["XX"])
    with pytest.raises(UnknownSkill):
        services.set_skills(user_id=signer.pk, levels={"KSL": 6}, now=now)

    services.set_skills(user_id=signer.pk, levels={"KSL": 1, "EN": 3}, now=later(now, 61))
    assert entry_of(contact).state == EntryState.OFFERED
    services.set_skills(user_id=signer.pk, levels={"EN": 3}, now=later(now, 62))
    assert entry_of(contact).state == EntryState.WAITING
    assert seat_of(signer).state == SeatState.FREE


def test_the_last_agent_is_waited_for_and_then_anybody(agent, now):
    last, other = agent("김상담", text_capacity=1), agent("이상담")
    held, contact = uuid.uuid4(), uuid.uuid4()
    services.assign_directly(contact_ref=held, user_id=last.pk, district_code=GANGNAM, now=now)
    asked = {"district_code": GANGNAM, "kind": WorkKind.TEXT, "last_agent_id": last.pk, "now": now}
    services.enqueue(contact_ref=contact, **asked)
    assert services.dispatch_waiting(now=now) == 0
    assert reason_of(contact, now)["code"] == "LAST_AGENT"
    services.release(contact_ref=held, now=later(now, 5))
    services.dispatch_waiting(now=later(now, 5))
    assert offer_of(contact).seat.user_id == last.pk
    patient = uuid.uuid4()
    services.enqueue(contact_ref=patient, **asked)
    services.dispatch_waiting(now=later(now, 20))
    assert offer_of(patient).seat.user_id == other.pk


def test_who_calls_again_soon_stands_where_they_stood(agent, now):
    first, again, late = wait(now), uuid.uuid4(), uuid.uuid4()
    services.leave_queue(contact_ref=first, abandoned=True, now=later(now, 60))
    asked = {"district_code": GANGNAM, "kind": WorkKind.TEXT, "returning_from": first}
    services.enqueue(contact_ref=again, **asked, now=later(now, 120))
    services.enqueue(contact_ref=late, **asked, now=later(now, 700))
    assert (entry_of(again).enqueued_at, entry_of(late).enqueued_at) == (now, later(now, 700))


def test_left_work_is_flagged_after_a_minute(agent, now):
    user, idle = agent("김상담"), agent("쉬는", rings={EUNPYEONG: 0})
    take(user, wait(now), now)
    services.withdraw_stale(now=later(now, 30))
    services.withdraw_stale(now=later(now, 89))
    assert selectors.seat_of(user_id=user.pk, now=later(now, 89)).flagged_at is None
    services.withdraw_stale(now=later(now, 90))
    assert selectors.seat_of(user_id=user.pk, now=later(now, 90)).flagged_at == later(now, 90)
    assert seat_of(idle).flagged_at is None
    services.heartbeat(user_id=user.pk, now=later(now, 95))
    assert seat_of(user).flagged_at is None


def test_offers_of_a_seat_that_takes_by_itself_are_listed(agent, now):
    user = agent("김상담")
    services.set_auto_accept(user_id=user.pk, on=True, now=now)
    contact = wait(now)
    services.dispatch_waiting(now=now)
    offered = selectors.offers_for(user_id=user.pk, now=now)[0]
    assert (offered.contact_ref, offered.auto_accept) == (contact, True)


def test_many_offers_take_as_many_statements_as_one_and_a_newcomer_whom_nobody_can_take_one(agent, now):
    for number in range(5):
        agent(f"상담{number}", voice_capacity=0)
    taken = []
    for contacts, offers in ((1, 1), (10, 10), (9, 4), (1, 0)):
        for _ in range(contacts):
            wait(now)
        with CaptureQueriesContext(connection) as statements:
            assert services.dispatch_waiting(now=now) == offers
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 18
    assert taken[3] == 1


def test_the_wait_to_expect_is_read_in_a_fixed_number_of_queries(agent, now, django_assert_num_queries):
    agent("김상담", text_capacity=1, rings={GANGNAM: 0, EUNPYEONG: 1})
    for number in range(3):
        wait(later(now, number))
    services.dispatch_waiting(now=later(now, 5))
    with django_assert_num_queries(4):
        waits = selectors.expected_waits(queue_codes=None, kind=WorkKind.TEXT, now=later(now, 5))
    assert (waits[GANGNAM].ahead, waits[GANGNAM].seconds) == (2, 540)
    assert waits["11000"].seconds is None
    assert selectors.expected_wait(queue_code=GANGNAM, kind=WorkKind.TEXT, now=later(now, 5)) == waits[GANGNAM]
