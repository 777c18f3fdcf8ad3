"""What other apps are told about files beside a complaint."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 100


class Purpose(models.TextChoices):
    """What a file is for. What the department shows of its work, the citizen sees too."""

    FILED = "FILED", _("신청 자료")
    SUPPLEMENT = "SUPPLEMENT", _("보완 자료")
    BEFORE = "BEFORE", _("조치 전")
    AFTER = "AFTER", _("조치 후")
    RESULT = "RESULT", _("처리 결과 자료")


class ScanState(models.TextChoices):
    """Whether the antivirus program has looked at a file. Without such a program none is ever looked at."""

    NOT_SCANNED = "NOT_SCANNED", _("검사하지 않음")
    PENDING = "PENDING", _("바이러스 검사 중")
    CLEAN = "CLEAN", _("이상 없음")
    INFECTED = "INFECTED", _("바이러스가 있어 막음")


@dataclass(frozen=True)
class Point:
    """A place in WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class PreparedFile:
    """A file that was looked into and may be attached, as it will be stored; `point` is where a photo says it was
    taken, and is not in `content` any more."""

    name: str
    content_type: str
    content: bytes
    width: int = 0
    height: int = 0
    point: Point | None = None


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
