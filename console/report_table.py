"""A report as a table: headings with their formulas, and cells as they are read on a screen or in a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from korean.dates import seoul_time
from reporting.metrics import METRICS, WORK_METRICS, Metric
from reporting.types import Breakdown, Flow, Forecast, Line, Report, Unit, Work

MOMENTS = {Breakdown.HOUR: "%Y-%m-%d %H:00", Breakdown.DAY: "%Y-%m-%d", Breakdown.MONTH: "%Y-%m"}
Cell = str | int | float | None


@dataclass(frozen=True)
class Row:
    """One line: its name, the code or moment it stands for, and each figure with its metric."""

    name: str
    key: Any
    cells: tuple[tuple[Metric[Any], float | None], ...]


@dataclass(frozen=True)
class Table:
    """The lines of a report and their total, under the metrics of its columns."""

    metrics: tuple[Metric[Any], ...]
    rows: tuple[Row, ...]
    total: Row


def table(report: Report[Any], *, by: Breakdown, metrics: Sequence[Metric[Any]]) -> Table:
    """Return a report as a table with a column for each metric."""
    return Table(
        metrics=tuple(metrics),
        rows=tuple(_row(line, _name(line, by), metrics) for line in report.lines),
        total=_row(Line("", "", report.total), _("합계"), metrics),
    )


def metrics_of(made: type[Flow] | type[Work]) -> Sequence[Metric[Any]]:
    """Return the columns of a report on contacts (`Flow`) or on agents (`Work`)."""
    return METRICS if made is Flow else WORK_METRICS


def file_rows(shown: Table, *, first: str) -> list[list[Cell]]:
    """Return the rows of a file: headings with units, plain numbers, the total last. `first` heads the names."""
    heads: list[Cell] = [first, *(_heading(metric) for metric in shown.metrics)]
    body = [[row.name, *(_number(value, metric.unit) for metric, value in row.cells)] for row in shown.rows]
    total = [shown.total.name, *(_number(value, metric.unit) for metric, value in shown.total.cells)]
    return [heads, *body, total]


def forecast_rows(forecast: Forecast) -> list[list[Cell]]:
    """Return the rows of a file with a staffing forecast."""
    heads: list[Cell] = [
        _("시작"),
        _("예상 상담"),
        _("평균 처리 시간(초)"),
        _("필요한 상담석"),
        _("근무할 사람"),
        _("예상 서비스레벨(%)"),
        _("예상 점유율(%)"),
    ]
    return [heads] + [
        [
            f"{seoul_time(line.starts_at):%Y-%m-%d %H:%M}",
            round(line.expected, 1),
            round(line.handling_seconds),
            line.agents,
            line.on_duty,
            None if line.service_level is None else round(100 * line.service_level, 1),
            None if line.occupancy is None else round(100 * line.occupancy, 1),
        ]
        for line in forecast.lines
    ]


def _row(line: Line[Any], name: str, metrics: Sequence[Metric[Any]]) -> Row:
    return Row(name, line.key, tuple((metric, metric.compute(line.of)) for metric in metrics))


def _name(line: Line[Any], by: Breakdown) -> str:
    return f"{seoul_time(line.key):{MOMENTS[by]}}" if by in MOMENTS else line.label


def _heading(metric: Metric[Any]) -> str:
    units = {Unit.SECONDS: _("초"), Unit.PERCENT: "%"}
    return f"{metric.label}({units[metric.unit]})" if metric.unit in units else str(metric.label)


def _number(value: float | None, unit: Unit) -> Cell:
    if value is None:
        return None
    return int(value) if unit == Unit.COUNT else round(value, 1)
