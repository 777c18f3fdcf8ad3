"""What KakaoTalk (상담톡) posts, read into our own words. Absent fields are left out by the sender; none is trusted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError

LONGEST_BODY = 1024 * 1024
LONGEST_USER_KEY = 20
LONGEST_KEY = 120
LONGEST_REFERENCE = 100
MOST_FILES = 20
SESSION_DAYS = 30
SESSION_OVER = "A821"


class KakaoEvent(StrEnum):
    """The last part of the address is what is told."""

    MESSAGE = "message"
    REFERENCE = "reference"
    EXPIRED_SESSION = "expired_session"
    SEEN_INFO = "seen_info"
    PERSONAL_INFO = "personal_info"
    CERT_RESULT = "cert_result"
    RESULT = "result"


class MalformedEvent(DomainError):
    """The request is not what its documentation says: 400, with the `field`."""

    code = "malformed_event"
    status = 400
    message = _("요청 형식이 올바르지 않습니다.")


@dataclass(frozen=True)
class Event:
    """What every event has: its own key, whose it is (`user_key`: per channel, case-sensitive), the session, the time.

    `at` is when KakaoTalk passed it on; the time of writing is not told.
    """

    key: str
    user_key: str
    session_id: str
    at: datetime | None
    content: Mapping[str, Any]


def read_event(body: bytes) -> Event:
    """Return the event in a request's body. Raises MalformedEvent."""
    return event_of(_object(body))


def event_of(content: Mapping[str, Any]) -> Event:
    """Return the event that the members of a request's body tell. Raises MalformedEvent."""
    return Event(
        key=_text(content, "msgKey", longest=LONGEST_KEY),
        user_key=_text(content, "userKey", longest=LONGEST_USER_KEY),
        session_id=_session_id(content),
        at=_time(content.get("kakaoTime")) or _time(content.get("sendTime")),
        content=content,
    )


def words_of(content: Mapping[str, Any]) -> str:
    """Return what the citizen wrote: every comment, a line each; "" for pictures alone."""
    comments = [part.get("comment") for part in _parts(content)]
    return "\n".join(comment for comment in comments if isinstance(comment, str) and comment)


def files_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the addresses of the pictures and files that came along, at most 20."""
    addresses = [part.get("url") for part in _parts(content)]
    return tuple(address for address in addresses if isinstance(address, str) and address)[:MOST_FILES]


def whole_text_of(content: Mapping[str, Any]) -> str:
    """Return where the whole of a text above 4,000 characters can be fetched; "" for any other."""
    attachment = content.get("attachment")
    address = attachment.get("url") if isinstance(attachment, Mapping) else None
    return address if isinstance(address, str) else ""


def reference_of(content: Mapping[str, Any]) -> str:
    """Return what our link carried by which the citizen came (a complaint's number), in one line; "" for nothing."""
    reference = content.get("reference")
    extra = reference.get("extra") if isinstance(reference, Mapping) else None
    return " ".join(extra.split())[:LONGEST_REFERENCE] if isinstance(extra, str) else ""


def phone_of(content: Mapping[str, Any]) -> str:
    """Return the telephone number that the citizen agreed to give; "" for none."""
    information = content.get("personalInfo")
    number = information.get("phoneNumber") if isinstance(information, Mapping) else None
    return number if isinstance(number, str) else ""


def session_until(*, last_message_at: datetime) -> datetime:
    """Return when a session ends by itself: 30 days after the full hour that follows the citizen's last message."""
    hour = last_message_at.replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=1, days=SESSION_DAYS)


def _parts(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    parts = content.get("contents")
    return [part for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedEvent from error
    if not isinstance(content, dict):
        raise MalformedEvent
    return content


def _text(content: Mapping[str, Any], field: str, *, longest: int) -> str:
    value = content.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise MalformedEvent(field=field)
    return value


def _session_id(content: Mapping[str, Any]) -> str:
    value = content.get("sessionId")
    return str(value)[:40] if isinstance(value, str | int) else ""


def _time(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return time.astimezone(UTC) if time.tzinfo is not None and 2000 <= time.year < 2100 else None
    except (ValueError, OverflowError):
        return None
