"""Spoken Korean brought to the words of articles: everyday words for official ones, words that say nothing."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

EVERYDAY_WORDS = Path(__file__).resolve().parent.parent / "data" / "everyday_words.json"


def says_nothing(term: str) -> bool:
    """Whether the morpheme tells nothing about what is asked (어디, 혹시, 안녕 …)."""
    return term in _table().empty


def official_words(text: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that articles use for what was said in everyday words (물이 안 나와요 → 단수), each once."""
    table = _table()
    closed_up = "".join(text.split())
    meant: dict[str, None] = {}
    for term in terms:
        meant.update(dict.fromkeys(table.words.get(term, ())))
    for phrase, meanings in table.phrases.items():
        if phrase in closed_up:
            meant.update(dict.fromkeys(meanings))
    return tuple(word for word in meant if word not in terms)


class _Table(NamedTuple):
    words: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    empty: frozenset[str]


@cache
def _table() -> _Table:
    table = json.loads(EVERYDAY_WORDS.read_text(encoding="utf-8"))
    return _Table(
        words={word: tuple(meanings) for word, meanings in table["words"].items()},
        phrases={"".join(phrase.split()): tuple(meanings) for phrase, meanings in table["phrases"].items()},
        empty=frozenset(table["says_nothing"]),
    )
