"""Learn how search weighs its signs, from questions with known answers, and keep it as a versioned file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledgebase.policies import confidence as judging
from knowledgebase.policies import fusion
from knowledgebase.policies.guards import must_see_a_person
from knowledgebase.policies.learning import Numbers, foreseen, learn_certainty, learn_ranking, safe_threshold
from knowledgebase.selectors.answer import is_elsewhere, signs, tells
from knowledgebase.selectors.evaluation import gold_ids
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.selectors.search import MOST_HITS, Result, find
from korean import meaning
from korean.dates import seoul_time

CAUTION = 0.004
CERTAINTY_CAUTION = 0.004
MISSING_IMPORTANCE = 0.3
FOLDS = 10
WANTED_PRECISION = 0.983
UNANSWERABLE_SHARE = 0.1
"""How many of the questions asked no article answers; a file of cases may hold more, to learn from."""


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
    spread = _spread(np.concatenate([candidates for candidates, _ in groups]))
    ranking = learn_ranking([(candidates / spread, right) for candidates, right in groups], caution=CAUTION) / spread
    judged = _judged(found, ranking, collection=collection)
    seen = np.array([case.signs for case in judged])
    middle, spread = seen.mean(axis=0), _spread(seen)
    seen = (seen - middle) / spread
    right = np.array([case.right for case in judged], bool)
    real = np.array([case.real for case in judged], bool)
    importance = np.where(real, 1.0, MISSING_IMPORTANCE)
    fold = np.array([case.number % FOLDS for case in judged])
    chances = foreseen(seen, right, caution=CERTAINTY_CAUTION, fold=fold, importance=importance)[real]
    answerable = np.array([bool(found[case.number][0]) for case in judged if case.real], bool)
    safe = safe_threshold(chances, right[real], weights=_as_asked(answerable, found), precision=WANTED_PRECISION)
    certainty = learn_certainty(seen, right, caution=CERTAINTY_CAUTION, importance=importance)
    certainty = np.append(certainty[:-1] / spread, certainty[-1] - float(certainty[:-1] @ (middle / spread)))
    learned = {
        "ranking": dict(zip(fusion.NAMES, map(_rounded, ranking), strict=True)),
        "certainty": dict(zip((*judging.NAMES, "constant"), map(_rounded, certainty), strict=True)),
        "safe": _rounded(safe),
    }
    return learned, float((chances >= safe).mean())


def _as_asked(answerable: NDArray[np.bool_], found: Sequence[tuple[frozenset[str], Result]]) -> Numbers:
    """Return the weights of cases with which the unanswerable ones of the file are as many as among those asked."""
    unanswerable = sum(1 for gold, _ in found if not gold)
    wanted = UNANSWERABLE_SHARE / (1 - UNANSWERABLE_SHARE) * (len(found) - unanswerable)
    return np.where(answerable, 1.0, min(1.0, wanted / max(1, unanswerable)))


def _spread(signs: Numbers) -> Numbers:
    """Return by how much each sign varies (1 for one that does not), so that `caution` draws all of them alike."""
    spread = signs.std(axis=0)
    return np.where(spread > 0, spread, 1.0)


def _search(text: str, *, collection: str, use_vectors: bool, now: datetime) -> Result:
    return find(text=text, district_code=None, collection=collection, limit=MOST_HITS, use_vectors=use_vectors, now=now)


@dataclass(frozen=True, slots=True)
class _Case:
    """One question's best article: its signs and whether it is right; not `real` where the right one was taken away."""

    number: int
    signs: tuple[float, ...]
    right: bool
    real: bool


def _judged(found: Sequence[tuple[frozenset[str], Result]], ranking: Numbers, *, collection: str) -> list[_Case]:
    """Return the best article of each question by the new ranking, and the best of those that do not answer it.

    The latter teach what a question looks like that nothing answers. Left out are the questions that a guard keeps from
    being answered, however sure.
    """
    names = district_codes_by_name()
    cases = []
    for number, (gold, result) in enumerate(found):
        if result.query.chosung or must_see_a_person(result.query.text):
            continue
        scored = [replace(item, fused=float(np.dot(astuple(item.seen), ranking))) for item in result.found]
        scored.sort(key=lambda item: -item.fused)
        without = [item for item in scored if item.hit.external_id not in gold]
        for real, candidates in ((True, scored), (False, without if gold else [])):
            if not candidates:
                continue
            best = candidates[0]
            if is_elsewhere(best=best, result=result, district_code=None, names=names) or not tells(
                best=best, result=result
            ):
                continue
            sign = signs(ranked=candidates, result=result, collection=collection)
            cases.append(_Case(number, astuple(sign), best.hit.external_id in gold, real))
    return cases


def _rounded(value: float) -> float:
    return round(float(value), 4)
