"""What supervisors edit, try and publish of what routing decides from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy


class EditKind(models.TextChoices):
    """What people may change of what decisions are made from."""

    PLACE = "PLACE", gettext_lazy("장소")
    SYNONYM = "SYNONYM", gettext_lazy("시민의 말")
    EXAMPLE = "EXAMPLE", gettext_lazy("예문")
    RESPONSIBILITY = "RESPONSIBILITY", gettext_lazy("담당 부서")


class ExampleKind(models.TextChoices):
    """Whether an example asks for something to be told, or reports something to be done."""

    QUESTION = "QUESTION", pgettext_lazy("예문", "문의")
    REPORT = "REPORT", gettext_lazy("신고·요청")


class VersionState(models.TextChoices):
    DRAFT = "DRAFT", gettext_lazy("초안")
    PUBLISHED = "PUBLISHED", gettext_lazy("게시 중")
    RETIRED = "RETIRED", gettext_lazy("지난 판")
    REFUSED = "REFUSED", gettext_lazy("게시 거부")


class TrialState(models.TextChoices):
    """How far the trial of a draft is."""

    REQUESTED = "REQUESTED", gettext_lazy("시험을 기다리는 중")
    RUNNING = "RUNNING", gettext_lazy("시험하는 중")
    DONE = "DONE", gettext_lazy("시험 끝남")
    FAILED = "FAILED", gettext_lazy("시험 실패")


@dataclass(frozen=True, slots=True)
class Example:
    """One way a citizen puts a matter of a topic."""

    topic_code: str
    text: str
    kind: ExampleKind


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a person to what decisions are made from (see `RoutingEdit`); a code that does not apply is "".

    `since` is the day it was said, None for what is no person's edit: what begins later is not changed by it.
    """

    kind: EditKind
    name: str = ""
    detail: str = ""
    district_code: str = ""
    topic_code: str = ""
    department_code: str = ""
    removed: bool = False
    since: date | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the edit is about: a later edit about the same thing takes its place."""
        return self.kind, self.name.casefold(), self.district_code, self.topic_code


@dataclass(frozen=True, slots=True)
class EditLine:
    """An edit as people read it: names in place of codes, who made it and when."""

    id: UUID
    edit: Edit
    district_name: str
    topic_name: str
    department_name: str
    department_before: str
    author: str
    at: datetime


class Drafted(models.TextChoices):
    """What the reader's draft does to a row of the tables."""

    UNTOUCHED = "UNTOUCHED", gettext_lazy("그대로")
    ADDED = "ADDED", gettext_lazy("추가 예정")
    CHANGED = "CHANGED", gettext_lazy("변경 예정")
    REMOVED = "REMOVED", gettext_lazy("삭제 예정")


@dataclass(frozen=True, slots=True)
class EditableRow:
    """A row of the tables as a supervisor sees it: as it is live, and what their draft does to it.

    `edit` says what the row holds; `removed` there as in the draft. Without a `department_name` nobody is in charge.
    """

    edit: Edit
    district_name: str
    topic_name: str
    department_name: str
    detail: str
    drafted: Drafted
    editable: bool


@dataclass(frozen=True, slots=True)
class VersionContent:
    """What a version adds to the city's tables and the examples. `artefact` is the trained model, None without one."""

    number: int
    edits: tuple[Edit, ...] = ()
    artefact: bytes | None = None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the history; `number` is None for one that was refused."""

    id: UUID
    number: int | None
    state: VersionState
    note: str
    author: str
    at: datetime
    edits: int
    figures: Mapping[str, Any]
    dry_run: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A supervisor's unpublished edits, and what the last dry run of them came to ({} before one)."""

    id: UUID
    lines: tuple[EditLine, ...]
    dry_run: Mapping[str, Any]
    tried: bool
    """Whether the dry run is finished and was of exactly these edits on the version that is published now."""
