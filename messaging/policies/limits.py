"""What a channel can carry: bytes of a text message, characters of the others."""

import unicodedata

from korean import hangul, privacy
from messaging.types import Channel, TextSize

SMS_BYTES = 90
LMS_BYTES = 2_000
TITLE_BYTES = 40
CHARACTERS = {Channel.WEB: 10_000, Channel.EMAIL: 10_000, Channel.KAKAO: 1_000, Channel.ALIMTALK: 1_300}
KAKAO_CHANNELS = (Channel.KAKAO, Channel.ALIMTALK)

# Characters that editors put in by themselves and cp949 lacks, with what people read the same way.
LOOKALIKES = str.maketrans(
    {
        "—": "-",
        "–": "-",
        "‑": "-",
        "−": "-",
        "•": "·",
        "‧": "·",
        "₩": "￦",
        "«": "《",
        "»": "》",
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\u2060": "",
        "\ufe0e": "",
        "\ufe0f": "",
    }
)


def sendable_text(*, channel: Channel, text: str) -> str:
    """Return the text as the channel sends it: cleaned (see `korean.privacy.clean_text`), for SMS with look-alikes of
    characters it lacks (— becomes -). What has no look-alike stays, for `measure` to name."""
    cleaned = privacy.clean_text(text)
    if channel != Channel.SMS:
        return cleaned
    # Blanks can be left over at the ends once invisible characters are gone.
    return unicodedata.normalize("NFC", cleaned.translate(LOOKALIKES)).strip()


def measure(*, channel: Channel, text: str) -> TextSize:
    """Return how much of the channel the text takes, once made sendable.

    SMS counts bytes in cp949: 90 for an SMS, else 2,000 for an LMS. The other channels count characters: 1,000 in a
    KakaoTalk session, 1,300 in an Alimtalk (both by UTF-16 units, the strictest way to count), 10,000 elsewhere.
    """
    sendable = sendable_text(channel=channel, text=text)
    if channel != Channel.SMS:
        return TextSize(
            form=channel,
            used=utf16_length(sendable) if channel in KAKAO_CHANNELS else len(sendable),
            limit=CHARACTERS.get(channel, CHARACTERS[Channel.WEB]),
            unit="characters",
            text=sendable,
            unsendable=(),
        )
    used = hangul.sms_bytes(sendable)
    is_short = used <= SMS_BYTES
    return TextSize(
        form="SMS" if is_short else "LMS",
        used=used,
        limit=SMS_BYTES if is_short else LMS_BYTES,
        unit="bytes",
        text=sendable,
        unsendable=hangul.unencodable(sendable),
    )


def utf16_length(text: str) -> int:
    """Return the characters as a telephone counts them: an emoji takes two, or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sendable_title(*, channel: Channel, title: str) -> str:
    """Return the title in one line, cut to what the channel shows (LMS: 40 bytes), without what cannot be sent."""
    line = " ".join(sendable_text(channel=channel, text=title).split())
    if channel == Channel.SMS:
        missing = set(hangul.unencodable(line))
        line = "".join(character for character in line if character not in missing)
    return hangul.truncate_bytes(line, TITLE_BYTES).strip()
