"""Who is typing, and how far the other side has read: gone after seconds or a day, never part of the conversation."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import redis
from django.core.cache import cache

logger = logging.getLogger(__name__)

TYPING_SECONDS = 6
READ_SECONDS = 24 * 60 * 60


class Side(StrEnum):
    """The two sides of a conversation."""

    CITIZEN = "citizen"
    STAFF = "staff"


@dataclass(frozen=True)
class Presence:
    """What one side does: whether it types now, and the number of the last line it has read (0 for none)."""

    typing: bool
    read: int


def note_presence(*, contact_id: UUID, side: Side, typing: bool | None = None, read: int | None = None) -> None:
    """Note what one side does (None: unchanged). Without Redis nothing is noted."""
    try:
        if typing is True:
            cache.set(_typing(contact_id, side), 1, TYPING_SECONDS)
        elif typing is False:
            cache.delete(_typing(contact_id, side))
        if read is not None:
            cache.set(_read(contact_id, side), read, READ_SECONDS)
    except redis.RedisError as error:
        logger.warning("who types is not noted: %s", error)


def presence_of(*, contact_id: UUID, side: Side) -> Presence:
    """Return what one side does; nothing while Redis is away."""
    typing, read = _typing(contact_id, side), _read(contact_id, side)
    try:
        found = cache.get_many([typing, read])
    except redis.RedisError as error:
        logger.warning("who types is not known: %s", error)
        found = {}
    return Presence(typing=typing in found, read=found.get(read, 0))


def _typing(contact_id: UUID, side: Side) -> str:
    return f"typing:{contact_id}:{side}"


def _read(contact_id: UUID, side: Side) -> str:
    return f"read:{contact_id}:{side}"
