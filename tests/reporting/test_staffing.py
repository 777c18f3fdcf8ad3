"""Staffing against published values."""

from math import inf

import pytest

from reporting.policies.staffing import Load, agents_needed, outcome

HALF_HOUR = 1_800


def test_erlang_c_of_the_textbooks() -> None:
    # 100 calls in half an hour of 3 minutes each are 10 erlangs; 14 agents: 17.4 % wait, 88.8 % within 20 s, ASA 7.8 s.
    load = Load(calls_per_second=100 / HALF_HOUR, handling_seconds=180)
    assert load.erlangs == pytest.approx(10)
    got = outcome(load, agents=14, within_seconds=20)
    assert got.waiting == pytest.approx(0.174, abs=0.001)
    assert got.service_level == pytest.approx(0.888, abs=0.001)
    assert got.average_wait_seconds == pytest.approx(7.8, abs=0.05)
    assert got.occupancy == pytest.approx(0.714, abs=0.001)
    assert outcome(load, agents=11, within_seconds=20).waiting == pytest.approx(0.682, abs=0.001)


def test_erlang_a_as_published() -> None:
    # Garnett, Mandelbaum and Reiman (2002): 50 agents, 48 calls a minute of one minute, patience of two minutes.
    load = Load(calls_per_second=48 / 60, handling_seconds=60, patience_seconds=120)
    got = outcome(load, agents=50, within_seconds=12.5)
    assert got.abandoning == pytest.approx(0.031, abs=0.0005)
    assert got.average_wait_seconds == pytest.approx(3.7, abs=0.05)
    assert got.occupancy == pytest.approx(0.93, abs=0.005)
    endless = outcome(Load(48 / 60, 60), agents=50, within_seconds=20)
    assert endless.average_wait_seconds == pytest.approx(20.8, abs=0.1)
    assert endless.occupancy == pytest.approx(0.96, abs=0.001)


def test_the_fewest_agents_are_found() -> None:
    load = Load(calls_per_second=100 / HALF_HOUR, handling_seconds=180)
    needed = agents_needed(load, service_level=0.8, within_seconds=20)
    assert needed == 14  # 13 reach 79.6 %
    assert outcome(load, agents=needed - 1, within_seconds=20).service_level < 0.8
    impatient = Load(100 / HALF_HOUR, 180, patience_seconds=60)
    assert agents_needed(impatient, service_level=0.8, within_seconds=20) < needed


def test_the_edges() -> None:
    assert agents_needed(Load(0, 180), service_level=0.8, within_seconds=20) == 0
    assert outcome(Load(1, 60), agents=60, within_seconds=20).average_wait_seconds == inf
    assert outcome(Load(1, 60, 30), agents=0, within_seconds=20).service_level == 0
    crowd = outcome(Load(10, 300, 60), agents=20, within_seconds=20)  # 150 times too many calls still give an answer
    assert crowd.abandoning == pytest.approx(1 - 20 / 3_000, abs=0.01)
    assert crowd.occupancy == pytest.approx(1, abs=0.01)


def test_who_hangs_up_at_once_is_left_out() -> None:
    load = Load(48 / 60, 60, 30)
    with_all = outcome(load, agents=45, within_seconds=20)
    without = outcome(load, agents=45, within_seconds=20, soon_seconds=5)
    assert with_all.service_level < without.service_level <= 1
