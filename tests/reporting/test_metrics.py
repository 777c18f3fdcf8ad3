"""The formulas, on numbers anybody can check."""

from dataclasses import fields

from reporting import metrics
from reporting.types import Board


def test_who_hangs_up_at_once_does_not_spoil_the_service_level() -> None:
    assert metrics.service_level(answered_in_time=8, answered=10, abandoned=3, abandoned_soon=3) == 80
    assert metrics.service_level(answered_in_time=8, answered=10, abandoned=6, abandoned_soon=0) == 50


def test_without_anybody_there_is_no_service_level() -> None:
    assert metrics.service_level(answered_in_time=0, answered=0, abandoned=0, abandoned_soon=0) is None
    assert metrics.service_level(answered_in_time=0, answered=0, abandoned=2, abandoned_soon=2) is None


def test_average_wait() -> None:
    assert metrics.average_wait(total_wait_seconds=90, answered=3) == 30
    assert metrics.average_wait(total_wait_seconds=0, answered=0) is None


def test_every_figure_of_the_board_has_its_formula() -> None:
    figures = {field.name for field in fields(Board)} - {"at", "seats", "districts", "lines", "service_level_seconds"}
    assert figures == set(metrics.FORMULAS)
