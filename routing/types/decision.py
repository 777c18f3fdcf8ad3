"""Where a citizen's words belong, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from korean import phone


class Handling(models.TextChoices):
    SIMPLE = "SIMPLE", gettext_lazy("단순 문의")
    LONG = "LONG", gettext_lazy("부서 검토")
    EMERGENCY = "EMERGENCY", gettext_lazy("긴급")


class DistrictStatus(models.TextChoices):
    RESOLVED = "RESOLVED", gettext_lazy("확정")
    AMBIGUOUS = "AMBIGUOUS", gettext_lazy("확인 필요")
    UNKNOWN = "UNKNOWN", gettext_lazy("알 수 없음")
    CITY = "CITY", gettext_lazy("서울시 업무")
    OUTSIDE = "OUTSIDE", gettext_lazy("서울 밖")


SURE_TOPIC = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason of a decision: the words, their place in the text (-1: not in it), and what they mean."""

    kind: str
    text: str
    start: int
    end: int
    points_to: tuple[str, ...]
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a decision is made from; coordinates in WGS 84 degrees, districts by code, "" for unknown."""

    text: str
    dialled: str = ""
    latitude: float | None = None
    longitude: float | None = None
    chosen_district: str = ""
    earlier_district: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A district or topic that is possible, with a score from 0 to 1."""

    code: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Question:
    """The one question to put to the citizen, with the answers to choose from (none: the citizen answers freely)."""

    text: str
    options: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class DutyRoom:
    """The room of a district office that answers at night and on holidays (phone number: E.164)."""

    phone: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a citizen's words belong, and why.

    `district_code` is the office that answers: a district's when RESOLVED, the city hall's when CITY, "" otherwise.
    `department_name` is who is in charge by day; while their office is closed `duty_room` answers, None else.
    `confidence` runs from 0 to 1. `emergency_number` is "112", "119" or "109" for an emergency, else "". `given` is
    what it was made from, None for one read back or corrected by a person.
    """

    status: DistrictStatus
    district_code: str
    district_name: str
    district_candidates: tuple[Candidate, ...]
    topic_code: str
    topic_candidates: tuple[Candidate, ...]
    department_code: str
    department_name: str
    department_fallback: bool
    handling: Handling
    confidence: float
    question: Question | None
    evidence: tuple[Evidence, ...]
    emergency_number: str
    version: str
    duty_room: DutyRoom | None = None
    given: Given | None = field(default=None, compare=False, repr=False)

    @property
    def offers_topics(self) -> bool:
        """Whether the first topic is not sure enough to be taken unasked: offer the candidates as buttons."""
        return bool(self.topic_candidates) and self.topic_candidates[0].score < SURE_TOPIC

    def as_json(self) -> dict[str, Any]:
        """Return the decision as plain JSON values, without what was given; `from_json` reads it back unchanged."""
        plain = asdict(self)
        del plain["given"]
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        """Read a decision written by `as_json`. Raises KeyError where a field is missing."""
        question, duty_room = data["question"], data.get("duty_room")
        return cls(
            **{
                **data,
                "status": DistrictStatus(data["status"]),
                "handling": Handling(data["handling"]),
                "district_candidates": _candidates(data["district_candidates"]),
                "topic_candidates": _candidates(data["topic_candidates"]),
                "duty_room": duty_room and DutyRoom(**duty_room),
                "question": question and Question(question["text"], _candidates(question["options"])),
                "evidence": tuple(
                    Evidence(**{**line, "points_to": tuple(line["points_to"])}) for line in data["evidence"]
                ),
            }
        )

    def one_line(self) -> str:
        """Return the decision in one line: ‘연신내역’ → 은평구 · 불법주정차 → 주차관리과 (0.94).

        The number to call in an emergency stands before it, and so does the duty room's while the office is closed.
        """
        words = next((line.text for line in self.evidence if line.kind not in {"topic", "emergency"} and line.text), "")
        if self.status == DistrictStatus.AMBIGUOUS:
            place = "/".join(candidate.name for candidate in self.district_candidates) + "?"
        else:
            place = self.district_name or str(self.status.label)
        topic = self.topic_candidates[0].name if self.topic_candidates else _("업무 분야 미정")
        parts = [f"‘{words}’ → {place}" if words else place]
        parts.append(f"{topic} → {self.department_name}" if self.department_name else topic)
        if self.duty_room is not None:
            parts.insert(0, _("야간·휴일 당직실 %(phone)s") % {"phone": phone.display(self.duty_room.phone)})
        if self.emergency_number:
            parts.insert(0, f"{self.handling.label} {self.emergency_number}")
        return f"{' · '.join(parts)} ({self.confidence:.2f})"


def _candidates(lines: list[dict[str, Any]]) -> tuple[Candidate, ...]:
    return tuple(Candidate(**line) for line in lines)
