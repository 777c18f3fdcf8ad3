"""The list of signatures as screens show it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignatoryLine:
    """Somebody who signed; name and telephone are masked for those whose work it is not."""

    position: int
    name: str
    phone: str
    representative: bool


@dataclass(frozen=True)
class Signatories:
    """The list of a complaint: how many signed, how many of them are told, and the lines."""

    count: int
    reached: int
    masked: bool
    lines: tuple[SignatoryLine, ...]
