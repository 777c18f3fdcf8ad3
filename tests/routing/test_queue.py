import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from feed.models import Event
from routing import selectors, services
from routing.models import Offer, QueueEntry, Seat
from routing.services.errors import NoSeat, NotQueued, OfferGone, OfferTaken, SeatFull, UnknownIntent, UnknownQueue
from routing.types import EntryState, Intent, IntentReason, OfferState, SeatState, WorkKind

from .conftest import CITY, EUNPYEONG, GANGNAM


def wait(now, *, district=GANGNAM, kind=WorkKind.TEXT, priority=0):
    contact = uuid.uuid4()
    services.enqueue(contact_ref=contact, district_code=district, kind=kind, priority=priority, now=now)
    return contact


def offer_of(contact):
    return Offer.objects.get(entry__contact_ref=contact, state=OfferState.OFFERED)


def entry_of(contact):
    return QueueEntry.objects.get(contact_ref=contact)


def reason_of(contact, now):
    services.explain_newcomers(now=now)
    return entry_of(contact).explanation


def seat_of(user):
    return Seat.objects.get(user=user)


def test_a_waiting_contact_is_offered_and_accepted(agent, now):
    user = agent("김상담")
    contact = wait(now)
    assert selectors.position(contact_ref=contact) == 1

    assert services.dispatch_waiting(now=now) == 1

    (card,) = selectors.offers_for(user_id=user.pk, now=now)
    assert (card.contact_ref, card.queue_name) == (contact, "강남구")
    assert card.expires_at == now + timedelta(seconds=20)
    assert card.explanation
    taken = services.accept_offer(offer_id=card.offer_id, user_id=user.pk, now=now + timedelta(seconds=5))
    assert (taken.contact_ref, taken.seat_id) == (contact, seat_of(user).pk)
    assert entry_of(contact).state == EntryState.ASSIGNED
    assert selectors.position(contact_ref=contact) is None
    assert seat_of(user).text_active == 1
    assert selectors.seat_of(user_id=user.pk, now=now).state == SeatState.BUSY

    services.release(contact_ref=contact, now=now + timedelta(minutes=1))
    services.release(contact_ref=contact, now=now + timedelta(minutes=2))
    assert entry_of(contact).state == EntryState.ENDED
    assert seat_of(user).text_active == 0


def test_accepting_twice_returns_the_same(agent, now):
    user = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    offer = offer_of(contact)
    first = services.accept_offer(offer_id=offer.pk, user_id=user.pk, now=now)
    assert services.accept_offer(offer_id=offer.pk, user_id=user.pk, now=now + timedelta(minutes=1)) == first
    assert seat_of(user).text_active == 1


def test_another_agent_is_told_who_has_it(agent, now):
    first, second = agent("김상담"), agent("이상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    offer = offer_of(contact)
    holder, other = (first, second) if offer.seat.user_id == first.pk else (second, first)
    with pytest.raises(OfferTaken) as refused:
        services.accept_offer(offer_id=offer.pk, user_id=other.pk, now=now)
    assert refused.value.extra["holder"] == holder.display_name
    assert holder.display_name in str(refused.value)
    assert refused.value.status == 409


def test_a_late_accept_is_told_that_it_is_gone_or_who_has_it(agent, now):
    first = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    stale = offer_of(contact)
    late = now + timedelta(seconds=21)
    with pytest.raises(OfferGone):
        services.accept_offer(offer_id=stale.pk, user_id=first.pk, now=late)
    second = agent("이상담", now=late)
    assert services.expire_offers(now=late) == 1
    services.dispatch_waiting(now=late)
    assert offer_of(contact).seat.user_id == second.pk
    with pytest.raises(OfferTaken) as refused:
        services.accept_offer(offer_id=stale.pk, user_id=first.pk, now=late)
    assert refused.value.extra["holder_id"] == str(second.pk)


def test_a_declined_contact_keeps_its_place_and_goes_to_another_agent(agent, now):
    first = agent("김상담", text_capacity=1)
    contact, behind = wait(now), wait(now + timedelta(seconds=1))
    services.dispatch_waiting(now=now)
    offer = offer_of(contact)
    second = agent("이상담", text_capacity=1, now=now)

    services.decline_offer(offer_id=offer.pk, user_id=first.pk, reason="통화 중", now=now + timedelta(seconds=2))
    services.decline_offer(offer_id=offer.pk, user_id=first.pk, reason="통화 중", now=now + timedelta(seconds=2))

    entry = entry_of(contact)
    assert (entry.state, entry.enqueued_at) == (EntryState.WAITING, now)
    assert selectors.position(contact_ref=contact) == 1
    assert selectors.position(contact_ref=behind) == 2
    services.dispatch_waiting(now=now + timedelta(seconds=3))
    assert offer_of(contact).seat.user_id == second.pk
    assert offer_of(behind).seat.user_id == first.pk
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == (OfferState.DECLINED, "통화 중")


def test_the_same_agent_is_asked_again_only_where_nobody_else_is_there_and_not_at_once(agent, now):
    only = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    services.decline_offer(offer_id=offer_of(contact).pk, user_id=only.pk, reason="", now=now)
    assert services.dispatch_waiting(now=now) == 0
    assert reason_of(contact, now)["code"] == "PASSED"
    other, later = agent("이상담", text_capacity=1), now + timedelta(seconds=10)
    services.assign_directly(contact_ref=uuid.uuid4(), user_id=other.pk, district_code=GANGNAM, now=now)
    assert services.dispatch_waiting(now=later) == 0
    services.set_intent(user_id=other.pk, intent=Intent.BREAK, now=later)
    services.dispatch_waiting(now=later)
    assert offer_of(contact).seat.user_id == only.pk
    assert offer_of(contact).explanation["again"] is True


def test_longest_idle_agent_first_and_the_nearest_ring_before(agent, now):
    far = agent("먼구", rings={EUNPYEONG: 0, GANGNAM: 1}, now=now - timedelta(hours=2))
    services.heartbeat(user_id=far.pk, now=now)
    fresh = agent("새로", now=now)
    idle = agent("오래", now=now - timedelta(minutes=5))
    services.heartbeat(user_id=idle.pk, now=now)
    contacts = [wait(now + timedelta(seconds=n)) for n in range(3)]
    services.dispatch_waiting(now=now + timedelta(seconds=3))
    holders = [offer_of(contact).seat.user_id for contact in contacts]
    assert holders[:2] == [idle.pk, fresh.pk]
    assert far.pk not in holders
    assert offer_of(contacts[0]).explanation["idle_seconds"] == 303


def test_the_next_ring_is_asked_after_a_while(agent, now):
    far = agent("먼구", rings={EUNPYEONG: 0, GANGNAM: 1})
    contact = wait(now)
    assert services.dispatch_waiting(now=now + timedelta(seconds=20)) == 0
    assert reason_of(contact, now + timedelta(seconds=20))["code"] == "RING_PENDING"
    services.heartbeat(user_id=far.pk, now=now + timedelta(seconds=20))
    assert services.dispatch_waiting(now=now + timedelta(seconds=31)) == 1
    assert offer_of(contact).explanation["ring"] == 1


def test_capacity_and_priority(agent, now):
    user = agent("김상담", text_capacity=2)
    ordinary, later = wait(now), wait(now + timedelta(seconds=1))
    urgent = wait(now + timedelta(seconds=2), priority=10)
    assert services.dispatch_waiting(now=now + timedelta(seconds=3)) == 2
    assert entry_of(urgent).state == entry_of(ordinary).state == EntryState.OFFERED
    assert entry_of(later).state == EntryState.WAITING
    assert reason_of(later, now)["code"] == "ALL_BUSY"
    assert seat_of(user).text_active == 2


def test_a_call_and_chats_are_counted_apart(agent, now):
    user = agent("김상담", text_capacity=1)
    call, chat = wait(now, kind=WorkKind.VOICE), wait(now)
    second_call = wait(now, kind=WorkKind.VOICE)
    assert services.dispatch_waiting(now=now) == 2
    assert entry_of(call).state == entry_of(chat).state == EntryState.OFFERED
    assert entry_of(second_call).state == EntryState.WAITING
    seat = seat_of(user)
    assert (seat.voice_active, seat.text_active) == (1, 1)


def test_offers_of_a_vanished_agent_return_and_contacts_in_hand_stay(agent, now):
    user = agent("김상담")
    held, offered = wait(now), wait(now + timedelta(seconds=1))
    services.dispatch_waiting(now=now)
    services.accept_offer(offer_id=offer_of(held).pk, user_id=user.pk, now=now)
    Offer.objects.filter(state=OfferState.OFFERED).update(expires_at=now + timedelta(hours=1))

    assert services.withdraw_stale(now=now + timedelta(seconds=29)) == 0
    gone_at = now + timedelta(seconds=30)
    assert services.withdraw_stale(now=gone_at) == 1
    assert services.withdraw_stale(now=gone_at) == 0

    assert entry_of(offered).state == EntryState.WAITING
    assert entry_of(offered).enqueued_at == now + timedelta(seconds=1)
    assert entry_of(held).state == EntryState.ASSIGNED
    assert selectors.seat_of(user_id=user.pk, now=gone_at).state == SeatState.GONE
    assert services.dispatch_waiting(now=gone_at) == 0
    for stream in ("city", f"district:{GANGNAM}", f"user:{user.pk}"):
        assert Event.objects.filter(kind="seat.changed", stream=stream).count() == 2

    services.heartbeat(user_id=user.pk, now=gone_at + timedelta(seconds=1))
    assert services.dispatch_waiting(now=gone_at + timedelta(seconds=1)) == 1


def test_going_on_break_returns_live_offers_at_once(agent, now):
    user = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    services.set_intent(user_id=user.pk, intent=Intent.BREAK, reason=IntentReason.MEAL, now=now)
    assert entry_of(contact).state == EntryState.WAITING
    assert services.dispatch_waiting(now=now) == 0
    view = selectors.seat_of(user_id=user.pk, now=now)
    assert (view.state, view.intent_reason, view.text_active) == (SeatState.BREAK, "식사", 0)


def test_enqueue_is_idempotent_and_a_finished_contact_comes_in_anew(agent, now):
    contact = wait(now)
    services.enqueue(contact_ref=contact, district_code=EUNPYEONG, kind=WorkKind.TEXT, now=now + timedelta(seconds=9))
    assert (entry_of(contact).queue_id, entry_of(contact).enqueued_at) == (GANGNAM, now)
    services.leave_queue(contact_ref=contact, abandoned=True, now=now)
    assert entry_of(contact).state == EntryState.ABANDONED
    later = now + timedelta(hours=1)
    services.enqueue(contact_ref=contact, district_code=None, kind=WorkKind.TEXT, now=later)
    entry = entry_of(contact)
    assert (entry.queue_id, entry.enqueued_at, entry.state) == (CITY, later, EntryState.WAITING)


def test_leaving_while_offered_gives_the_room_back(agent, now):
    user = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    services.leave_queue(contact_ref=contact, abandoned=True, now=now)
    assert Offer.objects.get().state == OfferState.WITHDRAWN
    assert seat_of(user).text_active == 0
    assert selectors.queue_of(contact_ref=contact) is None


def test_moving_keeps_the_waiting_time_and_releases_the_agent(agent, now):
    user = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    services.accept_offer(offer_id=offer_of(contact).pk, user_id=user.pk, now=now)
    services.move(contact_ref=contact, district_code=EUNPYEONG, now=now + timedelta(minutes=1))
    entry = entry_of(contact)
    assert (entry.queue_id, entry.state, entry.enqueued_at) == (EUNPYEONG, EntryState.WAITING, now)
    assert seat_of(user).text_active == 0


def test_direct_assignment_takes_it_from_whoever_was_asked(agent, now):
    asked, wanted = agent("김상담"), agent("이상담", rings={EUNPYEONG: 0}, text_capacity=1)
    contact = wait(now)
    services.dispatch_waiting(now=now)
    services.assign_directly(contact_ref=contact, user_id=wanted.pk, now=now)
    assert (seat_of(asked).text_active, seat_of(wanted).text_active) == (0, 1)
    assert entry_of(contact).seat.user_id == wanted.pk
    fresh = uuid.uuid4()
    with pytest.raises(SeatFull):
        services.assign_directly(contact_ref=fresh, user_id=wanted.pk, district_code=GANGNAM, now=now)
    assert not QueueEntry.objects.filter(contact_ref=fresh).exists()


def test_refusals(city, agent, now):
    with pytest.raises(UnknownQueue):
        services.enqueue(contact_ref=uuid.uuid4(), district_code="99999", kind=WorkKind.TEXT, now=now)
    with pytest.raises(NotQueued):
        services.move(contact_ref=uuid.uuid4(), district_code=GANGNAM, now=now)
    with pytest.raises(NoSeat):
        services.heartbeat(user_id=uuid.uuid4(), now=now)


def test_events_name_the_agent_and_the_district(agent, now):
    user = agent("김상담")
    contact = wait(now)
    Event.objects.all().delete()
    services.dispatch_waiting(now=now)
    offer = offer_of(contact)
    made = Event.objects.filter(kind="offer.made")
    assert {event.stream for event in made} == {f"user:{user.pk}", f"district:{GANGNAM}"}
    assert made[0].ids == {"offer": str(offer.pk), "contact": str(contact), "district": GANGNAM}


def test_loads_and_seats_of_districts(agent, now):
    agent("김상담")
    agent("이상담", rings={EUNPYEONG: 0, GANGNAM: 1})
    wait(now)
    wait(now - timedelta(minutes=3))
    loads = {load.code: load for load in selectors.queue_loads(district_codes=None)}
    assert (loads[GANGNAM].waiting, loads[GANGNAM].oldest_at) == (2, now - timedelta(minutes=3))
    assert (loads[CITY].waiting, loads[CITY].oldest_at) == (0, None)
    assert [view.display_name for view in selectors.seats(district_codes=[GANGNAM], now=now)] == ["김상담"]
    assert len(selectors.seats(district_codes=None, now=now)) == 2


def test_the_database_itself_refuses_what_must_never_be(agent, now):
    user = agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    offer, seat = offer_of(contact), seat_of(user)

    def refused(change):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    copy = {"seat": seat, "kind": WorkKind.TEXT, "offered_at": now, "expires_at": now + timedelta(seconds=1)}
    refused(lambda: Offer.objects.create(entry=offer.entry, **copy))
    refused(lambda: Seat.objects.filter(pk=seat.pk).update(text_active=4))
    refused(lambda: Seat.objects.filter(pk=seat.pk).update(voice_active=-1))
    refused(lambda: QueueEntry.objects.filter(contact_ref=contact).update(state=EntryState.WAITING))
    refused(lambda: Offer.objects.filter(pk=offer.pk).update(state=OfferState.EXPIRED))
    refused(lambda: QueueEntry.objects.create(contact_ref=contact, queue_id=GANGNAM, kind="TEXT", enqueued_at=now))


def test_an_urgent_newcomer_takes_the_seat_that_was_opened_for_older_ones(agent, now):
    agent("먼구", rings={EUNPYEONG: 0, GANGNAM: 1}, text_capacity=1)
    old, urgent = wait(now - timedelta(seconds=31)), wait(now, priority=10)
    assert services.dispatch_waiting(now=now) == 1
    assert entry_of(urgent).state == EntryState.OFFERED
    assert entry_of(old).state == EntryState.WAITING


def test_an_unknown_intent_is_refused_and_changes_nothing(agent, now):
    user = agent("김상담")
    with pytest.raises(UnknownIntent):
        services.set_intent(user_id=user.pk, intent="LUNCH", now=now)
    assert seat_of(user).intent == Intent.READY


def test_what_was_in_hand_waits_again_since_it_first_did(agent, now):
    agent("김상담")
    contact = wait(now)
    services.dispatch_waiting(now=now)
    services.accept_offer(offer_id=offer_of(contact).pk, user_id=offer_of(contact).seat.user_id, now=now)
    later = now + timedelta(minutes=5)
    services.enqueue_again(contact_ref=contact, district_code=EUNPYEONG, kind=WorkKind.TEXT, priority=50, now=later)
    entry = entry_of(contact)
    assert (entry.state, entry.queue_id, entry.enqueued_at, entry.priority) == (
        EntryState.WAITING,
        EUNPYEONG,
        now,
        50,
    )
    assert entry.seat_id is None
    services.leave_queue(contact_ref=contact, abandoned=False, now=later)
    services.enqueue_again(contact_ref=contact, district_code=GANGNAM, kind=WorkKind.TEXT, now=later)
    assert (entry_of(contact).enqueued_at, entry_of(contact).priority) == (now, 50)


def test_an_urgent_one_goes_first_and_keeps_its_time(agent, now):
    older, urgent = wait(now - timedelta(minutes=1)), wait(now)
    services.raise_priority(contact_ref=urgent, priority=100, now=now)
    user = agent("김상담")
    services.dispatch_waiting(now=now)
    assert offer_of(urgent).seat.user_id == user.pk
    assert entry_of(urgent).enqueued_at == now
    assert entry_of(older).priority == 0
