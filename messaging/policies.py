"""Pure rules: what a channel can carry, and when to try again."""

import unicodedata
from datetime import timedelta

from korean import hangul, privacy
from messaging.types import Channel, TextSize

SMS_BYTES = 90
LMS_BYTES = 2_000
TITLE_BYTES = 40
WEB_CHARACTERS = 10_000

ATTEMPTS = 20
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=60)

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

    SMS counts bytes in cp949: 90 for an SMS, else 2,000 for an LMS. The other channels count characters (10,000).
    """
    sendable = sendable_text(channel=channel, text=text)
    if channel != Channel.SMS:
        return TextSize(
            form=channel, used=len(sendable), limit=WEB_CHARACTERS, unit="characters", text=sendable, unsendable=()
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


def sendable_title(*, channel: Channel, title: str) -> str:
    """Return the title in one line, cut to what the channel shows (LMS: 40 bytes), without what cannot be sent."""
    line = " ".join(sendable_text(channel=channel, text=title).split())
    if channel == Channel.SMS:
        missing = set(hangul.unencodable(line))
        line = "".join(character for character in line if character not in missing)
    return hangul.truncate_bytes(line, TITLE_BYTES).strip()


def pause_after(*, attempts: int, jitter: float) -> timedelta:
    """Return how long to wait after the given number of attempts: doubling from 2 s up to 60 s, of which the
    `jitter` (0 to 1) decides the second half, so that what failed together does not return together."""
    doublings = min(attempts - 1, 10)
    whole = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    return whole * (0.5 + jitter / 2)
