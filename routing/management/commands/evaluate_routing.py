"""Measure routing on a file of cases."""

import csv
import re
import statistics
import time
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from routing import services
from routing.types import Decision, DistrictStatus

COLUMNS = ["query_id", "district", "duty", "department", "handling", "confidence", "latency_ms"]
WORDS = {DistrictStatus.CITY: "city", DistrictStatus.OUTSIDE: "outside", DistrictStatus.UNKNOWN: "none"}
MEASURES = ["district", "wrong_district", "topic", "topic_top3", "department", "handling", "both"]


class Command(BaseCommand):
    """`manage.py evaluate_routing CASES.csv [--answers OUT.csv]`"""

    help = (
        "Route the cases of a CSV file (query_id, query and, if present, dialled, lat, lon and the gold columns "
        "accept, alternatives, duty, departments, handling, stratum); print accuracy by kind where gold is given"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cases", type=Path)
        parser.add_argument("--answers", type=Path, help="write the answers to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["cases"].open(encoding="utf-8-sig", newline="") as file:
                cases = list(csv.DictReader(file))
        except OSError as error:
            raise CommandError(str(error)) from error
        if not cases or not {"query_id", "query"} <= cases[0].keys():
            raise CommandError("the file needs the columns query_id and query, and at least one case")
        services.preload()
        answered = [self._answer(case) for case in cases]
        if options["answers"]:
            with options["answers"].open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS)
                writer.writeheader()
                writer.writerows(row for row, _ in answered)
        if "accept" in cases[0]:
            self._print_accuracy(cases, answered)
        times = sorted(float(row["latency_ms"]) for row, _ in answered)
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        self.stdout.write(f"{len(cases)} cases, p50 {statistics.median(times):.2f} ms, p99 {p99:.2f} ms")

    def _answer(self, case: dict[str, str]) -> tuple[dict[str, Any], Decision]:
        started = time.perf_counter()
        decision = services.decide(
            text=case["query"],
            dialled=case.get("dialled") or "",
            latitude=float(case["lat"]) if case.get("lat") else None,
            longitude=float(case["lon"]) if case.get("lon") else None,
            now=timezone.now(),
        )
        elapsed = (time.perf_counter() - started) * 1000
        row = {
            "query_id": case["query_id"],
            "district": _district_word(decision),
            "duty": ";".join(candidate.code for candidate in decision.topic_candidates),
            "department": decision.department_name,
            "handling": decision.handling.lower(),
            "confidence": f"{decision.confidence:.2f}",
            "latency_ms": f"{elapsed:.2f}",
        }
        return row, decision

    def _print_accuracy(self, cases: list[dict[str, str]], answered: list[tuple[dict[str, Any], Decision]]) -> None:
        marks: dict[str, list[dict[str, bool]]] = defaultdict(list)
        for case, (row, decision) in zip(cases, answered, strict=True):
            mark = _marks(case, row, decision)
            marks["all"].append(mark)
            marks[case.get("stratum") or "-"].append(mark)
        self.stdout.write(f"{'':16}{'n':>5}" + "".join(f"{name:>16}" for name in MEASURES))
        for kind, lines in marks.items():
            shares = "".join(f"{sum(line[name] for line in lines) / len(lines):16.3f}" for name in MEASURES)
            self.stdout.write(f"{kind:16}{len(lines):5}{shares}")


def _district_word(decision: Decision) -> str:
    if decision.status == DistrictStatus.RESOLVED:
        return decision.district_name
    if decision.status == DistrictStatus.AMBIGUOUS:
        return "ambiguous:" + ",".join(candidate.name for candidate in decision.district_candidates)
    return WORDS[decision.status]


def _marks(case: dict[str, str], row: dict[str, Any], decision: Decision) -> dict[str, bool]:
    answer = row["district"].partition(":")[0]
    right = answer in case["accept"].split("|")
    possible = (case.get("alternatives") or "").split(",")
    topics = [candidate.code for candidate in decision.topic_candidates]
    topic = topics[:1] == [case.get("duty")]
    return {
        "district": right,
        "wrong_district": decision.status == DistrictStatus.RESOLVED and not right and answer not in possible,
        "topic": topic,
        "topic_top3": case.get("duty") in topics,
        "department": bool(re.search(case.get("departments") or "$^", row["department"])),
        "handling": row["handling"] == case.get("handling"),
        "both": right and topic,
    }
