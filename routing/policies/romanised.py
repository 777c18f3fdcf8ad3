"""Write Korean place names in Latin letters as signs and maps do (국어의 로마자 표기법): 왕십리 → wangsimni."""

from korean.hangul import is_syllable, letters

INITIALS = {
    "ㄱ": "g",
    "ㄲ": "kk",
    "ㄴ": "n",
    "ㄷ": "d",
    "ㄸ": "tt",
    "ㄹ": "r",
    "ㅁ": "m",
    "ㅂ": "b",
    "ㅃ": "pp",
    "ㅅ": "s",
    "ㅆ": "ss",
    "ㅇ": "",
    "ㅈ": "j",
    "ㅉ": "jj",
    "ㅊ": "ch",
    "ㅋ": "k",
    "ㅌ": "t",
    "ㅍ": "p",
    "ㅎ": "h",
}
VOWELS = {
    "ㅏ": "a",
    "ㅐ": "ae",
    "ㅑ": "ya",
    "ㅒ": "yae",
    "ㅓ": "eo",
    "ㅔ": "e",
    "ㅕ": "yeo",
    "ㅖ": "ye",
    "ㅗ": "o",
    "ㅘ": "wa",
    "ㅙ": "wae",
    "ㅚ": "oe",
    "ㅛ": "yo",
    "ㅜ": "u",
    "ㅝ": "wo",
    "ㅞ": "we",
    "ㅟ": "wi",
    "ㅠ": "yu",
    "ㅡ": "eu",
    "ㅢ": "ui",
    "ㅣ": "i",
}
# A final consonant as it sounds before another consonant: one of k, n, t, l, m, p, ng.
FINALS = {
    **dict.fromkeys(("ㄱ", "ㄲ", "ㅋ", "ㄳ", "ㄺ"), "k"),
    **dict.fromkeys(("ㄴ", "ㄵ", "ㄶ"), "n"),
    **dict.fromkeys(("ㄷ", "ㅅ", "ㅆ", "ㅈ", "ㅊ", "ㅌ", "ㅎ"), "t"),
    **dict.fromkeys(("ㄹ", "ㄼ", "ㄽ", "ㄾ", "ㅀ"), "l"),
    **dict.fromkeys(("ㅁ", "ㄻ"), "m"),
    **dict.fromkeys(("ㅂ", "ㅄ", "ㅍ", "ㄿ"), "p"),
    "ㅇ": "ng",
}
LINKED = {"ㄱ": "g", "ㄷ": "d", "ㄹ": "r", "ㅂ": "b", "ㅅ": "s", "ㅈ": "j", "ㅎ": ""}
NASAL = {"k": "ng", "t": "n", "p": "m"}


def romanised(name: str) -> str:
    """Return a name of Hangul syllables in small Latin letters, "" when it holds anything else."""
    if not name or not all(is_syllable(character) for character in name):
        return ""
    parts = [letters(character) for character in name]
    written = ""
    for place, (initial, vowel, final) in enumerate(parts):
        before = parts[place - 1][2] if place else ""
        following = parts[place + 1][0] if place + 1 < len(parts) else ""
        written += _initial(initial, before) + VOWELS[vowel] + _final(final, following)
    return written


def _initial(initial: str, before: str) -> str:
    if initial == "ㄹ" and before:
        return "l" if FINALS[before] in ("l", "n") else "n"
    if initial == "ㄴ" and before and FINALS[before] == "l":
        return "l"
    return INITIALS[initial]


def _final(final: str, following: str) -> str:
    if not final:
        return ""
    sound = FINALS[final]
    if following == "ㅇ":
        return LINKED.get(final, sound)
    if following in ("ㄴ", "ㅁ") or (following == "ㄹ" and sound in NASAL):
        return NASAL.get(sound, sound)
    if following == "ㄹ" and sound == "n":
        return "l"
    return sound
