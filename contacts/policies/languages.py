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
LEAST_LETTERS = 3
LEAST_WORDS = 4


def written_language(text: str) -> str:
    """Return the language of a text: ja, zh, mn, vi or en; "" where it has Korean in it or says too little."""
    if HANGUL.search(text):
        return ""
    if len(KANA.findall(text)) >= LEAST_LETTERS:
        return "ja"
    if len(HAN.findall(text)) >= LEAST_LETTERS:
        return "zh"
    if len(CYRILLIC.findall(text)) >= LEAST_LETTERS:
        return "mn"
    if len(VIETNAMESE.findall(text)) >= LEAST_LETTERS:
        return "vi"
    return ENGLISH if len(WORD.findall(text)) >= LEAST_WORDS else ""


def language_for(contact: Contact) -> str:
    """Return the language to write to a contact's citizen in: text messages carry Korean and Latin letters only
    (cp949), so it is English there for those who read another one."""
    language = contact.citizen.language
    return ENGLISH if contact.channel == Channel.SMS and language not in (KOREAN, ENGLISH) else language
