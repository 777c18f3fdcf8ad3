"""The number people say and write: year, serial number of that year, check digit (2026-000123-4).

The check digit is Damm's: it finds every single wrong digit and every two neighbouring digits in the wrong order.
"""

import re
import unicodedata
from dataclasses import dataclass

DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
WRITTEN = re.compile(r"(20\d{2})[ -]?(\d{6,8})[ -]?(\d)", re.ASCII)
DASHES = str.maketrans("‐‑‒–—―−－", "--------")


class InvalidNumber(ValueError):
    """The text is not a complaint's number, or a digit of it is wrong."""


@dataclass(frozen=True)
class ComplaintNumber:
    """A number that is right in itself; whether there is such a complaint is another question."""

    year: int
    serial: int

    def __str__(self) -> str:
        digits = f"{self.year:04d}{self.serial:06d}"
        return f"{digits[:4]}-{digits[4:]}-{check_digit(digits)}"


def check_digit(digits: str) -> int:
    """Return the digit (0–9) that makes `digits` (ASCII digits only) a right number when written behind them."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim


def parse(text: str) -> ComplaintNumber:
    """Read a number as people type it: with or without hyphens, full-width digits, spaces around it.

    Raises InvalidNumber when the text is something else or its check digit is wrong.
    """
    typed = unicodedata.normalize("NFKC", text).translate(DASHES).strip()
    match = WRITTEN.fullmatch(typed)
    if match is None:
        raise InvalidNumber(text)
    year, serial, check = match.groups()
    if check_digit(year + serial) != int(check):
        raise InvalidNumber(text)
    return ComplaintNumber(year=int(year), serial=int(serial))
