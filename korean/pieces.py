"""A text as the pieces that a unigram model splits it into (SentencePiece): the likeliest of all ways to split it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORD_START = "▁"
IMPOSSIBLE = float("-inf")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a model with their numbers, and by number how likely each is (logarithms).

    `replaced`: what letters become before the text is split. A letter that no piece holds is `unknown`, which is
    `unknown_score` likely. No piece is longer than `longest` letters.
    """

    numbers: Mapping[str, int]
    scores: Sequence[float]
    replaced: Mapping[int, str]
    unknown: int
    unknown_score: float
    longest: int

    def split(self, text: str) -> list[int]:
        """Return the numbers of the text's pieces, in order."""
        spaced = re.sub(" +", " ", text.translate(self.replaced))
        return self._likeliest((spaced if spaced.startswith(" ") else f" {spaced}").replace(" ", WORD_START))

    def _likeliest(self, letters: str) -> list[int]:
        """Find the best way to split up to each letter from the best ways before it (Viterbi)."""
        numbers, scores, longest = self.numbers, self.scores, self.longest
        best = [0.0] + [IMPOSSIBLE] * len(letters)
        last = [(0, self.unknown)] * (len(letters) + 1)
        for start in range(len(letters)):
            so_far = best[start]
            for end in range(start + 1, min(start + longest, len(letters)) + 1):
                number = numbers.get(letters[start:end])
                if number is not None and so_far + scores[number] > best[end]:
                    best[end], last[end] = so_far + scores[number], (start, number)
            if so_far + self.unknown_score > best[start + 1]:
                best[start + 1], last[start + 1] = so_far + self.unknown_score, (start, self.unknown)
        split, at = [], len(letters)
        while at:
            at, number = last[at]
            split.append(number)
        return split[::-1]
