"""Floors on the development cases, where the machine has them (`EVALUATION_DATA` names the folder of data)."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from routing.types import DistrictStatus

CASES = Path(os.environ.get("EVALUATION_DATA", "/nonexistent")) / "evaluation" / "routing_dev.csv"


@pytest.mark.skipif(not CASES.exists(), reason="EVALUATION_DATA is not set")
def test_floors_on_the_development_cases(decide):
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        cases = list(csv.DictReader(file))
    right = Counter[str]()
    shares: list[tuple[float, bool]] = []
    for case in cases:
        decision = decide(case["query"])
        answer = decision.district_name if decision.status == DistrictStatus.RESOLVED else ""
        word = answer or {"CITY": "city", "OUTSIDE": "outside", "UNKNOWN": "none"}.get(decision.status, "ambiguous")
        district, topic = word in case["accept"].split("|"), decision.topic_code == case["duty"]
        right["district"] += district
        right["wrong district"] += bool(answer) and answer not in case["accept"].split("|") + case[
            "alternatives"
        ].split(",")
        right["topic"] += topic
        right["top 3"] += case["duty"] in [candidate.code for candidate in decision.topic_candidates]
        right["both"] += district and topic
        right["department"] += bool(re.search(case["departments"], decision.department_name or "-"))
        right["handling"] += decision.handling.lower() == case["handling"]
        right["missed emergency"] += case["handling"] == "emergency" and not decision.emergency_number
        shares.append((decision.topic_candidates[0].score if decision.topic_candidates else 0.0, topic))
    of = {name: count / len(cases) for name, count in right.items()}
    assert of["district"] >= 0.95
    assert of["wrong district"] <= 0.01
    assert of["topic"] >= 0.85
    assert of["top 3"] >= 0.95
    assert of["both"] >= 0.82
    assert of["department"] >= 0.82
    assert of["handling"] >= 0.94
    assert right["missed emergency"] == 0
    surest = [topic for _, topic in sorted(shares, reverse=True)[: len(shares) // 2]]
    assert sum(surest) / len(surest) >= 0.95
