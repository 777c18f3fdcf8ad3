"""Saved views and exports, as other apps are told about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_VIEW_NAME = 60


class Sharing(models.TextChoices):
    """Who finds a saved view in their list. What it shows is always only what the reader may see."""

    NOBODY = "NOBODY", _("나만")
    DEPARTMENT = "DEPARTMENT", _("우리 부서")
    DISTRICT = "DISTRICT", _("우리 자치구")


class ExportFormat(models.TextChoices):
    CSV = "CSV", _("CSV")
    XLSX = "XLSX", _("엑셀(XLSX)")


class ExportState(models.TextChoices):
    QUEUED = "QUEUED", _("차례를 기다림")
    RUNNING = "RUNNING", _("만드는 중")
    READY = "READY", _("받을 수 있음")
    FAILED = "FAILED", _("만들지 못함")
    EXPIRED = "EXPIRED", _("기한이 지나 지움")


@dataclass(frozen=True)
class SavedViewLine:
    """A saved view in the reader's list; `mine`: the reader may change and delete it."""

    id: UUID
    name: str
    filters: Mapping[str, Sequence[str]]
    sharing: Sharing
    owner: str
    mine: bool


@dataclass(frozen=True)
class ExportLine:
    """An export in its owner's list: `done` of `total` rows are written. It can be fetched until `expires_at`."""

    id: UUID
    format: ExportFormat
    state: ExportState
    filters: Mapping[str, Sequence[str]]
    reason: str
    masked: bool
    total: int
    done: int
    created_at: datetime
    expires_at: datetime | None
