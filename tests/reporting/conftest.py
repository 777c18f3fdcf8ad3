"""Seoul with its queues, as the tests of contacts load it."""

from tests.contacts.conftest import city, seoul

__all__ = ["city", "seoul"]
