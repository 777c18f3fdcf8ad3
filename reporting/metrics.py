"""Every figure a screen or a report shows, with its formula: once, for the live board and for history. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.selectors.tallies import Limits
from reporting.types import Flow, Unit, Work

SERVICE_LEVEL_SECONDS = 20
SHORT_ABANDON_SECONDS = 5
AGAIN_WITHIN_DAYS = 7
LIMITS = Limits(
    in_time=timedelta(seconds=SERVICE_LEVEL_SECONDS),
    soon=timedelta(seconds=SHORT_ABANDON_SECONDS),
    again=timedelta(days=AGAIN_WITHIN_DAYS),
)


Of = TypeVar("Of", Flow, Work)


@dataclass(frozen=True)
class Metric(Generic[Of]):
    """One figure: its name, its formula in words and as a function, and the count whose contacts stand behind it.

    `compute` returns None where there is nothing to divide by; a figure of agents' time has no contacts (`rows` "").
    """

    name: str
    label: str | Promise
    unit: Unit
    formula: str | Promise
    compute: Callable[[Of], float | None]
    rows: str = ""


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


def handling_time(done: Flow | Work) -> float | None:
    """Return the average handling time (AHT) in seconds: (talk with holds + wrap-up) ÷ handled."""
    return _average(done.talk + done.wrap_up, done.handled)


def wrap_up_time(done: Flow | Work) -> float | None:
    """Return the average time after the conversation in seconds: wrap-up ÷ handled."""
    return _average(done.wrap_up, done.handled)


def first_contact_resolution(flow: Flow) -> float | None:
    """Return in per cent: matters told at once that did not come again within seven days ÷ matters."""
    return _percent(flow.resolved, flow.matters)


def transfer_rate(flow: Flow) -> float | None:
    """Return in per cent: answered contacts that an official took over ÷ answered."""
    return _percent(flow.transferred, flow.answered)


def occupancy(work: Work) -> float | None:
    """Return in per cent: time ringing, in conversation and wrapping up ÷ that and the time ready for work."""
    working = work.ringing + work.busy + work.wrapping
    return _percent(working.total_seconds(), (working + work.ready).total_seconds())


METRICS: tuple[Metric[Flow], ...] = (
    Metric(
        "offered",
        _("대기한 상담"),
        Unit.COUNT,
        _("이 동안 상담사를 기다리기 시작한 상담 수"),
        lambda flow: flow.offered,
        "offered",
    ),
    Metric(
        "answered", _("받은 상담"), Unit.COUNT, _("그 가운데 상담사가 받은 수"), lambda flow: flow.answered, "answered"
    ),
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
    Metric(
        "relayed",
        _("107 중계"),
        Unit.COUNT,
        _("대기한 상담 가운데 손말이음센터(107)를 거쳐 걸려 온 수"),
        lambda flow: flow.relayed,
        "relayed",
    ),
)
"""The figures of contacts, in the order of reports. A contact counts in the quarter of an hour it began to wait in."""

OCCUPANCY = Metric[Work](
    "occupancy",
    _("점유율"),
    Unit.PERCENT,
    _("(제안·상담·후처리 시간) ÷ (제안·상담·후처리 시간 + 대기 시간). 휴식·교육·자리 비움은 넣지 않습니다"),
    occupancy,
)

WORK_METRICS: tuple[Metric[Work], ...] = (
    Metric("taken", _("수락"), Unit.COUNT, _("이 동안 수락한 배정 제안 수"), lambda work: work.taken),
    Metric("declined", _("거절"), Unit.COUNT, _("이 동안 거절한 배정 제안 수"), lambda work: work.declined),
    Metric(
        "missed", _("시간 초과"), Unit.COUNT, _("이 동안 받지 못하고 지나간 배정 제안 수"), lambda work: work.missed
    ),
    Metric("handled", _("끝냄"), Unit.COUNT, _("이 동안 마친 상담 수"), lambda work: work.handled),
    Metric(
        "handling_time",
        _("평균 처리 시간"),
        Unit.SECONDS,
        _("이 동안 마친 상담의 (상담 시간 + 후처리 시간) ÷ 마친 상담 수"),
        handling_time,
    ),
    Metric(
        "wrap_up_time",
        _("평균 후처리"),
        Unit.SECONDS,
        _("이 동안 마친 상담의 후처리 시간 ÷ 마친 상담 수"),
        wrap_up_time,
    ),
    OCCUPANCY,
    Metric("ready", _("대기"), Unit.SECONDS, _("대기 상태로 있은 시간"), lambda work: work.ready.total_seconds()),
    Metric("busy", _("상담"), Unit.SECONDS, _("상담하고 있은 시간"), lambda work: work.busy.total_seconds()),
    Metric("wrapping", _("후처리"), Unit.SECONDS, _("후처리한 시간"), lambda work: work.wrapping.total_seconds()),
    Metric("resting", _("휴식"), Unit.SECONDS, _("휴식한 시간"), lambda work: work.resting.total_seconds()),
    Metric(
        "elsewhere",
        _("교육·자리 비움"),
        Unit.SECONDS,
        _("교육을 받거나 자리를 비운 시간"),
        lambda work: (work.training + work.away).total_seconds(),
    ),
    Metric("gone", _("연결 끊김"), Unit.SECONDS, _("연결이 끊긴 시간"), lambda work: work.gone.total_seconds()),
)
"""The figures of agents, in the order of reports."""

FORMULAS = {
    "waiting": _("지금 상담사를 기다리거나 배정 제안 중인 상담 수"),
    "longest_wait_seconds": _("지금 기다리는 상담 가운데 가장 오래 기다린 시간"),
    "expected_wait": _(
        "지금 온 상담이 기다릴 시간. 이 기관을 먼저 맡아 일하는 상담사 n명 가운데 f명이 비었고 w건이 기다리면, "
        "w < f일 때 0, 아니면 (w − f + 1) × 오늘 평균 처리 시간 ÷ n"
    ),
    "free": _("이 기관을 먼저 맡는 상담사: 지금 받을 수 있는 사람 / 일하고 있는 사람"),
    "surge": _(
        "최근 3시간에 접수된 민원이 앞선 7일 같은 시간대 평균의 두 배 이상이고 5건 이상일 때. "
        "동은 좌표에서 가장 가까운 법정동"
    ),
    "agents": _("상담석을 상태별로 센 수. 상담 중인 사람은 다른 상태를 골라 두었어도 상담 중으로 셉니다"),
    "call_backs_due": _(
        "걸기로 약속한 때가 되었는데 아직 상담사가 받지 않은 회신 전화 수. 10분이 지나면 늦은 것으로 셉니다"
    ),
    "call_backs": _("오늘 걸기로 약속한 회신 전화 가운데 약속한 때부터 10분 안에 처음 건 수 / 때가 된 수"),
    "open_complaints": _("접수되어 아직 끝나지 않은 민원 수"),
    "due_today": _("처리기한이 오늘이고 아직 지나지 않은, 끝나지 않은 민원 수"),
    "overdue": _("처리기한이 지났는데 끝나지 않은 민원 수"),
    "completed_today": _("오늘 처리가 끝난 민원 수"),
}
"""How each figure of the present moment is counted, by its field name on the board."""


def figures(flow: Flow) -> dict[str, float | None]:
    """Return every figure of contacts by its name."""
    return {metric.name: metric.compute(flow) for metric in METRICS}


def patience_seconds(flow: Flow) -> float:
    """Return how long callers wait on average before they give up: all waiting ÷ abandoned (infinite without any).

    The estimate of an exponential patience of which those answered have only shown a part.
    """
    waited = flow.wait + flow.abandoned_wait
    return waited.total_seconds() / flow.abandoned if flow.abandoned else inf


def _percent(part: float, whole: float) -> float | None:
    return None if whole <= 0 else 100 * part / whole


def _average(total: timedelta, count: int) -> float | None:
    return None if count <= 0 else total.total_seconds() / count
