"""Where a citizen can be reached: telephone numbers as they arrive, and the channel a written answer takes."""

import re

from korean import phone
from messaging.types import Channel

OTHER_NUMBER = re.compile(r"\+?[\d*#-]{2,20}")


def sender_number(raw: str) -> str:
    """Return the number a caller or texter is known by: E.164 where it is one, digits as given where it is another
    number (120, an internal extension), "" for a withheld or unreadable one."""
    try:
        return phone.normalise(raw)
    except phone.InvalidPhoneNumber:
        text = raw.strip()
        return text if OTHER_NUMBER.fullmatch(text) else ""


def written_answer(*, channel: str, address: str) -> tuple[Channel, str] | None:
    """Return the channel and recipient of a written answer to somebody who came over `channel` from `address`.

    A caller, and who signs over video, is answered by SMS where the number is a mobile one. None: there is no way to
    write to them.
    """
    if channel in (Channel.WEB, Channel.KAKAO):
        return Channel(channel), address
    if channel == Channel.SMS and address.startswith("+"):
        return Channel.SMS, address
    if channel in (Channel.PHONE, Channel.SIGN) and phone.is_mobile(address):
        return Channel.SMS, address
    return None
