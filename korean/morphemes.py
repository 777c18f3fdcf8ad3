"""Morphemes of Korean text by one Kiwi analyser per process.

Loading takes about a second and 340 MB. A server calls `preload()` before it forks, so that its children share the
memory; nothing is loaded by importing this module, and a process that never analyses text never pays.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

LONGEST_ANALYSED = 20_000
LONGEST_REMEMBERED = 300
UNRELATED, KIN_SPREAD = 0.5, 1.6
NOUN_TAGS = frozenset({"NNG", "NNP", "NR", "XR"})
STEM_TAGS = frozenset({"VV", "VA", "VV-R", "VV-I", "VA-R", "VA-I"})
SYMBOL_TAGS = frozenset({"SL", "SN", "SH"})
CONTENT_TAGS = NOUN_TAGS | STEM_TAGS | SYMBOL_TAGS
EMPTY_STEMS = frozenset({"하", "되", "있", "없", "이", "같", "보", "주", "어떻", "그렇", "이렇", "알", "싶", "궁금하"})

_kiwi: Kiwi | None = None
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """One morpheme: its dictionary form, its Sejong tag, and where it stands in the text (start inclusive, end not).

    `number` is its place in the analyser's dictionary, by which `kinship` compares; it means nothing elsewhere.
    """

    form: str
    tag: str
    start: int
    end: int
    number: int = 0


def preload() -> None:
    """Load the analyser now (about one second), so that processes forked later share its memory."""
    _analyser().tokenize("서울 시민")


def tokens(text: str) -> tuple[Token, ...]:
    """Return the morphemes of the text in order; only the first 20,000 characters are analysed. Safe in threads."""
    return _short_tokens(text) if len(text) <= LONGEST_REMEMBERED else _analysed(text)


def kinship(one: Token, other: Token) -> float:
    """Return how alike two morphemes are used (0–1), as the analyser's language model knows: 벌금 and 과태료 0.5.

    1 for the same form; two words without anything in common stay at 0. About a microsecond.
    """
    if one.form == other.form:
        return 1.0
    try:
        likeness: float = _analyser().morpheme_similarity(one.number, other.number)
    except (TypeError, ValueError):  # not in the model
        return 0.0
    return max(0.0, (likeness - UNRELATED) * KIN_SPREAD)


def content_terms(text: str) -> tuple[str, ...]:
    """Return the terms one searches by, in order and with repetitions: the forms of the content tokens, casefolded."""
    return tuple(token.form.casefold() for token in content_tokens(text))


def content_tokens(text: str) -> tuple[Token, ...]:
    """Return the morphemes that carry content: nouns, verb and adjective stems, Latin words, numbers.

    Stems that carry none (하다, 있다, 어떻다 …) are left out.
    """
    return tuple(
        token
        for token in tokens(text)
        if token.tag in CONTENT_TAGS and not (token.tag in STEM_TAGS and token.form in EMPTY_STEMS)
    )


@lru_cache(maxsize=2_000)
def _short_tokens(text: str) -> tuple[Token, ...]:
    return _analysed(text)


def _analysed(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(token.form, str(token.tag), token.start, token.end, token.id)
        for token in _analyser().tokenize(text[:LONGEST_ANALYSED])
    )


def _analyser() -> Kiwi:
    global _kiwi
    if _kiwi is None:
        with _loading:
            if _kiwi is None:
                from kiwipiepy import Kiwi

                with warnings.catch_warnings():
                    # Zero is "in the calling thread": the analyser's own threads would not survive a fork.
                    # It warns that zero meant something else before its version 0.21.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    _kiwi = Kiwi(num_workers=0, load_multi_dict=False)
    return _kiwi
