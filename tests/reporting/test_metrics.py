"""The formulas, on numbers anybody can check."""

from datetime import timedelta

from reporting import metrics
from reporting.types import Flow, Work


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


# Answered after 5, 12, 20, 21, 40 and 90 seconds; hung up after 3, 15 and 200 seconds. Counted by hand:
TABLE = Flow(
    offered=9,
    answered=6,
    answered_in_time=3,
    abandoned=3,
    abandoned_soon=1,
    abandoned_in_time=2,
    handled=5,
    transferred=2,
    matters=4,
    resolved=3,
    relayed=1,
    wait=seconds(188),
    talk=seconds(600),
    wrap_up=seconds(150),
)


def test_a_table_counted_by_hand() -> None:
    figures = metrics.figures(TABLE)
    assert figures["service_level"] == 100 * 3 / 8  # 3 ÷ (6 + 2)
    assert figures["service_level_of_answered"] == 50  # 3 ÷ 6
    assert figures["service_level_of_offered"] == 100 * 5 / 9  # (3 + 2) ÷ (6 + 3)
    assert figures["abandonment"] == 100 * 3 / 9
    assert figures["answer_rate"] == 100 * 6 / 9
    assert figures["average_wait"] == 188 / 6
    assert figures["handling_time"] == 150
    assert figures["wrap_up_time"] == 30
    assert figures["first_contact_resolution"] == 75
    assert figures["transfer_rate"] == 100 * 2 / 6
    assert figures["relayed"] == 1


def test_without_anybody_there_is_nothing_to_divide_by() -> None:
    counts = {metric.name for metric in metrics.METRICS if metric.unit == "count"}
    assert metrics.figures(Flow()) == {metric.name: 0 if metric.name in counts else None for metric in metrics.METRICS}
    assert metrics.service_level(Flow(abandoned=2, abandoned_soon=2)) is None


def test_occupancy_leaves_breaks_out() -> None:
    work = Work(ready=seconds(30), ringing=seconds(10), busy=seconds(40), wrapping=seconds(20))
    assert metrics.occupancy(work) == 70
    assert metrics.occupancy(work + Work(resting=seconds(900), away=seconds(60))) == 70
    assert metrics.occupancy(Work(resting=seconds(60))) is None


def test_flows_add_up() -> None:
    assert metrics.figures(TABLE + TABLE)["service_level"] == metrics.figures(TABLE)["service_level"]
    assert (TABLE + TABLE).wait == seconds(376)
