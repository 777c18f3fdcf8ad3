"""What a file is once it was looked into, and how much of one we take."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 100
LARGEST_FILE = 20 * 1024 * 1024
LARGEST_PICTURE = 50_000_000
"""Pixels: what present telephones take (8,160 × 6,120)."""
LONGEST_SIDE = 4096
"""Pixels: larger pictures are made smaller."""


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
