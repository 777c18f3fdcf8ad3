"""Where the content of attachments and exports lies: a folder that no address leads to, under random names."""

from secrets import token_hex
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def attachment_storage() -> Storage:
    """Return the storage named "attachments" in the settings."""
    return storages["attachments"]


def keep(content: bytes | IO[bytes]) -> str:
    """Store the content and return the name it can be opened by."""
    name = token_hex(20)
    file = ContentFile(content) if isinstance(content, bytes) else File(content)
    return attachment_storage().save(f"{name[:2]}/{name}", file)


def open_kept(stored_as: str) -> IO[bytes]:
    """Open what `keep` stored, for reading. Raises FileNotFoundError."""
    return attachment_storage().open(stored_as, "rb")


def throw_away(stored_as: str) -> None:
    """Remove what `keep` stored; nothing happens where it is gone already."""
    attachment_storage().delete(stored_as)
