"""Personal numbers in free text, masked before anything is stored (개인정보 보호법 §24의2, 안전성 확보조치 기준 §7)."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["resident_registration", "card", "account", "passport", "drivers_licence"]

GAP = r"[ \t\u00a0\u2007-\u2015\u2212\u200b\ufe63\uff0d._/·–-]{0,3}"
GENDER = "[1-8１-８]"
RESIDENT = re.compile(
    rf"(?<!\d)(?P<birth>\d{{6}}|\d\d[ .]\d\d[ .]\d\d|\d(?: \d){{5}})(?P<gap>{GAP})"
    rf"(?P<serial>{GENDER}\d{{6}}|{GENDER}(?: \d){{6}})(?!\d)"
)
CARD = re.compile(rf"(?<!\d)(?:\d{{4}}{GAP}){{3}}\d{{4}}(?!\d)|(?<!\d)3[47]\d{{2}}{GAP}\d{{6}}{GAP}\d{{5}}(?!\d)")
LICENCE = re.compile(r"(?<!\d)(?:1[1-9]|2[0-68])[ -](\d{2})[ -](\d{6})[ -](\d{2})(?!\d)")
PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSRODGmsrodg](?:\d{8}|\d{3}[A-Za-z]\d{4})(?![A-Za-z0-9])")
ACCOUNT_GROUPS = re.compile(r"(?<![\d-])\d{2,6}(?:-\d{1,8}){2,3}(?![\d-])")
ACCOUNT_PLAIN = re.compile(r"(?<![\d-])\d[\d -]{8,18}\d(?![\d-])")
ACCOUNT_CONTEXT = re.compile(r"계좌|통장|은행|뱅크|입금|송금|이체|농협|신협|수협|새마을금고|우체국")
ACCOUNT_CONTEXT_REACH = 20
TELEPHONE = re.compile(r"0(?:2|[3-6]\d|70|80|50\d|1[016789])[ -]?\d{3,4}[ -]?\d{4}|82[ -]?10[ -]?\d{4}[ -]?\d{4}")
KEPT_CONTROLS = "\n\t"
INVISIBLE_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_text(text: str) -> str:
    """Return the text as it may be stored: NFC, LF line ends, no null bytes, control characters, lone surrogates
    or invisible direction marks, no space at either end."""
    text = INVISIBLE_DIRECTION.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        character
        for character in text
        if character in KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cs")
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


class Masked(NamedTuple):
    """A text without personal numbers, and the kinds of numbers it held, each once."""

    text: str
    kinds: tuple[Kind, ...]


def mask_personal_numbers(text: str) -> Masked:
    """Return the text with personal numbers starred, and which kinds were found.

    Resident and foreigner registration numbers keep the birth date (900101-*******), cards and accounts their last
    four digits. Telephone numbers, dates and complaint numbers stay. Masking a masked text changes nothing.
    """
    found: dict[Kind, None] = {}

    def masking(kind: Kind, mask: Callable[[re.Match[str]], str | None]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            masked = mask(match)
            if masked is None:
                return match.group()
            found[kind] = None
            return masked

        return replace

    text = RESIDENT.sub(masking("resident_registration", _mask_resident), text)
    text = CARD.sub(masking("card", _mask_card), text)
    text = LICENCE.sub(masking("drivers_licence", lambda match: _star(match.group(), keep=2)), text)
    text = PASSPORT.sub(masking("passport", lambda match: match.group()[0] + _star(match.group()[1:], keep=0)), text)
    text = ACCOUNT_GROUPS.sub(masking("account", _mask_account_groups), text)
    text = ACCOUNT_PLAIN.sub(masking("account", _mask_account_plain), text)
    return Masked(text, tuple(found))


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(character)) for character in text if character.isdecimal())


def _star(text: str, *, keep: int) -> str:
    """Star every letter and digit but the last `keep` ones."""
    places = [at for at, character in enumerate(text) if character.isalnum()]
    starred = set(places[:-keep] if keep else places)
    return "".join("*" if at in starred else character for at, character in enumerate(text))


def _mask_resident(match: re.Match[str]) -> str | None:
    if not _is_birth_date(_digits(match["birth"])):
        return None
    return f"{match['birth']}{match['gap']}{_star(match['serial'], keep=0)}"


def _is_birth_date(digits: str) -> bool:
    try:
        date(2000 + int(digits[:2]) % 4, int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True


def _mask_card(match: re.Match[str]) -> str | None:
    digits = [int(digit) for digit in _digits(match.group())]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    if (sum(digits[-1::-2]) + sum(doubled)) % 10:
        return None
    return _star(match.group(), keep=4)


def _mask_account_groups(match: re.Match[str]) -> str | None:
    digits = _digits(match.group())
    if not 10 <= len(digits) <= 16 or TELEPHONE.fullmatch(match.group()):
        return None
    return _star(match.group(), keep=4)


def _mask_account_plain(match: re.Match[str]) -> str | None:
    before = match.string[max(0, match.start() - ACCOUNT_CONTEXT_REACH) : match.start()]
    digits = _digits(match.group())
    if not 10 <= len(digits) <= 16 or TELEPHONE.fullmatch(match.group()) or not ACCOUNT_CONTEXT.search(before):
        return None
    return _star(match.group(), keep=4)
