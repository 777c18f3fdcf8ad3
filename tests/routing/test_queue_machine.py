"""Whatever agents, citizens, supervisors and the clock do in whatever order: counts, places and history are right."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from feed.errors import DomainError
from routing import services
from routing.models import Offer, Queue, QueueEntry, Seat, SeatSpan
from routing.policies import explaining
from routing.policies.pairing import pair, widen
from routing.selectors import lines
from routing.types import EntryState, Intent, OfferState, Priority, WorkKind

from .conftest import EUNPYEONG, GANGNAM, NOW, make_agent, make_city
from .test_queue_races import assert_counters_are_right

pytestmark = pytest.mark.django_db

QUEUES = st.sampled_from([GANGNAM, EUNPYEONG])
AGENTS = st.integers(0, 2)


class Shift(RuleBasedStateMachine):
    """Three agents, one of whom signs and takes either calls or chats, in two queues."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        make_city()
        rings = [{GANGNAM: 0, EUNPYEONG: 1}, {EUNPYEONG: 0, GANGNAM: 2}, {GANGNAM: 0, EUNPYEONG: 0}]
        self.agents = [
            make_agent(f"상담{number}", rings=ring, text_capacity=2, voice_excludes_text=number == 2)
            for number, ring in enumerate(rings)
        ]
        services.set_skills(user_id=self.agents[2].pk, levels={"KSL": 5}, now=NOW)
        self.vanished = set()
        self.contacts = []
        self.now = NOW

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @rule(queue=QUEUES, kind=st.sampled_from(WorkKind), priority=st.sampled_from(Priority), signs=st.booleans())
    def come(self, queue, kind, priority, signs):
        contact = uuid.uuid4()
        self.contacts.append(contact)
        asked = ["KSL"] if signs else []
        last = self.agents[0].pk if priority == Priority.RETURNED else None
        services.enqueue(
            contact_ref=contact, district_code=queue, kind=kind, priority=priority, required_skills=asked,
            last_agent_id=last, now=self.now,
        )  # fmt: skip

    @rule()
    def dispatch(self):
        services.dispatch_waiting(now=self.now)
        free = lines.free_seats(now=self.now)
        rings = lines.rings(seat_ids=[seat.id for seat in free])
        skills = lines.skills_of(codes=None, seat_ids=None)
        for queue in Queue.objects.all():
            ring = rings.get(queue.code, {})
            near = [
                replace(seat, ring=ring[seat.id], skills=skills.get(seat.id, {})) for seat in free if seat.id in ring
            ]
            for kind in WorkKind:
                assert pair(widen(lines.line_of(queue=queue, kind=kind, limit=None, now=self.now)), near) == []
        services.explain_newcomers(now=self.now)
        assert not QueueEntry.objects.filter(state=EntryState.WAITING, explanation__code=explaining.FRESH).exists()

    @rule(seconds=st.sampled_from([1, 9, 25, 70]))
    def pass_time(self, seconds):
        self.now += timedelta(seconds=seconds)
        for number, user in enumerate(self.agents):
            if number not in self.vanished:
                services.heartbeat(user_id=user.pk, now=self.now)
        services.expire_offers(now=self.now)
        services.end_wrap_ups(now=self.now)
        services.withdraw_stale(now=self.now)
        assert not Offer.objects.filter(state=OfferState.OFFERED, expires_at__lte=self.now).exists()
        assert not Offer.objects.filter(state=OfferState.OFFERED, seat__gone_at__isnull=False).exists()

    @rule(agent=AGENTS, answer=st.sampled_from(["accept", "accept", "decline", "take back"]))
    def answer(self, agent, answer):
        user = self.agents[agent]
        for offer_id in Offer.objects.filter(seat__user=user, state=OfferState.OFFERED).values_list("pk", flat=True):
            if answer == "accept":
                services.accept_offer(offer_id=offer_id, user_id=user.pk, now=self.now)
            elif answer == "decline":
                services.decline_offer(offer_id=offer_id, user_id=user.pk, reason="", now=self.now)
            else:
                services.take_back_offer(offer_id=offer_id, by=user.pk, reason="", now=self.now)

    @rule(agent=AGENTS, intent=st.sampled_from(Intent), later=st.booleans())
    def intend(self, agent, intent, later):
        change = services.set_next_intent if later else services.set_intent
        change(user_id=self.agents[agent].pk, intent=intent, now=self.now)
        if intent != Intent.READY:
            assert not Offer.objects.filter(seat__user=self.agents[agent], state=OfferState.OFFERED).exists()

    @rule(agent=AGENTS, text=st.integers(0, 3))
    def resize(self, agent, text):
        seat = Seat.objects.get(user=self.agents[agent])
        rings = dict(seat.seat_queues.values_list("queue_id", "ring"))
        try:
            services.ensure_seat(user_id=seat.user_id, queue_rings=rings, text_capacity=text, now=self.now)
        except DomainError:
            assert seat.text_active > text

    @rule(agent=AGENTS)
    def vanish_or_return(self, agent):
        self.vanished ^= {agent}

    @precondition(lambda self: self.contacts)
    @rule(data=st.data(), what=st.sampled_from(["wrap up", "release", "leave", "move", "again", "postpone", "direct"]))
    def go_on(self, data, what):
        contact = data.draw(st.sampled_from(self.contacts))
        before = QueueEntry.objects.get(contact_ref=contact)
        try:
            if what == "wrap up":
                services.start_wrap_up(contact_ref=contact, now=self.now)
            elif what == "release":
                services.release(contact_ref=contact, now=self.now)
            elif what == "leave":
                services.leave_queue(contact_ref=contact, abandoned=True, now=self.now)
            elif what == "move":
                services.move(contact_ref=contact, district_code=EUNPYEONG, now=self.now)
            elif what == "again":
                services.enqueue_again(
                    contact_ref=contact, district_code=GANGNAM, kind=WorkKind(before.kind), now=self.now
                )
            elif what == "postpone":
                due = self.now + timedelta(seconds=60)
                services.postpone(contact_ref=contact, not_before=due, priority=60, now=self.now)
            else:
                services.assign_directly(contact_ref=contact, user_id=self.agents[1].pk, now=self.now)
        except DomainError:
            after = QueueEntry.objects.get(contact_ref=contact)
            assert (after.state, after.seat_id) == (before.state, before.seat_id)
        assert QueueEntry.objects.get(contact_ref=contact).enqueued_at == before.enqueued_at

    @invariant()
    def everything_is_counted_once(self):
        assert_counters_are_right()
        assert QueueEntry.objects.count() == len(self.contacts)
        offered = set(Offer.objects.filter(state=OfferState.OFFERED).values_list("entry_id", flat=True))
        entries = QueueEntry.objects.all()
        assert offered == {entry.pk for entry in entries if entry.state == EntryState.OFFERED}
        assert all(explaining.told(entry.explanation) for entry in entries)

    @invariant()
    def the_open_span_is_the_state(self):
        spans = dict(SeatSpan.objects.filter(ended_at=None).values_list("seat_id", "state"))
        assert spans == dict(Seat.objects.values_list("pk", "state"))


def test_a_shift_of_any_kind():
    run_state_machine_as_test(
        Shift, settings=settings(max_examples=5, stateful_step_count=15, derandomize=True, database=None)
    )
