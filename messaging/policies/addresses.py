"""Whom a channel can reach."""

import re
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from korean import phone
from messaging.types import Channel

USER_KEY = re.compile(r"[\x21-\x7e]{1,20}")
SEES_NUMBERS = (Channel.SMS, Channel.ALIMTALK)


def address_of(*, channel: Channel, recipient: str) -> str:
    """Return the recipient as it is stored and compared: a mobile number in E.164 (SMS, ALIMTALK), a contact's id
    (WEB), a user key of at most 20 characters (KAKAO), an e-mail address.

    Raises ValueError for what the channel cannot reach.
    """
    if channel in SEES_NUMBERS:
        number = phone.normalise(recipient)
        if not phone.is_mobile(number):
            raise ValueError("not a mobile number")
        return number
    if channel == Channel.WEB:
        return str(UUID(recipient))
    if channel == Channel.KAKAO and USER_KEY.fullmatch(recipient):
        return recipient
    if channel == Channel.EMAIL:
        try:
            validate_email(recipient)
        except ValidationError as error:
            raise ValueError("not an e-mail address") from error
        return recipient
    raise ValueError("nobody is reached so")


def masked(*, channel: Channel, recipient: str) -> str:
    """Return the recipient as staff may see it: 010-****-5678, ma******@…; "" where it says nothing to people."""
    if channel in SEES_NUMBERS:
        return phone.mask(recipient)
    if channel == Channel.EMAIL:
        name, _, domain = recipient.partition("@")
        return f"{name[:2]}{'*' * max(1, len(name) - 2)}@{domain}"
    return ""
