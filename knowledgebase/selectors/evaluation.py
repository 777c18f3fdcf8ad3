"""Measure search on a file of questions with known answers."""

import csv
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from knowledgebase.selectors.answer import assess

RANKS = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class Answer:
    """What search said to one question: external ids best first, "auto" or "agent", confidence 0–1, milliseconds."""

    query_id: str
    ranked_ids: tuple[str, ...]
    decision: str
    score: float
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares (0–1) over the answerable questions, and how good the automatic answers were.

    `precision` is None when nothing was answered automatically.
    """

    answerable: int
    recall: Mapping[int, float]
    mean_reciprocal_rank: float
    automatic: int
    precision: float | None
    automatic_share: float
    wrongly_answered: float


def read_cases(path: Path) -> list[dict[str, str]]:
    """Return the rows of a case file; the columns `query_id` and `query` are needed, `gold_ids` is optional."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"query_id", "query"} - set(reader.fieldnames or ())
        if missing:
            raise ValueError(", ".join(sorted(missing)))
        return list(reader)


def gold_ids(case: Mapping[str, str]) -> frozenset[str]:
    """Return the external ids of the articles that answer the case, none when no article does."""
    return frozenset(re.findall(r"[^;,\s|]+", case.get("gold_ids") or ""))


def answer_cases(
    *, cases: Sequence[Mapping[str, str]], collection: str, use_vectors: bool = True, now: datetime
) -> Iterator[Answer]:
    """Yield an answer to every case, as search and the automatic decision give it."""
    for case in cases:
        started = time.perf_counter()
        assessment = assess(text=case["query"], collection=collection, use_vectors=use_vectors, now=now)
        yield Answer(
            query_id=case["query_id"],
            ranked_ids=tuple(hit.external_id for hit in assessment.hits),
            decision="agent" if assessment.withheld else "auto",
            score=assessment.confidence,
            latency_ms=(time.perf_counter() - started) * 1000,
        )


def write_answers(*, answers: Sequence[Answer], path: Path) -> None:
    """Write `query_id,ranked_ids,decision,score,latency_ms`, ten ids at most, separated by semicolons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["query_id", "ranked_ids", "decision", "score", "latency_ms"])
        for answer in answers:
            ranked = ";".join(answer.ranked_ids[:10])
            writer.writerow(
                [answer.query_id, ranked, answer.decision, f"{answer.score:.4f}", f"{answer.latency_ms:.1f}"]
            )


def quality(*, cases: Sequence[Mapping[str, str]], answers: Sequence[Answer]) -> Quality | None:
    """Return how good the answers are, or None when no case tells the right article."""
    if not any(case.get("gold_ids") for case in cases):
        return None
    places: list[int | None] = []
    right = wrong = wrongly_answered = automatic_answerable = unanswerable = 0
    for case, answer in zip(cases, answers, strict=True):
        gold = gold_ids(case)
        place = next((at for at, number in enumerate(answer.ranked_ids[:10], start=1) if number in gold), None)
        automatic = answer.decision == "auto"
        right += automatic and place == 1
        wrong += automatic and place != 1
        if gold:
            places.append(place)
            automatic_answerable += automatic
        else:
            unanswerable += 1
            wrongly_answered += automatic
    return Quality(
        answerable=len(places),
        recall={rank: sum(1 for place in places if place and place <= rank) / len(places) for rank in RANKS},
        mean_reciprocal_rank=sum(1 / place for place in places if place) / len(places),
        automatic=right + wrong,
        precision=right / (right + wrong) if right + wrong else None,
        automatic_share=automatic_answerable / len(places),
        wrongly_answered=wrongly_answered / unanswerable if unanswerable else 0.0,
    )
