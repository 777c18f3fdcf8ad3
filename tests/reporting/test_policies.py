"""Pure rules: quarters, time in states, predicted breaches, surges."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from reporting.policies.prediction import predict
from reporting.policies.presence import times_by_quarter, times_of
from reporting.policies.quarters import QUARTER, quarter_of, stretches
from reporting.policies.surges import surging, windows
from reporting.types import Hindrance
from routing.types import SeatSpanLine, SeatState

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FREE, BUSY, WRAP_UP, AWAY = SeatState.FREE, SeatState.BUSY, SeatState.WRAP_UP, SeatState.AWAY


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_quarters_join_into_stretches() -> None:
    assert quarter_of(START + minutes(29)) == START + QUARTER
    found = {START, START + QUARTER, START + 4 * QUARTER}
    assert stretches(found) == [(START, START + 2 * QUARTER), (START + 4 * QUARTER, START + 5 * QUARTER)]


def test_spans_are_cut_at_quarters_and_at_now() -> None:
    agent = uuid4()
    spans = [
        SeatSpanLine(agent, FREE, "", START - minutes(10), START + minutes(20)),
        SeatSpanLine(agent, BUSY, "", START + minutes(20), None),
        SeatSpanLine(agent, SeatState.OFFLINE, "", START - minutes(60), START - minutes(10)),
    ]
    now = START + minutes(25)
    cut = times_by_quarter(spans=spans, since=START, until=now)
    assert cut[START, agent].ready == minutes(15)
    assert (cut[START + QUARTER, agent].ready, cut[START + QUARTER, agent].busy) == (minutes(5), minutes(5))
    whole = times_of(spans=spans, since=START, until=now)[agent]
    assert whole == cut[START, agent] + cut[START + QUARTER, agent]


@pytest.mark.parametrize(
    ("waiting", "seats", "seconds", "breach", "hindrance"),
    [
        (0, [FREE, BUSY], 0, False, Hindrance.NOTHING),
        (2, [FREE, BUSY], 200, True, Hindrance.NOTHING),  # (2 − 1 + 1) × 200 ÷ 2
        (1, [BUSY, BUSY, WRAP_UP, BUSY], 100, True, Hindrance.ALL_BUSY),  # 2 × 200 ÷ 4
        (3, [WRAP_UP, AWAY], 800, True, Hindrance.ALL_WRAPPING_UP),
        (1, [AWAY], None, True, Hindrance.NOBODY_THERE),
        (0, [], None, False, Hindrance.NO_SEAT),
    ],
)
def test_a_breach_is_predicted_with_its_reason(
    waiting: int, seats: list[SeatState], seconds: int | None, breach: bool, hindrance: Hindrance
) -> None:
    found = predict(waiting=waiting, longest_wait_seconds=0, seats=seats, handling_seconds=200.0, within_seconds=20)
    assert (found.seconds, found.breach, found.hindrance) == (seconds, breach, hindrance)


def test_who_has_waited_too_long_already_is_a_breach() -> None:
    found = predict(waiting=1, longest_wait_seconds=21, seats=[FREE] * 3, handling_seconds=None, within_seconds=20)
    assert found.breach


def test_a_surge_is_twice_the_usual_and_five_at_least() -> None:
    def filed(key: str, *, now: int, daily: int) -> list[tuple[str, datetime]]:
        before = [(key, START - timedelta(days=day, hours=1)) for day in range(1, 8) for _ in range(daily)]
        return before + [(key, START - minutes(5))] * now

    found = filed("light", now=8, daily=2) + filed("noise", now=7, daily=4) + filed("rare", now=4, daily=0)
    assert list(surging(filed=found, now=START)) == [("light", 8, 2.0, 4.0)]
    assert len(windows(START)) == 8
