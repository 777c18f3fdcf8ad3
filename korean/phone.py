"""Korean telephone numbers: one stored form, one shown form, one masked form."""

import re

import phonenumbers

SHORT_NUMBER = re.compile(r"1\d{2,3}")
REPRESENTATIVE_NUMBER = re.compile(r"1[5-8]\d{6}")


class InvalidPhoneNumber(ValueError):
    """The text is not a telephone number one could call."""


def normalise(text: str) -> str:
    """Return the number in E.164 (010-1234-5678 → +821012345678); numbers without a country are Korean.

    Raises InvalidPhoneNumber for anything that cannot be a subscriber's number (also 112, 120, 1588-…).
    """
    try:
        number = phonenumbers.parse(text, "KR")
    except phonenumbers.NumberParseException as error:
        raise InvalidPhoneNumber(text) from error
    digits = str(number.national_number)
    if number.country_code == 82 and (SHORT_NUMBER.fullmatch(digits) or REPRESENTATIVE_NUMBER.fullmatch(digits)):
        raise InvalidPhoneNumber(text)
    if number.extension or not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        raise InvalidPhoneNumber(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(e164: str) -> bool:
    """Whether the Korean number can receive an SMS (010, 011 … 019)."""
    return re.fullmatch(r"\+821[016789]\d{7,8}", e164) is not None


def display(e164: str) -> str:
    """Return the number as people write it: 010-1234-5678 for Korea, international form for others.

    What is not E.164 (a short number such as 120, a withheld number) is returned as it is.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code == 82:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask(e164: str) -> str:
    """Return the shown form with the middle group starred (010-****-5678); of others only the last four digits."""
    shown = display(e164)
    groups = shown.split("-")
    if e164.startswith("+82") and len(groups) == 3:
        return f"{groups[0]}-{'*' * len(groups[1])}-{groups[2]}"
    digits = [at for at, character in enumerate(shown) if character.isdigit()]
    hidden = set(digits[:-4]) if len(digits) > 4 else set()
    return "".join("*" if at in hidden else character for at, character in enumerate(shown))
