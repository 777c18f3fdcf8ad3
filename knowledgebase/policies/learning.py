"""Learn weights from few cases: which of several candidates is right, and whether one is. Newton's method."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
STEPS = 60
HALF_STEP = 0.5
CONVERGED = 1e-5


def learn_ranking(groups: Sequence[tuple[Numbers, NDArray[np.bool_]]], *, caution: float) -> Numbers:
    """Return the weights of a conditional logit: each group holds candidates' features and which of them are right.

    `caution` (above 0) draws the weights to zero.
    """
    weights = np.zeros(groups[0][0].shape[1])
    for _ in range(STEPS):
        slope = -2 * caution * weights
        curve = 2 * caution * np.eye(len(weights))
        for candidates, right in groups:
            scores = candidates @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            wanted = chances * right / (chances * right).sum()
            slope += candidates.T @ (wanted - chances) / len(groups)
            spread = candidates - chances @ candidates
            curve += (spread.T * chances) @ spread / len(groups)
        step = HALF_STEP * np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < CONVERGED:
            break
    return weights


def learn_certainty(
    signs: Numbers, right: NDArray[np.bool_], *, caution: float, importance: Numbers | None = None
) -> Numbers:
    """Return the weights of a logistic regression, the constant last; `caution` draws all but it to zero.

    `importance` tells how much each case counts (1 where nothing is said).
    """
    importance = np.ones(len(right)) if importance is None else importance
    whole = importance.sum()
    signs = np.column_stack([signs, np.ones(len(signs))])
    weights = np.zeros(signs.shape[1])
    drawn = np.append(np.full(signs.shape[1] - 1, caution), 1e-6)
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(signs @ weights, -30, 30)))
        slope = signs.T @ (importance * (right - chances)) / whole - 2 * drawn * weights
        curve = (signs.T * (importance * chances * (1 - chances))) @ signs / whole + 2 * np.diag(drawn)
        step = HALF_STEP * np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < CONVERGED:
            break
    return weights


def foreseen(
    signs: Numbers, right: NDArray[np.bool_], *, caution: float, fold: NDArray[np.int64], importance: Numbers
) -> Numbers:
    """Return the probability of each case as estimated from the other folds alone; `fold` numbers each case's."""
    chances = np.zeros(len(right))
    for number in np.unique(fold):
        rest = fold != number
        weights = learn_certainty(signs[rest], right[rest], caution=caution, importance=importance[rest])
        chances[~rest] = 1 / (1 + np.exp(-(np.column_stack([signs[~rest], np.ones((~rest).sum())]) @ weights)))
    return chances


def safe_threshold(chances: Numbers, right: NDArray[np.bool_], *, weights: Numbers, precision: float) -> float:
    """Return the lowest probability from which on all answers together are this precise, or 1 if there is none.

    Each case counts by its weight.
    """
    order = np.argsort(-chances)
    precise = np.cumsum(weights[order] * right[order]) / np.cumsum(weights[order]) >= precision
    return float(chances[order[np.flatnonzero(precise)[-1]]]) if precise.any() else 1.0
