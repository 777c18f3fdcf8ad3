"""Multinomial logistic regression on sparse rows, small enough to read: numpy only, the same result every time.

Minibatches and AdaGrad (Duchi et al. 2011): every feature has its own step, so that rare words learn as fast as common
ones. Nothing here is parallel, and random only from a fixed seed: the same rows give the same weights to the last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

BATCH = 192
EPOCHS = 8
RATE = 0.3
DECAY = 2e-5
SEED = 120


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: row n has `features[starts[n]:starts[n + 1]]` with their `values`. No row is empty."""

    features: Integers
    values: Floats
    starts: Integers


def rows_of(vectors: Sequence[Sequence[tuple[int, float]]]) -> Rows:
    """Return vectors of (feature, value) as rows."""
    return Rows(
        features=np.array([feature for vector in vectors for feature, _ in vector], np.int64),
        values=np.array([value for vector in vectors for _, value in vector], np.float32),
        starts=np.cumsum([0, *(len(vector) for vector in vectors)], dtype=np.int64),
    )


def shares(scores: Floats) -> Floats:
    """Return scores as shares that add up to 1 along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    whole: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return whole


def fit(rows: Rows, wanted: Integers, *, features: int, classes: int) -> Floats:
    """Return the weights (features × classes) under which the wanted class of each row is likely."""
    shuffled = np.random.default_rng(SEED)
    order = shuffled.permutation(len(wanted))
    batches = [_Batch(rows, wanted, np.sort(order[first : first + BATCH])) for first in range(0, len(order), BATCH)]
    weights = np.zeros((features, classes), np.float32)
    steps = np.full((features, classes), 1e-3, np.float32)
    for _epoch in range(EPOCHS):
        for number in shuffled.permutation(len(batches)):
            batch = batches[number]
            slope = batch.slope(weights) + DECAY * weights[batch.touched]
            steps[batch.touched] += slope * slope
            weights[batch.touched] -= RATE * slope / np.sqrt(steps[batch.touched])
    return weights


class _Batch:
    """Some rows, with their entries sorted by feature once for all epochs."""

    def __init__(self, rows: Rows, wanted: Integers, chosen: Integers) -> None:
        entries = [np.arange(rows.starts[row], rows.starts[row + 1]) for row in chosen]
        taken = np.concatenate(entries)
        self._wanted = wanted[chosen]
        self._features, self._values = rows.features[taken], rows.values[taken][:, None]
        self._starts = np.cumsum([0, *(len(entry) for entry in entries[:-1])], dtype=np.int64)
        self._sorted = np.argsort(self._features, kind="stable")
        self._row_of_entry = np.repeat(np.arange(len(chosen)), [len(entry) for entry in entries])
        self.touched, self._firsts = np.unique(self._features[self._sorted], return_index=True)

    def slope(self, weights: Floats) -> Floats:
        """Return how each touched weight should fall for the wanted classes to become likelier."""
        error = shares(np.add.reduceat(weights[self._features] * self._values, self._starts, axis=0))
        error[np.arange(len(self._wanted)), self._wanted] -= 1
        error /= len(self._wanted)
        parts = (error[self._row_of_entry] * self._values)[self._sorted]
        slope: Floats = np.add.reduceat(parts, self._firsts, axis=0)
        return slope
