"""Agents and dispatchers at the same instant, on real connections."""

import threading
import uuid
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from feed.errors import DomainError
from routing import services
from routing.models import Offer, QueueEntry, Seat
from routing.services.errors import OfferGone, OfferTaken
from routing.types import EntryState, Intent, OfferState, WorkKind

from .conftest import EUNPYEONG, GANGNAM, make_agent, make_city

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions):
    """Run the actions in threads of their own that start together; return what each returned or raised."""
    barrier = threading.Barrier(len(actions))
    results = [None] * len(actions)

    def run(number, action):
        try:
            barrier.wait(timeout=30)
            results[number] = action()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=400)
    assert not any(thread.is_alive() for thread in threads)
    return results


def one_offer(now):
    contact = uuid.uuid4()
    services.enqueue(contact_ref=contact, district_code=GANGNAM, kind=WorkKind.TEXT, now=now)
    services.dispatch_waiting(now=now)
    return Offer.objects.select_related("seat").get(entry__contact_ref=contact, state=OfferState.OFFERED)


def assert_counters_are_right():
    for seat in Seat.objects.all():
        live = Counter(seat.offers.filter(state=OfferState.OFFERED).values_list("kind", flat=True))
        states = Counter(seat.entries.values_list("state", flat=True))
        held = Counter(seat.entries.exclude(state=EntryState.OFFERED).values_list("kind", flat=True))
        assert seat.text_active == live["TEXT"] + held["TEXT"] <= seat.text_capacity
        assert seat.voice_active == live["VOICE"] + held["VOICE"] <= seat.voice_capacity
        assert (seat.offered, seat.wrapping_up) == (states["OFFERED"], states["WRAP_UP"])
        assert seat.offered == live.total()


def test_two_agents_accept_at_the_same_instant(now):
    make_city()
    agents = [make_agent("김상담", text_capacity=20), make_agent("이상담", text_capacity=20)]
    for _ in range(10):
        offer = one_offer(now)
        results = at_once(
            *[partial(services.accept_offer, offer_id=offer.pk, user_id=user.pk, now=now) for user in agents]
        )
        refused = [result for result in results if isinstance(result, OfferTaken)]
        (taken,) = [result for result in results if not isinstance(result, Exception)]
        assert len(refused) == 1
        assert taken.seat_id == offer.seat_id
        holder = next(user for user in agents if user.pk == offer.seat.user_id)
        assert refused[0].extra["holder"] == holder.display_name
    assert_counters_are_right()


def test_the_old_and_the_new_holder_of_an_offer_accept_at_the_same_instant(now):
    make_city()
    first = make_agent("김상담", text_capacity=20)
    for _ in range(10):
        old = one_offer(now)
        later = now + timedelta(seconds=21)
        services.set_intent(user_id=first.pk, intent=Intent.BREAK, now=now)
        second = make_agent("이상담", now=later)
        services.dispatch_waiting(now=later)
        new = Offer.objects.get(state=OfferState.OFFERED)
        lost, won = at_once(
            partial(services.accept_offer, offer_id=old.pk, user_id=first.pk, now=later),
            partial(services.accept_offer, offer_id=new.pk, user_id=second.pk, now=later),
        )
        assert isinstance(lost, OfferTaken)
        assert lost.extra["holder"] == "이상담"
        assert won.contact_ref == new.entry.contact_ref
        services.release(contact_ref=won.contact_ref, now=later)
        services.set_intent(user_id=second.pk, intent=Intent.OFFLINE, now=later)
        services.set_intent(user_id=first.pk, intent=Intent.READY, now=now)
    assert_counters_are_right()


def test_accept_decline_expiry_and_hanging_up_at_the_same_instant(now):
    make_city()
    user = make_agent("김상담", text_capacity=20)
    edge = now + timedelta(seconds=20)
    for _ in range(10):
        offer = one_offer(now)
        contact = offer.entry.contact_ref
        results = at_once(
            partial(services.accept_offer, offer_id=offer.pk, user_id=user.pk, now=edge - timedelta(seconds=1)),
            partial(services.decline_offer, offer_id=offer.pk, user_id=user.pk, reason="", now=edge),
            partial(services.expire_offers, now=edge),
            partial(services.leave_queue, contact_ref=contact, abandoned=True, now=edge),
        )
        unexpected = [
            result for result in results if isinstance(result, Exception) and not isinstance(result, DomainError)
        ]
        assert unexpected == []
        offer.refresh_from_db()
        assert offer.state != OfferState.OFFERED
        accepted = not isinstance(results[0], Exception)
        assert accepted == (offer.state == OfferState.ACCEPTED)
        if not accepted:
            assert isinstance(results[0], OfferGone)
        services.leave_queue(contact_ref=contact, abandoned=False, now=edge)
        services.release(contact_ref=contact, now=edge)
        assert_counters_are_right()
    assert Seat.objects.get().text_active == 0


def test_accept_take_back_and_a_later_rest_at_the_same_instant(now):
    make_city()
    user = make_agent("김상담", text_capacity=20)
    for _ in range(6):
        offer = one_offer(now)
        results = at_once(
            partial(services.accept_offer, offer_id=offer.pk, user_id=user.pk, now=now),
            partial(services.take_back_offer, offer_id=offer.pk, by=user.pk, reason="", now=now),
            partial(services.set_next_intent, user_id=user.pk, intent=Intent.BREAK, now=now),
            partial(services.dispatch_waiting, now=now),
        )
        assert all(isinstance(result, (DomainError, int)) for result in results[1:] if result is not None)
        offer.refresh_from_db()
        assert (offer.state == OfferState.ACCEPTED) == (not isinstance(results[0], Exception))
        services.leave_queue(contact_ref=offer.entry.contact_ref, abandoned=False, now=now)
        services.release(contact_ref=offer.entry.contact_ref, now=now)
        assert_counters_are_right()
        assert Seat.objects.get().intent == Intent.BREAK
        services.set_intent(user_id=user.pk, intent=Intent.READY, now=now)


def test_a_result_and_the_end_of_the_wrap_up_at_the_same_instant(now):
    make_city()
    user = make_agent("김상담", text_capacity=20)
    over = now + timedelta(seconds=60)
    for _ in range(6):
        contacts = [uuid.uuid4() for _ in range(2)]
        for contact in contacts:
            services.assign_directly(contact_ref=contact, user_id=user.pk, district_code=GANGNAM, now=now)
            services.start_wrap_up(contact_ref=contact, now=now)
        results = at_once(
            partial(services.release, contact_ref=contacts[0], now=over),
            partial(services.end_wrap_ups, now=over),
            partial(services.end_wrap_ups, now=over),
            partial(services.assign_directly, contact_ref=contacts[1], user_id=user.pk, now=over),
        )
        assert not [result for result in results if isinstance(result, Exception)]
        assert_counters_are_right()
        services.release(contact_ref=contacts[1], now=over)
        services.end_wrap_ups(now=over)
        assert (Seat.objects.get().text_active, Seat.objects.get().wrap_up_until) == (0, None)


def test_the_same_contact_enqueued_twice_at_the_same_instant(now):
    make_city()
    for _ in range(5):
        contact = uuid.uuid4()
        entries = at_once(
            *[
                partial(services.enqueue, contact_ref=contact, district_code=GANGNAM, kind=WorkKind.TEXT, now=now)
                for _ in range(3)
            ]
        )
        assert len(set(entries)) == 1
        assert not isinstance(entries[0], Exception)


def test_many_dispatchers_never_exceed_capacity_nor_offer_twice_and_keep_the_order(now):
    make_city()
    queues = (GANGNAM, EUNPYEONG)
    agents = [
        make_agent(f"상담{number}", rings={queues[number % 2]: 0, queues[1 - number % 2]: 1}, text_capacity=3)
        for number in range(20)
    ]
    contacts = []
    for number in range(120):
        contact = uuid.uuid4()
        contacts.append(contact)
        services.enqueue(
            contact_ref=contact,
            district_code=queues[number % 2],
            kind=WorkKind.TEXT,
            now=now - timedelta(seconds=120 - number),
        )
    done = threading.Event()

    def dispatcher():
        while not done.wait(0.02):
            services.dispatch_waiting(now=now)

    def agents_at_work(some):
        while not done.is_set():
            for offer in Offer.objects.filter(seat__user__in=some, state=OfferState.OFFERED).select_related("seat"):
                services.accept_offer(offer_id=offer.pk, user_id=offer.seat.user_id, now=now)
            for entry in QueueEntry.objects.filter(seat__user__in=some, state=EntryState.ASSIGNED):
                services.release(contact_ref=entry.contact_ref, now=now)
            if not QueueEntry.objects.exclude(state=EntryState.ENDED).exists():
                done.set()

    watchdog = threading.Timer(300, done.set)
    watchdog.start()
    results = at_once(*[dispatcher] * 8, lambda: agents_at_work(agents[:10]), lambda: agents_at_work(agents[10:]))
    watchdog.cancel()

    assert [result for result in results if result is not None] == []
    assert QueueEntry.objects.filter(state=EntryState.ENDED).count() == 120
    assert Offer.objects.count() == Offer.objects.filter(state=OfferState.ACCEPTED).count() == 120
    assert_counters_are_right()
    for code in queues:
        offers = Offer.objects.filter(entry__queue_id=code).order_by("id")
        asked_at = list(offers.values_list("entry__enqueued_at", flat=True))
        assert asked_at == sorted(asked_at)


def test_a_burst_fills_every_seat_exactly(now):
    make_city()
    for number in range(20):
        make_agent(f"상담{number}", rings={GANGNAM: 0, EUNPYEONG: 0}, text_capacity=3)
    for number in range(200):
        services.enqueue(
            contact_ref=uuid.uuid4(), district_code=(GANGNAM, EUNPYEONG)[number % 2], kind=WorkKind.TEXT, now=now
        )
    made = at_once(*[partial(services.dispatch_waiting, now=now)] * 8)
    assert all(isinstance(count, int) for count in made), made
    # A dispatcher that finds the queue taken returns at once; the next sweep finds what it left.
    assert sum(made) + services.dispatch_waiting(now=now) == 60
    assert set(Seat.objects.values_list("text_active", flat=True)) == {3}
    assert_counters_are_right()
