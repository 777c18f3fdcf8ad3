"""What a KakaoTalk message may carry beside its words (상담톡 rich: five buttons, ten quick replies)."""

from typing import Any
from urllib.parse import urlsplit

from messaging.policies.limits import utf16_length
from messaging.types import Button, ButtonKind, Extras

BUTTONS = 5
QUICK_REPLIES = 10
NAME_CHARACTERS = 14


class ExtrasBroken(ValueError):
    """A button or quick reply is not one that Kakao would take."""


def checked(extras: Extras) -> Extras:
    """Return the extras as they are. Raises ExtrasBroken naming what exceeds a limit."""
    if len(extras.buttons) > BUTTONS or len(extras.quick_replies) > QUICK_REPLIES:
        raise ExtrasBroken("too many")
    for button in (*extras.buttons, *extras.quick_replies):
        if not 0 < utf16_length(button.name) <= NAME_CHARACTERS or not button.name.strip():
            raise ExtrasBroken(button.name)
        if button.kind == ButtonKind.WEB_LINK and not _is_address(button.url):
            raise ExtrasBroken(button.url)
    if extras.image_url and not _is_address(extras.image_url):
        raise ExtrasBroken(extras.image_url)
    return extras


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(sign.isspace() for sign in url)


def shortened(name: str) -> str:
    """Return a name that fits on a button: cut at fourteen characters, the last of them an ellipsis."""
    line = " ".join(name.split())
    if utf16_length(line) <= NAME_CHARACTERS:
        return line
    kept = line
    while utf16_length(kept) > NAME_CHARACTERS - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def written(extras: Extras) -> dict[str, Any]:
    """Return the extras as they are stored; nothing for none."""
    content: dict[str, Any] = {}
    if extras.buttons:
        content["buttons"] = [_written(button) for button in extras.buttons]
    if extras.quick_replies:
        content["quick_replies"] = [_written(button) for button in extras.quick_replies]
    if extras.image_url:
        content["image_url"] = extras.image_url
    if extras.asks_phone:
        content["asks_phone"] = True
    return content


def read(content: dict[str, Any]) -> Extras:
    """Return what `written` has stored."""
    return Extras(
        buttons=tuple(_read(button) for button in content.get("buttons", ())),
        quick_replies=tuple(_read(button) for button in content.get("quick_replies", ())),
        image_url=content.get("image_url", ""),
        asks_phone=content.get("asks_phone", False),
    )


def _written(button: Button) -> dict[str, str]:
    return {"kind": button.kind, "name": button.name, "url": button.url, "extra": button.extra}


def _read(button: dict[str, str]) -> Button:
    return Button(kind=ButtonKind(button["kind"]), name=button["name"], url=button["url"], extra=button["extra"])
