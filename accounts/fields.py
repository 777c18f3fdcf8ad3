"""A text field that is encrypted in the database."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import crypto


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Holds personal text. It cannot be filtered or ordered by: store a `keyed_hash` beside it for look-ups."""

    def get_prep_value(self, value: Any) -> Any:
        """Return what is written: the encrypted text."""
        return value if value is None else crypto.encrypt(str(value))

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """Return what is read: the plain text."""
        return value if value is None else crypto.decrypt(value)
