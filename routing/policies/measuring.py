"""How right decisions are: what is measured, and which of two measurements is worse."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from routing.types import Decision, DistrictStatus, Example, ExampleKind, Handling

ASPECTS = ("topic", "handling", "district", "department")
HANDLING_OF_EXAMPLE = {ExampleKind.QUESTION: Handling.SIMPLE, ExampleKind.REPORT: Handling.LONG}


@dataclass(frozen=True, slots=True)
class Case:
    """A text with what is known to be right about it; "" for what is not known."""

    text: str
    topic_code: str = ""
    handling: str = ""
    district_code: str = ""
    department_code: str = ""


def case_of(example: Example) -> Case:
    """Return an example as a case: its topic is known. How it is handled also depends on more than its sentence."""
    return Case(text=example.text, topic_code=example.topic_code)


def measure(decide: Callable[[str], Decision], cases: Iterable[Case]) -> dict[str, Any]:
    """Return how many cases there are and, for each aspect, how many were right of how many known."""
    right, known = dict.fromkeys(ASPECTS, 0), dict.fromkeys(ASPECTS, 0)
    count = 0
    for case in cases:
        count += 1
        decision = decide(case.text)
        decided = _aspects(decision)
        wanted = (case.topic_code, case.handling, case.district_code, case.department_code)
        for aspect, value in zip(ASPECTS, wanted, strict=True):
            if value:
                known[aspect] += 1
                right[aspect] += decided[aspect] == value
    return {"cases": count, **{aspect: [right[aspect], known[aspect]] for aspect in ASPECTS}}


def is_worse(after: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether fewer topics of the same cases are right than before."""
    return bool(after["topic"][0] < before["topic"][0])


def difference(before: Decision, after: Decision) -> dict[str, tuple[str, str]]:
    """Return what two decisions on the same text say differently, in names, by aspect."""
    pairs = {
        "district": (_place(before), _place(after)),
        "topic": (_topic(before), _topic(after)),
        "department": (before.department_name, after.department_name),
        "handling": (str(before.handling.label), str(after.handling.label)),
    }
    return {aspect: pair for aspect, pair in pairs.items() if pair[0] != pair[1]}


def _aspects(decision: Decision) -> dict[str, str]:
    return {
        "topic": decision.topic_code,
        "handling": decision.handling,
        "district": decision.district_code,
        "department": decision.department_code,
    }


def _place(decision: Decision) -> str:
    if decision.district_name:
        return decision.district_name
    if decision.status == DistrictStatus.AMBIGUOUS:
        return "/".join(candidate.name for candidate in decision.district_candidates) + "?"
    return str(decision.status.label)


def _topic(decision: Decision) -> str:
    return decision.topic_candidates[0].name if decision.topic_candidates else ""
