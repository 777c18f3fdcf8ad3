"""Where the content of attachments and exports lies: a folder that no address leads to, under random names."""

from datetime import datetime
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


def folders() -> list[str]:
    """Return the folders that the content lies in: the first two characters of the names."""
    try:
        return [name for name in attachment_storage().listdir("")[0] if len(name) == 2]
    except FileNotFoundError:
        return []


def names_in(folder: str) -> list[str]:
    """Return the names of what is kept in a folder."""
    return [f"{folder}/{name}" for name in attachment_storage().listdir(folder)[1]]


def kept_at(stored_as: str) -> datetime:
    """Return when the content was stored. Raises FileNotFoundError."""
    return attachment_storage().get_modified_time(stored_as)
