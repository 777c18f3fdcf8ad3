"""The vectors of a collection's wordings in this process, read anew when the collection's stamp has moved."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from knowledgebase.models import IndexStamp, Wording
from knowledgebase.types import ArticleStatus
from korean import meaning

NEAREST = 50
NEIGHBOURS = 10
COMPARED_WITH = 1_000
BLOCK = 2_000
KEPT_WIDE = 20_000
OUTLINED = 64
COMPARED_IN_FULL = 2_000
CENTRALITY_WEIGHT = 0.5
SPREAD = 20.0

Vectors = NDArray[np.float16] | NDArray[np.float32]
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Outline:
    """The vectors in the few directions in which they differ most, by which large collections are compared first."""

    directions: Numbers
    vectors: Numbers

    @classmethod
    def of(cls, vectors: Vectors) -> Outline:
        """Draw the outline of the vectors; the directions are those of a thousand of them, evenly taken."""
        sample = vectors[np.linspace(0, len(vectors) - 1, COMPARED_WITH).astype(int)].astype(np.float32)
        _, directions = np.linalg.eigh(sample.T @ sample)
        chosen = np.ascontiguousarray(directions[:, -OUTLINED:], np.float32)
        return cls(chosen, _products(vectors, chosen))


@dataclass(frozen=True, slots=True)
class Matrix:
    """Wordings of a collection, row by row: their ids, their articles, vectors, and how central each one is.

    `centrality` is taken off every likeness: a wording near to many others would be near to every question too.
    """

    changes: int
    ids: NDArray[np.int64]
    articles: tuple[UUID, ...]
    vectors: Vectors
    centrality: Numbers
    outline: Outline | None = None


_matrices: dict[str, Matrix] = {}
_reading = threading.Lock()


class Near(NamedTuple):
    """How far an article stands above the mean of the fifty nearest (1 is 0.05 of cosine), and its plain cosine."""

    meaning: float
    likeness: float


def nearest(*, vector: Numbers, collection: str) -> dict[UUID, Near]:
    """Return the fifty articles whose wordings mean most nearly the same. One SQL query, more after a change."""
    matrix = _current(collection)
    if not matrix.articles:
        return {}
    rows = worth_comparing(matrix, vector)
    compared = matrix.vectors if len(rows) == len(matrix.vectors) else matrix.vectors[rows]
    likeness = _products(compared, vector[:, None])[:, 0]
    standing = likeness - matrix.centrality[rows]
    best: dict[UUID, int] = {}
    for place in _highest(standing, 4 * NEAREST).tolist():
        best.setdefault(matrix.articles[rows[place]], place)
    chosen = list(best.items())[:NEAREST]
    mean = float(np.mean([standing[place] for _, place in chosen]))
    return {
        article: Near(SPREAD * (float(standing[place]) - mean), float(likeness[place])) for article, place in chosen
    }


def worth_comparing(matrix: Matrix, vector: Numbers) -> NDArray[np.intp]:
    """Return the rows to compare in full: all, or of a large collection the two thousand nearest in outline."""
    if matrix.outline is None:
        return np.arange(len(matrix.vectors))
    likeness = matrix.outline.vectors @ (vector @ matrix.outline.directions)
    return _highest(likeness - matrix.centrality, COMPARED_IN_FULL)


def _highest(values: Numbers, count: int) -> NDArray[np.intp]:
    if len(values) > count:
        candidates = np.argpartition(-values, count)[:count]
        return candidates[np.argsort(-values[candidates])]
    return np.argsort(-values)


def _current(collection: str) -> Matrix:
    changes = IndexStamp.objects.filter(collection=collection).values_list("changes", flat=True).first() or 0
    matrix = _matrices.get(collection)
    if matrix is None or matrix.changes != changes:
        with _reading:
            matrix = _matrices.get(collection)
            if matrix is None or matrix.changes != changes:
                matrix = _matrices[collection] = _read(collection, changes, matrix)
    return matrix


def _read(collection: str, changes: int, known: Matrix | None) -> Matrix:
    """Read the wordings that are new since `known` and leave out those that are gone."""
    published = Wording.objects.filter(
        collection=collection, vector_model=meaning.MODEL, article__status=ArticleStatus.PUBLISHED
    )
    current = dict(published.order_by("id").values_list("id", "article_id"))
    kept = np.isin(known.ids, list(current)) if known else np.zeros(0, bool)
    kept_ids = known.ids[kept] if known else np.zeros(0, np.int64)
    missing = sorted(set(current) - set(kept_ids.tolist()))
    rows = Wording.objects.filter(id__in=missing).values_list("id", "vector")
    fresh = {number: bytes(vector) for number, vector in rows if vector is not None} if missing else {}
    new_ids = sorted(fresh)
    new = np.frombuffer(b"".join(fresh[number] for number in new_ids), np.float16).reshape(
        len(new_ids), meaning.DIMENSIONS
    )
    vectors = np.concatenate([known.vectors[kept], new]) if known else new
    vectors = vectors.astype(np.float32 if len(vectors) <= KEPT_WIDE else np.float16)
    ids = np.concatenate([kept_ids, np.array(new_ids, np.int64)])
    articles = tuple(current[number] for number in ids.tolist())
    centrality = _centrality(vectors, articles, first=len(kept_ids))
    if known:
        centrality = np.concatenate([known.centrality[kept], centrality])
    outline = Outline.of(vectors) if len(vectors) > KEPT_WIDE else None
    return Matrix(changes, ids, articles, vectors, centrality, outline)


def _centrality(vectors: Vectors, articles: tuple[UUID, ...], *, first: int) -> Numbers:
    """Return the weighted mean likeness of each wording from `first` on to its ten nearest of other articles.

    Large collections are represented by a thousand wordings, evenly taken.
    """
    if len(articles) <= NEIGHBOURS:
        return np.zeros(len(articles) - first, np.float32)
    sample = np.unique(np.linspace(0, len(articles) - 1, COMPARED_WITH).astype(int))
    numbers = {article: number for number, article in enumerate(dict.fromkeys(articles))}
    owners = np.array([numbers[article] for article in articles])
    compared = vectors[sample].astype(np.float32).T
    found = [np.zeros(0, np.float32)]
    for start in range(first, len(articles), BLOCK):
        likeness = vectors[start : start + BLOCK].astype(np.float32, copy=False) @ compared
        likeness[owners[start : start + BLOCK, None] == owners[sample]] = 0.0
        count = min(NEIGHBOURS, likeness.shape[1])
        found.append(CENTRALITY_WEIGHT * np.partition(likeness, -count, axis=1)[:, -count:].mean(axis=1))
    return np.concatenate(found).astype(np.float32)


def _products(vectors: Vectors, columns: Numbers) -> Numbers:
    """Multiply in blocks: what is kept in half precision is widened a block at a time."""
    blocks = [
        vectors[start : start + BLOCK].astype(np.float32, copy=False) @ columns
        for start in range(0, len(vectors), BLOCK)
    ]
    return np.concatenate(blocks)
