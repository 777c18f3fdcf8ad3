"""Every figure a screen or a report shows, with its formula: once, for the live board and for history. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.selectors.tallies import Limits
from reporting.types import Flow, Presence, Unit

SERVICE_LEVEL_SECONDS = 20
SHORT_ABANDON_SECONDS = 5
AGAIN_WITHIN_DAYS = 7
LIMITS = Limits(
    in_time=timedelta(seconds=SERVICE_LEVEL_SECONDS),
    soon=timedelta(seconds=SHORT_ABANDON_SECONDS),
    again=timedelta(days=AGAIN_WITHIN_DAYS),
)


@dataclass(frozen=True)
class Metric:
    """One figure of contacts: its name, its formula in words and as a function, and the count whose contacts it lists.

    `compute` returns None where there is nothing to divide by.
    """

    name: str
    label: str | Promise
    unit: Unit
    formula: str | Promise
    compute: Callable[[Flow], float | None]
    rows: str


@dataclass(frozen=True)
class PresenceMetric:
    """One figure of agents' time, as `Metric`."""

    name: str
    label: str | Promise
    unit: Unit
    formula: str | Promise
    compute: Callable[[Presence], float | None]


def service_level(flow: Flow) -> float | None:
    """Return in per cent: answered in time ÷ (answered + abandoned, but not at once).

    Who hangs up within `SHORT_ABANDON_SECONDS` never gave us a chance and is left out.
    """
    return _percent(flow.answered_in_time, flow.answered + flow.abandoned - flow.abandoned_soon)


def service_level_of_answered(flow: Flow) -> float | None:
    """Return in per cent: answered in time ÷ answered ("ServiceLevelPerf" of Asterisk's queues)."""
    return _percent(flow.answered_in_time, flow.answered)


def service_level_of_offered(flow: Flow) -> float | None:
    """Return in per cent: (answered + abandoned, both in time) ÷ (answered + abandoned) ("ServiceLevelPerf2")."""
    return _percent(flow.answered_in_time + flow.abandoned_in_time, flow.answered + flow.abandoned)


def answer_rate(flow: Flow) -> float | None:
    """Return in per cent: answered ÷ (answered + abandoned)."""
    return _percent(flow.answered, flow.answered + flow.abandoned)


def abandonment(flow: Flow) -> float | None:
    """Return in per cent: abandoned ÷ (answered + abandoned)."""
    return _percent(flow.abandoned, flow.answered + flow.abandoned)


def average_wait(flow: Flow) -> float | None:
    """Return the average speed of answer (ASA) in seconds: waited by those answered ÷ answered."""
    return _average(flow.wait, flow.answered)


def handling_time(flow: Flow) -> float | None:
    """Return the average handling time (AHT) in seconds: (talk with holds + wrap-up) ÷ handled."""
    return _average(flow.talk + flow.wrap_up, flow.handled)


def wrap_up_time(flow: Flow) -> float | None:
    """Return the average time after the conversation in seconds: wrap-up ÷ handled."""
    return _average(flow.wrap_up, flow.handled)


def first_contact_resolution(flow: Flow) -> float | None:
    """Return in per cent: matters told at once that did not come again within seven days ÷ matters."""
    return _percent(flow.resolved, flow.matters)


def transfer_rate(flow: Flow) -> float | None:
    """Return in per cent: answered contacts that an official took over ÷ answered."""
    return _percent(flow.transferred, flow.answered)


def occupancy(presence: Presence) -> float | None:
    """Return in per cent: time ringing, in conversation and wrapping up ÷ that and the time ready for work."""
    working = presence.ringing + presence.busy + presence.wrapping
    return _percent(working.total_seconds(), (working + presence.ready).total_seconds())


METRICS: tuple[Metric, ...] = (
    Metric(
        "offered",
        _("대기 시작"),
        Unit.COUNT,
        _("이 동안 상담사를 기다리기 시작한 상담 수"),
        lambda flow: flow.offered,
        "offered",
    ),
    Metric("answered", _("받음"), Unit.COUNT, _("그 가운데 상담사가 받은 수"), lambda flow: flow.answered, "answered"),
    Metric(
        "abandoned",
        _("포기"),
        Unit.COUNT,
        _("그 가운데 받기 전에 시민이 떠난 수. 회신을 예약한 시민은 넣지 않습니다"),
        lambda flow: flow.abandoned,
        "abandoned",
    ),
    Metric(
        "service_level",
        _("서비스레벨"),
        Unit.PERCENT,
        _("20초 안에 받은 상담 ÷ (받은 상담 + 5초 넘게 기다리다 떠난 상담)"),
        service_level,
        "answered_in_time",
    ),
    Metric(
        "service_level_of_answered",
        _("서비스레벨(받은 상담)"),
        Unit.PERCENT,
        _("20초 안에 받은 상담 ÷ 받은 상담 (Asterisk SL)"),
        service_level_of_answered,
        "answered_in_time",
    ),
    Metric(
        "service_level_of_offered",
        _("서비스레벨(전체)"),
        Unit.PERCENT,
        _("(20초 안에 받은 상담 + 20초 안에 떠난 상담) ÷ (받은 상담 + 떠난 상담) (Asterisk SL2)"),
        service_level_of_offered,
        "answered_in_time",
    ),
    Metric(
        "answer_rate",
        _("응대율"),
        Unit.PERCENT,
        _("받은 상담 ÷ (받은 상담 + 떠난 상담)"),
        answer_rate,
        "answered",
    ),
    Metric(
        "abandonment",
        _("포기율"),
        Unit.PERCENT,
        _("떠난 상담 ÷ (받은 상담 + 떠난 상담)"),
        abandonment,
        "abandoned",
    ),
    Metric(
        "average_wait",
        _("평균 대기"),
        Unit.SECONDS,
        _("받은 상담이 기다린 시간의 합 ÷ 받은 상담 수 (ASA)"),
        average_wait,
        "answered",
    ),
    Metric(
        "handling_time",
        _("평균 처리 시간"),
        Unit.SECONDS,
        _("(상담 시간 + 후처리 시간) ÷ 끝난 상담 수 (AHT). 상담 시간에는 보류한 시간이 들어 있습니다"),
        handling_time,
        "handled",
    ),
    Metric(
        "wrap_up_time",
        _("평균 후처리"),
        Unit.SECONDS,
        _("후처리 시간 ÷ 끝난 상담 수 (ACW)"),
        wrap_up_time,
        "handled",
    ),
    Metric(
        "first_contact_resolution",
        _("첫 상담 해결률"),
        Unit.PERCENT,
        _(
            "상담사가 바로 답하고 끝났으며 같은 시민이 7일 안에 같은 업무로 다시 오지 않은 상담 ÷ 끝난 상담"
            "(중복·폭언·무응답 제외). 7일이 지나야 굳습니다"
        ),
        first_contact_resolution,
        "resolved",
    ),
    Metric(
        "transfer_rate",
        _("호전환율"),
        Unit.PERCENT,
        _("담당 공무원이 이어받은 상담 ÷ 받은 상담"),
        transfer_rate,
        "transferred",
    ),
)
"""The figures of contacts, in the order of reports. A contact counts in the quarter of an hour it began to wait in."""

OCCUPANCY = PresenceMetric(
    "occupancy",
    _("점유율"),
    Unit.PERCENT,
    _("(제안·상담·후처리 시간) ÷ (제안·상담·후처리 시간 + 대기 시간). 휴식·교육·자리 비움은 넣지 않습니다"),
    occupancy,
)

FORMULAS = {
    "waiting": _("지금 상담사를 기다리거나 배정 제안 중인 상담 수"),
    "longest_wait_seconds": _("지금 기다리는 상담 가운데 가장 오래 기다린 시간"),
    "agents": _("상담석을 상태별로 센 수. 상담 중인 사람은 다른 상태를 골라 두었어도 상담 중으로 셉니다"),
    "open_complaints": _("접수되어 아직 끝나지 않은 민원 수"),
    "due_today": _("처리기한이 오늘이고 아직 지나지 않은, 끝나지 않은 민원 수"),
    "overdue": _("처리기한이 지났는데 끝나지 않은 민원 수"),
    "completed_today": _("오늘 처리가 끝난 민원 수"),
}
"""How each figure of the present moment is counted, by its field name on the board."""


def metric(name: str) -> Metric:
    """Return the figure called `name`. Raises KeyError."""
    return {each.name: each for each in METRICS}[name]


def figures(flow: Flow) -> dict[str, float | None]:
    """Return every figure of contacts by its name."""
    return {each.name: each.compute(flow) for each in METRICS}


def chosen(names: Iterable[str]) -> tuple[Metric, ...]:
    """Return the figures with these names, in the order of reports."""
    wanted = set(names)
    return tuple(each for each in METRICS if each.name in wanted)


def _percent(part: float, whole: float) -> float | None:
    return None if whole <= 0 else 100 * part / whole


def _average(total: timedelta, count: int) -> float | None:
    return None if count <= 0 else total.total_seconds() / count
