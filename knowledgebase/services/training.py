"""Learn how search weighs its signs, from questions with known answers, and keep it as a versioned file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledgebase.policies import confidence as judging
from knowledgebase.policies import fusion
from knowledgebase.policies.confidence import Signs
from knowledgebase.policies.guards import must_see_a_person
from knowledgebase.policies.learning import Numbers, foreseen, learn_certainty, learn_ranking, safe_threshold
from knowledgebase.selectors.answer import is_elsewhere, signs
from knowledgebase.selectors.evaluation import gold_ids
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.selectors.search import MOST_HITS, Result, find
from korean import meaning
from korean.dates import seoul_time

CAUTION = 0.02
CERTAINTY_CAUTION = 0.002
FOLDS = 10
WANTED_PRECISION = 0.99
LEAST_SAFE = 0.85


@dataclass(frozen=True, slots=True)
class Trained:
    """From how many questions was learned, and the share (0–1) answered automatically of those no guard holds back."""

    version: str
    answerable: int
    unanswerable: int
    automatic_share: float


def train(*, cases: Sequence[Mapping[str, str]], collection: str, path: Path, now: datetime) -> Trained:
    """Learn the weights of the ranking and of the certainty from cases (`query`, `gold_ids`) and write them to `path`.

    One set with vectors and one without; where the model is missing, the file's set with vectors is kept. Raises
    ValueError when the cases teach nothing: none of them has its article among the candidates.
    """
    kept = json.loads(path.read_text(encoding="utf-8"))
    digest = hashlib.sha256(json.dumps([dict(case) for case in cases], sort_keys=True).encode()).hexdigest()
    kept["version"] = f"{seoul_time(now).date().isoformat()} {digest[:8]}"
    kept["learned_from"] = {
        "questions": len(cases),
        "answerable": sum(1 for case in cases if gold_ids(case)),
        "model": meaning.MODEL,
    }
    share = 0.0
    for name, use_vectors in (("words_alone", False), ("with_vectors", True)):
        if use_vectors and meaning.problem():
            continue
        kept[name], share = _learn(cases, collection=collection, use_vectors=use_vectors, now=now)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fusion.coefficients.cache_clear()
    return Trained(
        version=kept["version"],
        answerable=kept["learned_from"]["answerable"],
        unanswerable=len(cases) - kept["learned_from"]["answerable"],
        automatic_share=share,
    )


def _learn(
    cases: Sequence[Mapping[str, str]], *, collection: str, use_vectors: bool, now: datetime
) -> tuple[dict[str, Any], float]:
    found = [
        (gold_ids(case), _search(case["query"], collection=collection, use_vectors=use_vectors, now=now))
        for case in cases
    ]
    groups = []
    for gold, result in found:
        right = np.array([item.hit.external_id in gold for item in result.found], bool)
        if right.any() and not result.query.chosung:
            groups.append((np.array([astuple(item.seen) for item in result.found]), right))
    if not groups:
        raise ValueError("no case has its article among the candidates")
    ranking = learn_ranking(groups, caution=CAUTION)
    seen, right = _judged(found, ranking)
    chances = foreseen(seen, right, caution=CERTAINTY_CAUTION, folds=FOLDS)
    safe = max(LEAST_SAFE, safe_threshold(chances, right, precision=WANTED_PRECISION))
    certainty = learn_certainty(seen, right, caution=CERTAINTY_CAUTION)
    learned = {
        "ranking": dict(zip(fusion.NAMES, map(_rounded, ranking), strict=True)),
        "certainty": dict(zip((*judging.NAMES, "constant"), map(_rounded, certainty), strict=True)),
        "safe": _rounded(safe),
    }
    return learned, float((chances >= safe).mean())


def _search(text: str, *, collection: str, use_vectors: bool, now: datetime) -> Result:
    return find(text=text, district_code=None, collection=collection, limit=MOST_HITS, use_vectors=use_vectors, now=now)


def _judged(found: Sequence[tuple[frozenset[str], Result]], ranking: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the signs of each question's best article by the new ranking, and whether it is right.

    Left out are the questions that a guard keeps from being answered, however sure.
    """
    names = district_codes_by_name()
    seen: list[tuple[float, ...]] = []
    right: list[bool] = []
    for gold, result in found:
        if result.query.chosung or not result.found or must_see_a_person(result.query.text):
            continue
        scores = [float(np.dot(astuple(item.seen), ranking)) for item in result.found]
        order = sorted(range(len(scores)), key=lambda at: -scores[at])
        best = result.found[order[0]]
        if is_elsewhere(best=best, result=result, district_code=None, names=names):
            continue
        ahead = scores[order[0]] - scores[order[1]] if len(order) > 1 else judging.FARTHEST_AHEAD
        sign: Signs = signs(best=best, ahead=ahead, result=result, codes_by_name=names)
        seen.append(astuple(sign))
        right.append(best.hit.external_id in gold)
    return np.array(seen), np.array(right, bool)


def _rounded(value: float) -> float:
    return round(float(value), 4)
