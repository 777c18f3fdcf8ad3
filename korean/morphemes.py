"""Morphemes of Korean text by one Kiwi analyser per process.

Loading takes about a second and 340 MB. A server calls `preload()` before it forks, so that its children share the
memory; nothing is loaded by importing this module, and a process that never analyses text never pays.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

LONGEST_ANALYSED = 20_000
NOUN_TAGS = frozenset({"NNG", "NNP", "NR", "XR"})
STEM_TAGS = frozenset({"VV", "VA", "VV-R", "VV-I", "VA-R", "VA-I"})
SYMBOL_TAGS = frozenset({"SL", "SN", "SH"})
CONTENT_TAGS = NOUN_TAGS | STEM_TAGS | SYMBOL_TAGS
EMPTY_STEMS = frozenset({"하", "되", "있", "없", "이", "같", "보", "주", "어떻", "그렇", "이렇", "알", "싶", "궁금하"})

_kiwi: Kiwi | None = None
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """One morpheme: its dictionary form, its Sejong tag, and where it stands in the text (start inclusive, end not)."""

    form: str
    tag: str
    start: int
    end: int


def preload() -> None:
    """Load the analyser now (about one second), so that processes forked later share its memory."""
    _analyser().tokenize("서울 시민")


def tokens(text: str) -> tuple[Token, ...]:
    """Return the morphemes of the text in order; only the first 20,000 characters are analysed. Safe in threads."""
    return tuple(
        Token(token.form, str(token.tag), token.start, token.end)
        for token in _analyser().tokenize(text[:LONGEST_ANALYSED])
    )


def content_terms(text: str) -> tuple[str, ...]:
    """Return the terms one searches by, in order and with repetitions: nouns, verb and adjective stems, Latin, numbers.

    Stems that carry no content (하다, 있다, 어떻다 …) are left out; Latin letters are casefolded.
    """
    return tuple(
        token.form.casefold()
        for token in tokens(text)
        if token.tag in CONTENT_TAGS and not (token.tag in STEM_TAGS and token.form in EMPTY_STEMS)
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
