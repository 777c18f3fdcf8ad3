"""What the supervisor and the tests need to know of a service such as PostgreSQL."""

from pathlib import Path
from typing import Protocol


class ServiceError(Exception):
    """A service cannot run on this machine; the message says what to do."""


class Service(Protocol):
    """A program that must be prepared, started and ready before the product can use it at `url`."""

    name: str
    url: str
    environment: dict[str, str]

    def prepare(self) -> None:
        """Make its data folder. Raises ServiceError."""

    def command(self, *options: str) -> list[str]:
        """Return the command that runs it in the foreground, with further options of the program itself."""

    def ready(self) -> bool:
        """Return whether it answers."""


def first_existing(candidates: list[Path]) -> Path | None:
    """Return the first path that exists."""
    return next((path for path in candidates if path.exists()), None)
