"""Names that are one letter (jamo) off: 왕십니역 for 왕십리역."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from korean.hangul import decompose

SHORTEST = 3
LONGEST = 8
WORD = re.compile(r"[가-힣0-9]+")
ENDINGS = ("동", "역")


class Misspellings:
    """Known names, found also where one jamo is wrong, missing or too many."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name for name in names if SHORTEST <= len(name) <= LONGEST and name.endswith(ENDINGS)}
        self._by_rest: dict[str, set[str]] = defaultdict(set)
        for name in self._known:
            for rest in _with_one_left_out(decompose(name)):
                self._by_rest[rest].add(name)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and the one name meant, for each word that begins with a misspelt name."""
        for word in WORD.finditer(text):
            for length in range(min(len(word[0]), LONGEST), SHORTEST - 1, -1):
                written = word[0][:length]
                if not written.endswith(ENDINGS) or written in self._known:
                    continue
                meant = self._meant(decompose(written))
                if len(meant) == 1:
                    yield word.start(), word.start() + length, meant.pop()
                    break

    def _meant(self, written: str) -> set[str]:
        near = {name for rest in _with_one_left_out(written) for name in self._by_rest.get(rest, ())}
        return {name for name in near if _one_apart(written, decompose(name))}


def _with_one_left_out(letters: str) -> set[str]:
    return {letters} | {letters[:place] + letters[place + 1 :] for place in range(len(letters))}


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter was replaced, left out or added."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
