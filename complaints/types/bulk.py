"""The words of a change of many complaints at once."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkAction(models.TextChoices):
    RECEIVE = "RECEIVE", _("내가 담당하기")
    REASSIGN = "REASSIGN", _("담당자 변경")
    REPORT_PROGRESS = "REPORT_PROGRESS", _("처리상황 통지")


class BulkState(models.TextChoices):
    WAITING = "WAITING", _("곧 실행")
    UNDONE = "UNDONE", _("되돌림")
    DONE = "DONE", _("실행함")


@dataclass(frozen=True)
class BulkResult:
    """How a change of many complaints stands; `refusals` are number and reason of those it was not done with."""

    id: UUID
    action: BulkAction
    state: BulkState
    count: int
    official_name: str
    seconds_left: int
    refusals: tuple[tuple[str, str], ...]
