"""Seoul, as the contacts' tests have it."""

from tests.contacts.conftest import city, seoul

__all__ = ["city", "seoul"]
