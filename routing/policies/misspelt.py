"""Names that are one letter (jamo) off: 왕십니역 for 왕십리역, 고속터미날 for 고속터미널."""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from korean.hangul import decompose, is_syllable

SHORTEST = 3
LONGEST = 8
LONG_ENOUGH = 4  # from here on a name need not end like a dong or a station
WORD = re.compile(r"[가-힣0-9]+")
ENDINGS = ("동", "역")
# Letters taken for each other by ear or by finger.
CONFUSED = (
    "ㅐㅔㅖㅒ",
    "ㅓㅕㅗㅛ",
    "ㅗㅜ",
    "ㅜㅠ",
    "ㅏㅑ",
    "ㅏㅓ",
    "ㅚㅙㅞ",
    "ㅡㅜㅓ",
    "ㅣㅢㅟ",
    "ㄱㄲㅋ",
    "ㄷㄸㅌ",
    "ㅂㅃㅍ",
    "ㅅㅆ",
    "ㅈㅉㅊ",
    "ㄴㄹ",
    "ㄴㅁㅇ",
    "ㄱㅇ",
)


@dataclass(frozen=True, slots=True)
class Misspelling:
    """Where a name is written wrong, the name meant, and whether the letters are easily confused."""

    start: int
    end: int
    meant: str
    confused: bool


class Misspellings:
    """Known names, found also where one jamo is wrong, missing or too many.

    What each name leaves when one letter is left out is kept as a hash beside the name's number, in order of hashes: a
    twentieth of what the strings themselves would take. Equal hashes of different strings are told apart afterwards.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {
            name
            for name in names
            if SHORTEST <= len(name) <= LONGEST
            and (len(name) >= LONG_ENOUGH or name.endswith(ENDINGS))
            and all(is_syllable(character) or character.isdigit() for character in name)
        }
        self._names = sorted(self._known)
        hashes, numbers = array("q"), array("I")
        for number, name in enumerate(self._names):
            for rest in _with_one_left_out(decompose(name)):
                hashes.append(hash(rest))
                numbers.append(number)
        unordered = np.frombuffer(hashes, dtype=np.int64)
        order = np.argsort(unordered)
        self._hashes = unordered[order]
        self._numbers = np.frombuffer(numbers, dtype=np.uint32)[order]

    def find(self, text: str) -> Iterator[Misspelling]:
        """Yield the one name meant for each word that begins with a misspelt name."""
        for word in WORD.finditer(text):
            for length in range(min(len(word[0]), LONGEST), SHORTEST - 1, -1):
                written = word[0][:length]
                if written in self._known or (length < LONG_ENOUGH and not written.endswith(ENDINGS)):
                    continue
                letters = decompose(written)
                meant = self._meant(letters)
                if len(meant) == 1:
                    name = meant.pop()
                    yield Misspelling(word.start(), word.start() + length, name, _confused(letters, decompose(name)))
                    break

    def _meant(self, written: str) -> set[str]:
        rests = np.fromiter(map(hash, _with_one_left_out(written)), dtype=np.int64)
        first = np.searchsorted(self._hashes, rests, side="left")
        last = np.searchsorted(self._hashes, rests, side="right")
        near = {
            self._names[number]
            for place in np.flatnonzero(first < last)
            for number in self._numbers[first[place] : last[place]]
        }
        return {name for name in near if _one_apart(written, decompose(name))}


def _with_one_left_out(letters: str) -> set[str]:
    return {letters} | {letters[:place] + letters[place + 1 :] for place in range(len(letters))}


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter was replaced, left out or added."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _confused(one: str, other: str) -> bool:
    """Whether two spellings differ by two letters that are taken for each other."""
    if len(one) != len(other):
        return False
    wrong, right = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
    return any(wrong in group and right in group for group in CONFUSED)
