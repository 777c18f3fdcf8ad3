"""Every figure a screen or a report shows, with its formula. Pure: numbers in, numbers out."""

from django.utils.translation import gettext_lazy as _

SERVICE_LEVEL_SECONDS = 20
SHORT_ABANDON_SECONDS = 5

FORMULAS = {
    "waiting": _("지금 상담사를 기다리거나 배정 제안 중인 상담 수"),
    "longest_wait_seconds": _("지금 기다리는 상담 가운데 가장 오래 기다린 시간"),
    "service_level": _("20초 안에 받은 상담 ÷ (받은 상담 + 5초 넘게 기다리다 끊은 전화). 오늘 대기를 시작한 상담 기준"),
    "average_wait_seconds": _("받은 상담이 기다린 시간의 합 ÷ 받은 상담 수. 오늘 대기를 시작한 상담 기준"),
    "answered_today": _("오늘 대기를 시작한 상담 가운데 상담사가 받은 수"),
    "abandoned_today": _("오늘 대기를 시작한 전화 가운데 받기 전에 끊은 수"),
    "agents": _("상담석을 상태별로 센 수. 상담 중인 사람은 다른 상태를 골라 두었어도 상담 중으로 셉니다"),
    "open_complaints": _("접수되어 아직 끝나지 않은 민원 수"),
    "due_today": _("처리기한이 오늘이고 아직 지나지 않은, 끝나지 않은 민원 수"),
    "overdue": _("처리기한이 지났는데 끝나지 않은 민원 수"),
    "completed_today": _("오늘 처리가 끝난 민원 수"),
}
"""How each figure of the board is counted, by its field name."""


def service_level(*, answered_in_time: int, answered: int, abandoned: int, abandoned_soon: int) -> float | None:
    """Return the service level in percent: answered in time ÷ (answered + abandoned, but not at once).

    Who hangs up within `SHORT_ABANDON_SECONDS` never gave us a chance and is left out. None when nobody came.
    """
    base = answered + abandoned - abandoned_soon
    return None if base <= 0 else 100 * answered_in_time / base


def average_wait(*, total_wait_seconds: float, answered: int) -> float | None:
    """Return the average speed of answer in seconds, None when nobody was answered."""
    return None if answered == 0 else total_wait_seconds / answered
