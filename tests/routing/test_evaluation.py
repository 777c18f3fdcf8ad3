"""Floors on the development cases, where `EVALUATION_DATA` names their folder."""

import csv
import os
from pathlib import Path

import pytest

from routing.types import DistrictStatus

FOLDER = os.environ.get("EVALUATION_DATA", "")


@pytest.mark.skipif(not FOLDER, reason="EVALUATION_DATA is not set")
def test_floors_on_the_development_cases(decide):
    with (Path(FOLDER) / "evaluation" / "routing_dev.csv").open(encoding="utf-8-sig", newline="") as file:
        cases = list(csv.DictReader(file))
    right = wrong = topic = handling = 0
    for case in cases:
        decision = decide(case["query"])
        answer = decision.district_name if decision.status == DistrictStatus.RESOLVED else ""
        word = answer or {"CITY": "city", "OUTSIDE": "outside", "UNKNOWN": "none"}.get(decision.status, "ambiguous")
        right += word in case["accept"].split("|")
        wrong += bool(answer) and answer not in case["accept"].split("|") + case["alternatives"].split(",")
        topic += decision.topic_code == case["duty"]
        handling += decision.handling.lower() == case["handling"]
    count = len(cases)
    assert right / count >= 0.95
    assert wrong / count <= 0.01
    assert topic / count >= 0.85
    assert handling / count >= 0.9
