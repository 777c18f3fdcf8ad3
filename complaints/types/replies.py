"""Wordings that a department uses again, as screens know them."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 40
LONGEST_REPLY = 2_000


class ReplyUse(models.TextChoices):
    """What a wording is for."""

    PLAN = "PLAN", _("처리 계획")
    RESULT = "RESULT", _("처리결과")


@dataclass(frozen=True)
class ReplyLine:
    """One wording; `text` with its variables as written, or filled in for a complaint."""

    id: UUID
    use: ReplyUse
    name: str
    text: str
    topic_code: str
    topic_name: str
    department_code: str
    department_name: str
