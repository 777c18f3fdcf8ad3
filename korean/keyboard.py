"""Korean typed with the English keyboard left on (durnjs → 여권)."""

from korean.hangul import CHOSUNG, FINALS, FIRST_SYLLABLE, JONGSUNG, JUNGSUNG, VOWELS

LATIN = "qwertyuiopasdfghjklzxcvbnmQWERTOP"
KEYS = dict(zip(LATIN, "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ", strict=True))
COMPOUND_VOWELS = {
    "ㅗㅏ": "ㅘ",
    "ㅗㅐ": "ㅙ",
    "ㅗㅣ": "ㅚ",
    "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ",
    "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ",
}
COMPOUND_FINALS = {
    "ㄱㅅ": "ㄳ",
    "ㄴㅈ": "ㄵ",
    "ㄴㅎ": "ㄶ",
    "ㄹㄱ": "ㄺ",
    "ㄹㅁ": "ㄻ",
    "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ",
    "ㄹㅌ": "ㄾ",
    "ㄹㅍ": "ㄿ",
    "ㄹㅎ": "ㅀ",
    "ㅂㅅ": "ㅄ",
}


def as_hangul(text: str) -> str | None:
    """Return what the keys would have written with the Korean keyboard on, or None if that is not plainly meant.

    Plainly meant: the text holds Latin letters and spaces, digits or ? ! . , - only, every run of letters becomes
    complete syllables, and there are at least two syllables. "bus" and "MRI" stay what they are.
    """
    words: list[str] = []
    syllables = 0
    for word in text.split():
        letters = "".join(character for character in word if character.isascii() and character.isalpha())
        if not letters:
            if not word.isascii():
                return None
            words.append(word)
            continue
        core = word.rstrip("?!.,")
        if core != letters:
            return None
        written = _compose([KEYS.get(key) or KEYS[key.lower()] for key in core])
        if written is None:
            return None
        syllables += len(written)
        words.append(written + word[len(core) :])
    return " ".join(words) if syllables >= 2 else None


def _compose(keys: list[str]) -> str | None:
    """Join single letters into syllables as a Korean input method does; None if any letter is left alone."""
    written = []
    at = 0
    while at < len(keys):
        if keys[at] not in CHOSUNG or at + 1 >= len(keys) or keys[at + 1] not in JUNGSUNG:
            return None
        first, vowel = keys[at], keys[at + 1]
        at += 2
        if at < len(keys) and vowel + keys[at] in COMPOUND_VOWELS:
            vowel = COMPOUND_VOWELS[vowel + keys[at]]
            at += 1
        final = ""
        if _closes(keys, at):
            final = keys[at]
            at += 1
            if _closes(keys, at) and final + keys[at] in COMPOUND_FINALS:
                final = COMPOUND_FINALS[final + keys[at]]
                at += 1
        index = (CHOSUNG.index(first) * VOWELS + JUNGSUNG.index(vowel)) * FINALS + JONGSUNG.index(final)
        written.append(chr(FIRST_SYLLABLE + index))
    return "".join(written)


def _closes(keys: list[str], at: int) -> bool:
    """Whether the consonant at this place ends the syllable before it: no vowel follows it."""
    if at >= len(keys) or keys[at] not in JONGSUNG[1:]:
        return False
    return at + 1 >= len(keys) or keys[at + 1] not in JUNGSUNG
