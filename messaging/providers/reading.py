"""Read what providers post: every member is checked before it is believed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from korean import phone
from korean.dates import SEOUL
from messaging.providers.base import MalformedInbound
from messaging.providers.http import LONGEST_ID

MOST_MEDIA = 10
MOST_PARTS = 50
LONGEST_ADDRESS = 2_000
SENSIBLE_YEARS = range(2000, 2100)


def json_of(body: bytes) -> Any:
    """Return the JSON value in the body. Raises MalformedInbound."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedInbound from error


def object_of(value: Any) -> dict[str, Any]:
    """Return the value as the JSON object it must be. Raises MalformedInbound."""
    if not isinstance(value, dict):
        raise MalformedInbound
    return value


def list_of(value: Any) -> list[Any]:
    """Return the value as the JSON array it must be. Raises MalformedInbound."""
    if not isinstance(value, list):
        raise MalformedInbound
    return value


def string(content: Mapping[str, Any], field: str, *, longest: int = LONGEST_ID) -> str:
    """Return a printable text of 1 to `longest` characters. Raises MalformedInbound naming the field."""
    value = content.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise MalformedInbound(field=field)
    return value


def words(content: Mapping[str, Any], field: str) -> str:
    """Return what somebody wrote, of any length. Raises MalformedInbound naming the field."""
    value = content.get(field)
    if not isinstance(value, str):
        raise MalformedInbound(field=field)
    return value


def moment(content: Mapping[str, Any], field: str) -> datetime:
    """Return an aware time of this century. Raises MalformedInbound naming the field."""
    time = _time(string(content, field))
    if time is None or time.tzinfo is None:
        raise MalformedInbound(field=field)
    return time


def local_moment(content: Mapping[str, Any], field: str) -> datetime:
    """Return a time that counts as Seoul's where it names no zone. Raises MalformedInbound naming the field."""
    time = _time(string(content, field))
    if time is None:
        raise MalformedInbound(field=field)
    return time if time.tzinfo else time.replace(tzinfo=SEOUL)


def addresses(content: Mapping[str, Any], field: str) -> list[str]:
    """Return the addresses of a list of at most ten that may be missing. Raises MalformedInbound naming the field."""
    given = content.get(field) or []
    if not isinstance(given, list) or len(given) > MOST_MEDIA:
        raise MalformedInbound(field=field)
    if not all(isinstance(address, str) and 0 < len(address) <= LONGEST_ADDRESS for address in given):
        raise MalformedInbound(field=field)
    return given


def small_number(content: Mapping[str, Any], field: str) -> int:
    """Return a number from 1 to 50; 1 where it is missing. Raises MalformedInbound naming the field."""
    value = content.get(field, 1)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_PARTS:
        raise MalformedInbound(field=field)
    return value


def sender_of(content: Mapping[str, Any], field: str) -> str:
    """Return the number somebody wrote from: E.164 where it is one, else as given; a withheld or odd one is no reason
    to lose a text. Raises MalformedInbound when it is no text at all."""
    given = content.get(field) or ""
    if not isinstance(given, str):
        raise MalformedInbound(field=field)
    try:
        return phone.normalise(given)
    except phone.InvalidPhoneNumber:
        return given[:LONGEST_ID]


def reference(value: object) -> tuple[str, int]:
    """Return our own id of a message and which sending of it is meant; "" and 0 when it is none of ours."""
    identifier, _, resends = str(value or "").partition(":")
    try:
        return str(UUID(identifier)), min(int(resends or 0), 10_000)
    except ValueError:
        return "", 0


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.year in SENSIBLE_YEARS else None
