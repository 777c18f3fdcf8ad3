"""Which language a citizen writes, told by the letters alone, and which one each channel can carry to them."""

import re

from contacts.models import Contact
from messaging.types import Channel

KOREAN, ENGLISH = "ko", "en"
SKILLS = {"en": "EN", "zh": "ZH", "ja": "JA", "vi": "VI", "mn": "MN"}
"""The languages in which people answer besides Korean, and the skill of an agent who does."""
HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
KANA = re.compile(r"[ぁ-ヿ]")
HAN = re.compile(r"[一-鿿]")
CYRILLIC = re.compile(r"[А-Яа-яЁёӨөҮү]")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ]|[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z]{2,}")
LETTER = re.compile(r"[^\W\d_]")
NOT_WORDS = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|\S+\.[A-Za-z][A-Za-z0-9]{1,4}(?:/\S*)?(?![A-Za-z0-9])", re.IGNORECASE
)
"""Addresses and names of files, whose letters tell nothing of who sends them."""
LEAST_LETTERS = 3
LEAST_WORDS = 4
LEAST_WORDS_TO_CHANGE = 8


def written_language(text: str, *, known: bool = False) -> str:
    """Return the language of a text: ko, ja, zh, mn, vi or en; "" where it mixes Korean in or says too little.

    Addresses and names of files count for nothing. Of somebody whose language is `known`, a few Latin words are none.
    """
    text = NOT_WORDS.sub(" ", text)
    if hangul := len(HANGUL.findall(text)):
        return KOREAN if hangul >= LEAST_LETTERS and 2 * hangul >= len(LETTER.findall(text)) else ""
    if len(KANA.findall(text)) >= LEAST_LETTERS:
        return "ja"
    if len(HAN.findall(text)) >= LEAST_LETTERS:
        return "zh"
    if len(CYRILLIC.findall(text)) >= LEAST_LETTERS:
        return "mn"
    if len(VIETNAMESE.findall(text)) >= LEAST_LETTERS:
        return "vi"
    return ENGLISH if len(WORD.findall(text)) >= (LEAST_WORDS_TO_CHANGE if known else LEAST_WORDS) else ""


def language_for(contact: Contact) -> str:
    """Return the language to write to a contact's citizen in: text messages carry Korean and Latin letters only
    (cp949), so it is English there for those who read another one."""
    language = contact.citizen.language
    return ENGLISH if contact.channel == Channel.SMS and language not in (KOREAN, ENGLISH) else language
