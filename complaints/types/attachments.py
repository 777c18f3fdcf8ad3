"""What other apps are told about files beside a complaint."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from files.types import ScanState


class Purpose(models.TextChoices):
    """What a file is for. What the department shows of its work, the citizen sees too."""

    FILED = "FILED", _("신청 자료")
    SUPPLEMENT = "SUPPLEMENT", _("보완 자료")
    BEFORE = "BEFORE", _("조치 전")
    AFTER = "AFTER", _("조치 후")
    RESULT = "RESULT", _("처리 결과 자료")


@dataclass(frozen=True)
class AttachmentLine:
    """A file in a list. `link` opens it, for the person who asked only and a quarter of an hour; "" while it may not be
    opened. Sizes are bytes and pixels (0 for what is no picture)."""

    id: UUID
    purpose: Purpose
    name: str
    content_type: str
    size: int
    width: int
    height: int
    scan: ScanState
    by: str
    at: datetime
    link: str

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.content_type.startswith("image/")
