"""The pure rules: who goes where, in which order, and why."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.policies import explaining
from routing.policies.expecting import Room, expected_wait_of
from routing.policies.ordering import rank_at
from routing.policies.pairing import FreeSeat, Reach, Waiting, may_go, pair, widen
from routing.types import Priority, Ring, WorkKind

from .conftest import NOW

REACH = Reach(zone_seconds=30, city_seconds=60, skill_seconds=15, overflow=False)


def contact(number=0, *, kind=WorkKind.TEXT, ring=Ring.CITY, **asked):
    came = NOW - timedelta(seconds=100 - number)
    return Waiting(id=uuid.uuid4(), kind=kind, rank_at=came, enqueued_at=came, ring=ring, **asked)


def seat(*, ring=0, idle=0, text=(0, 3), voice=(0, 1), **others):
    idle_since = NOW - timedelta(seconds=idle)
    return FreeSeat(uuid.uuid4(), ring, idle_since, voice[0], voice[1], text[0], text[1], **others)


def test_the_nearest_ring_then_the_fewest_in_hand_then_the_longest_idle():
    far, busy, fresh, idle = seat(ring=1, idle=900), seat(text=(1, 3), idle=500), seat(idle=5), seat(idle=50)
    line = [contact(number) for number in range(4)]
    assert [each.seat_id for each in pair(line, [far, busy, fresh, idle])] == [idle.id, fresh.id, busy.id, idle.id]


def test_required_skills_never_relax_and_preferred_ones_do():
    plain, signer = seat(idle=900), seat(idle=5, skills={"KSL": 3})
    assert pair([contact(required=frozenset({"KSL"}))], [plain]) == []
    assert pair([contact(required=frozenset({"KSL"}))], [plain, signer])[0].seat_id == signer.id
    insisting = contact(preferred=frozenset({"EN"}), insists=True)
    assert pair([insisting], [plain]) == []
    assert pair([contact(preferred=frozenset({"EN"}))], [plain])[0].seat_id == plain.id
    assert REACH.insists(timedelta(seconds=14))
    assert not REACH.insists(timedelta(seconds=15))


def test_who_knows_more_of_what_is_asked_comes_before_who_is_idle_longer():
    good, better = seat(idle=900, skills={"EN": 2}), seat(idle=5, skills={"EN": 5})
    assert pair([contact(required=frozenset({"EN"}))], [good, better])[0].seat_id == better.id


def test_rings_open_with_time_and_all_at_once_in_an_overflow():
    rings = [REACH.ring(timedelta(seconds=seconds)) for seconds in (0, 29, 30, 59, 60)]
    assert rings == [Ring.DISTRICT, Ring.DISTRICT, Ring.ZONE, Ring.ZONE, Ring.CITY]
    overflow = Reach(30, 60, 15, overflow=True)
    assert overflow.ring(timedelta(0)) == Ring.CITY
    assert not overflow.insists(timedelta(0))


def test_an_earlier_contact_reaches_as_far_as_a_later_one():
    urgent, old = contact(0, ring=Ring.DISTRICT), contact(1, ring=Ring.ZONE)
    last = contact(2, ring=Ring.DISTRICT)
    assert [waiting.ring for waiting in widen([urgent, old, last])] == [Ring.ZONE, Ring.ZONE, Ring.DISTRICT]


def test_a_call_excludes_chats_where_the_seat_says_so():
    both, either = seat(), seat(voice_excludes_text=True)
    line = [contact(0, kind=WorkKind.VOICE), contact(1)]
    assert len(pair(line, [both])) == 2
    assert len(pair(line, [either])) == 1


def test_the_last_agent_is_waited_for_alone():
    last, other = seat(text=(3, 3)), seat()
    waiting = contact(only=last.id)
    assert pair([waiting], [last, other]) == []
    assert pair([waiting], [seat(), FreeSeat(last.id, 2, NOW, 0, 1, 0, 3)])[0].seat_id == last.id


KINDS = st.sampled_from(WorkKind)
SKILLS = st.frozensets(st.sampled_from(["KSL", "EN"]), max_size=2)
CONTACTS = st.lists(
    st.builds(
        lambda kind, ring, required, insists: (kind, ring, required, insists),
        KINDS, st.sampled_from(Ring), SKILLS, st.booleans(),
    ),
    max_size=12,
)  # fmt: skip
SEATS = st.lists(
    st.tuples(st.sampled_from(Ring), st.integers(0, 1), st.integers(0, 3), st.booleans(), SKILLS), max_size=6
)


@given(contacts=CONTACTS, seats=SEATS)
def test_no_seat_is_overfilled_and_nobody_overtakes_who_could_have_gone(contacts, seats):
    line = [
        contact(number, kind=kind, ring=ring, required=required, insists=insists)
        for number, (kind, ring, required, insists) in enumerate(contacts)
    ]
    free = [
        seat(ring=ring, voice=(voice, 1), text=(text, 3), voice_excludes_text=excludes, skills=dict.fromkeys(skills, 1))
        for ring, voice, text, excludes, skills in seats
    ]
    pairs = pair(line, free)
    assert len({each.waiting.id for each in pairs}) == len(pairs)
    room = {each.id: each for each in free}
    given_to = {each.waiting.id: each.seat_id for each in pairs}
    for waiting in line:
        chosen = given_to.get(waiting.id)
        if chosen is None:
            assert not any(may_go(waiting, each) for each in room.values())
        else:
            assert may_go(waiting, room[chosen])
            room[chosen].take(waiting.kind)


@given(
    came=st.lists(st.tuples(st.integers(0, 3600), st.sampled_from(Priority)), min_size=2, max_size=2),
)
def test_a_point_is_worth_half_a_minute_and_an_emergency_waits_for_nothing(came):
    (first, priority), (second, other) = came
    first_at, second_at = (NOW + timedelta(seconds=seconds) for seconds in (first, second))
    before = rank_at(enqueued_at=first_at, priority=priority) < rank_at(enqueued_at=second_at, priority=other)
    if priority == other:
        assert before == (first < second)
    elif Priority.EMERGENCY in (priority, other):
        assert before == (priority == Priority.EMERGENCY)
    else:
        assert before == (first - 30 * priority < second - 30 * other)


def serving(*, ring=0, ready=True, full=(), wrapping_up=False, skills=(), seat_id=None):
    return explaining.Serving(
        id=seat_id or uuid.uuid4(),
        ring=ring,
        calls=True,
        texts=True,
        ready=ready,
        wrapping_up=wrapping_up,
        full=set(full),
        skills=frozenset(skills),
    )


PASSER = uuid.uuid4()


@pytest.mark.parametrize(
    ("asked", "seats", "code"),
    [
        ({}, [], "NO_SEAT"),
        ({"required": frozenset({"KSL"})}, [serving()], "NO_SKILL"),
        ({"only": PASSER}, [serving(seat_id=PASSER, full=["TEXT"])], "LAST_AGENT"),
        ({"ring": Ring.DISTRICT}, [serving(ring=1)], "RING_PENDING"),
        ({}, [serving(ready=False)], "NOBODY_READY"),
        ({}, [serving(full=["TEXT"]), serving(wrapping_up=True)], "ALL_BUSY"),
        ({}, [serving(wrapping_up=True)], "ALL_WRAPPING_UP"),
        ({"passed_by": PASSER}, [serving(seat_id=PASSER), serving(full=["TEXT"])], "PASSED"),
        ({"preferred": frozenset({"EN"}), "insists": True}, [serving()], "SKILL_PENDING"),
        ({}, [serving()], "NEXT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_reason_to_wait_has_its_words(asked, seats, code):
    explanation = explaining.waiting(contact(**asked), seats, behind=True)
    assert explanation["code"] == code
    assert explaining.told(explanation)
    assert len(explaining.told(explanation)) > len(explaining.told({**explanation, "behind": False}))


def test_the_expected_wait_by_hand():
    queues = frozenset({"A", "B"})
    rooms = [Room(capacity=3, is_free=False, queues=queues, waiting=8), Room(3, False, frozenset({"A"}), 5)]
    found = expected_wait_of("A", waiting={"A": 5, "B": 3}, rooms=rooms, handling=timedelta(minutes=5))
    # The first agent is A's by 6 of the 9 who wait with the newcomer, the second wholly: 3 · 6/9 + 3 = 5 rooms.
    assert (found.rooms, found.ahead, found.seconds) == (5.0, 5, round(6 * 300 / 5))
    free = [Room(3, True, frozenset({"A"}), 0)]
    assert expected_wait_of("A", waiting={}, rooms=free, handling=None).seconds == 0
    nobody = expected_wait_of("A", waiting={}, rooms=[], handling=None)
    assert nobody.seconds is None
    assert nobody.reason
