"""An objection to a refusal, as screens know it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectionOutcome(models.TextChoices):
    """How an objection was decided."""

    UPHELD = "UPHELD", _("받아들임")
    DISMISSED = "DISMISSED", _("받아들이지 않음")


@dataclass(frozen=True)
class ObjectionLine:
    """An objection; `outcome` "" while it is not decided."""

    id: UUID
    text: str
    filed_at: datetime
    due_at: datetime
    extension_reason: str
    outcome: str
    outcome_label: str
    answer: str
    decided_at: datetime | None
    overdue: bool
