"""The one kind of error a service raises when a person can do something about it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule said no.

    `code` is for machines, `message` for people (already in their language), `status` is the HTTP status a
    screen or the API answers with, `extra` holds facts the caller may show (who has it, which characters …).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    message: ClassVar[str | Promise] = ""

    def __init__(self, message: str | Promise = "", **extra: Any) -> None:
        super().__init__(str(message or self.message))
        self.extra: Mapping[str, Any] = extra
