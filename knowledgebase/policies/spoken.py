"""Spoken Korean brought to the words of articles: dialect endings, everyday words, words that say nothing."""

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

EVERYDAY_WORDS = Path(__file__).resolve().parent.parent / "data" / "everyday_words.json"

DIALECT = tuple(
    (re.compile(pattern), standard)
    for pattern, standard in (
        (r"됩?니꺼(?=[\s?!.,]|$)", "됩니까"),
        (r"[심습]더(?=[\s?!.,]|$)", "습니다"),
        (r"입?니더(?=[\s?!.,]|$)", "니다"),
        (r"(?<=[가-힣])[는능]교(?=[\s?!.,]|$)", "나요"),
        (r"주이소(?=[\s?!.,]|$)", "주세요"),
        (r"(?<=[가-힣])이소(?=[\s?!.,]|$)", "세요"),
        (r"당가요?(?=[\s?!.,]|$)", "인가요"),
        (r"카네예?(?=[\s?!.,]|$)", "고 하네요"),
        (r"카던데", "고 하던데"),
        (r"카더라", "고 하더라"),
        (r"는디(?=[\s?!.,]|$)", "는데"),
        (r"디요(?=[\s?!.,]|$)", "데요"),
        (r"부렀", "버렸"),
        (r"[가네]요?잉(?=[\s?!.,]|$)", "네요"),
        (r"허네", "하네"),
        (r"라믄(?=\s|$)", "려면"),
        (r"할라[면믄]", "하려면"),
        (r"들을라[면믄]", "들으려면"),
        (r"(?<=[가-힣])가꼬(?=\s|$)", "가지고"),
        (r"아이가(?=[\s?!.,]|$)", "잖아"),
        (r"우째|우예|어찌", "어떻게"),
        (r"우짜", "어떡하"),
        (r"억수로|겁나게?|허벌나게", "매우"),
        (r"어데", "어디"),
        (r"뭐꼬|머꼬", "뭐예요"),
        (r"보일라", "보일러"),
        (r"쪼매|쪼까", "조금"),
        (r"부텀(?=\s|$)", "부터"),
        (r"수괴(?=[\s?!.,]|$)", "세요"),
        (r"꼰질르?", "고자질하"),
    )
)


def standard(text: str) -> str:
    """Return the text with dialect endings and words replaced by standard Korean."""
    for pattern, replacement in DIALECT:
        text = pattern.sub(replacement, text)
    return text


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
