"""Syllables, letters, particles and the byte limits of Korean text."""

import unicodedata
from collections.abc import Iterator

FIRST_SYLLABLE = 0xAC00
LAST_SYLLABLE = 0xD7A3
VOWELS = 21
FINALS = 28

CHOSUNG = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
JUNGSUNG = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
JONGSUNG = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

TYPED_APART = {
    "ㅘ": "ㅗㅏ",
    "ㅙ": "ㅗㅐ",
    "ㅚ": "ㅗㅣ",
    "ㅝ": "ㅜㅓ",
    "ㅞ": "ㅜㅔ",
    "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ",
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}


def is_syllable(character: str) -> bool:
    """Whether the one character is a composed Hangul syllable (가–힣)."""
    return len(character) == 1 and FIRST_SYLLABLE <= ord(character) <= LAST_SYLLABLE


def letters(syllable: str) -> tuple[str, str, str]:
    """Return the first consonant, vowel and final consonant ("" if none) of one composed syllable.

    Raises ValueError for anything but a composed Hangul syllable.
    """
    if not is_syllable(syllable):
        raise ValueError(f"not a Hangul syllable: {syllable!r}")
    index = ord(syllable) - FIRST_SYLLABLE
    return CHOSUNG[index // (VOWELS * FINALS)], JUNGSUNG[index // FINALS % VOWELS], JONGSUNG[index % FINALS]


def decompose(text: str) -> str:
    """Return the text with every syllable written out as the letters one types (여권 → ㅇㅕㄱㅝㄴ)."""
    return "".join("".join(letters(character)) if is_syllable(character) else character for character in text)


def search_text(text: str) -> str:
    """Return the text as stored for letter-wise trigram search: casefolded, spaces collapsed, decomposed (NFD).

    With syllables taken apart a half-typed or mistyped syllable still shares trigrams with the right one.
    """
    return unicodedata.normalize("NFD", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def typed_letters(text: str) -> str:
    """Return the text as the letters one types for it, casefolded and without spaces (여권 → ㅇㅕㄱㅜㅓㄴ).

    Compound vowels and finals are taken apart as on the keyboard, so that the letters of a half-typed word begin those
    of the whole one.
    """
    letters_typed = decompose("".join(text.casefold().split()))
    return "".join(TYPED_APART.get(letter, letter) for letter in letters_typed)


def chosung(text: str) -> str:
    """Return the text with every syllable replaced by its first consonant (여권 발급 → ㅇㄱ ㅂㄱ)."""
    return "".join(letters(character)[0] if is_syllable(character) else character for character in text)


def is_chosung(text: str) -> bool:
    """Whether the text is typed in first consonants only (ㅇㄱ), at least two of them, spaces allowed."""
    typed = "".join(text.split())
    return len(typed) >= 2 and all(character in CHOSUNG for character in typed)


def sms_bytes(text: str) -> int:
    """Return the length in bytes a carrier counts for an SMS (cp949: Hangul 2, ASCII 1).

    A character that cp949 cannot express is counted as the one-byte question mark that would replace it:
    ask `unencodable` first.
    """
    return len(text.encode("cp949", errors="replace"))


def unencodable(text: str) -> tuple[str, ...]:
    """Return the distinct characters, in order of appearance, that cannot be sent by SMS (emoji, rare letters)."""
    found: dict[str, None] = {}
    for character in text:
        try:
            character.encode("cp949")
        except UnicodeEncodeError:
            found[character] = None
    return tuple(found)


def graphemes(text: str) -> Iterator[str]:
    """Yield the text in pieces that a reader sees as one character: combined letters, emoji sequences, flags, CR LF."""
    piece = ""
    for character in text:
        if piece and not _continues(piece, character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _continues(piece: str, character: str) -> bool:
    last = piece[-1]
    if last == "\r":
        return character == "\n"
    if character in "\u200d\ufe0e\ufe0f" or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return last not in "\n"
    if last == "\u200d":
        return unicodedata.category(character) == "So"
    if "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f":
        return True
    if _is_regional(character):
        return _is_regional(last) and len(piece) % 2 == 1
    return "\u1160" <= character <= "\u11ff" and "\u1100" <= last <= "\u11ff"


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def truncate_bytes(text: str, limit: int, *, ellipsis: str = "") -> str:
    """Return the longest beginning of the text within `limit` cp949 bytes, never cutting a visible character.

    When something is cut, `ellipsis` ends the result and is counted in the limit.
    """
    if sms_bytes(text) <= limit:
        return text
    room = limit - sms_bytes(ellipsis)
    if room < 0:
        return truncate_bytes(text, limit)
    kept, used = [], 0
    for piece in graphemes(text):
        used += sms_bytes(piece)
        if used > room:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + ellipsis


def truncate_characters(text: str, limit: int, *, ellipsis: str = "…") -> str:
    """Return the longest beginning of the text within `limit` code points, never cutting a visible character.

    When something is cut, `ellipsis` ends the result and is counted in the limit.
    """
    if len(text) <= limit:
        return text
    room = limit - len(ellipsis)
    if room < 0:
        return truncate_characters(text, limit, ellipsis="")
    kept, used = [], 0
    for piece in graphemes(text):
        used += len(piece)
        if used > room:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + ellipsis
