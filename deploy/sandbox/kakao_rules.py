"""What KakaoTalk accepts: 상담톡 messages, Alimtalk by its template, answers of a bot's skill."""

import re
from collections.abc import Mapping
from typing import Any

LONGEST_PLAIN = 1_000
LONGEST_REFERENCE = 200
LONGEST_NAME = 14
LONGEST_USER_KEY = 20
LONGEST_ALIMTALK = 1_300
LONGEST_ALIMTALK_TITLE = 50
MOST_ALIMTALK_BUTTONS = 5
PLAIN_TYPES = ("TEXT", "IMAGE", "VIDEO", "AUDIO", "FILE")
RICH_TYPES = ("TEXT", "IMAGE", "WIDE", "ITEM_LIST", "WIDE_ITEM_LIST", "CAROUSEL_FEED", "PERSONAL")
MOST_BUTTONS = {"WIDE": 2, "WIDE_ITEM_LIST": 2, "CAROUSEL_FEED": 2}
BUTTON_TYPES = ("WL", "AL", "BK", "MD", "BC", "BT", "BF", "AC", "DS")
VARIABLE = re.compile(r"#\{([^{}]+)\}")


def refusal_of_chat(content: Mapping[str, Any], *, rich: bool) -> str:
    """Return the code by which a message into a room is refused, "" when it is accepted."""
    user_key, message, kind = content.get("userKey"), content.get("message"), content.get("msgType")
    if not isinstance(user_key, str) or not 0 < len(user_key) <= LONGEST_USER_KEY:
        return "A507"
    if kind not in (RICH_TYPES if rich else PLAIN_TYPES):
        return "A523"
    if not isinstance(message, str) or (not message and kind == "TEXT"):
        return "A572"
    if len(message) > LONGEST_PLAIN:
        return "A328"
    if not isinstance(content.get("ref", ""), str) or len(content.get("ref", "")) > LONGEST_REFERENCE:
        return "A305"
    attachment = content.get("attachment") or {}
    if not isinstance(attachment, Mapping):
        return "A573"
    if kind == "IMAGE" and not isinstance((attachment.get("image") or {}).get("imgUrl"), str):
        return "A513"
    return _refusal_of_buttons(attachment, most=MOST_BUTTONS.get(str(kind), 5)) if rich else ""


def _refusal_of_buttons(attachment: Mapping[str, Any], *, most: int) -> str:
    buttons, replies = attachment.get("buttons") or [], attachment.get("quickReplies") or []
    if not isinstance(buttons, list) or len(buttons) > most:
        return "A503"
    if not isinstance(replies, list) or len(replies) > 10:
        return "A562"
    for button, wrong in [(button, "A525") for button in buttons] + [(reply, "A564") for reply in replies]:
        if not isinstance(button, Mapping) or button.get("type") not in BUTTON_TYPES:
            return "A524"
        name = button.get("name")
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            return wrong
        if button["type"] == "WL" and not str(button.get("urlMobile", "")).startswith("http"):
            return "A524"
    return ""


def filled(template: str, words: Mapping[str, str]) -> str | None:
    """Return the template with its variables replaced; None when one has no value."""
    if set(VARIABLE.findall(template)) - set(words):
        return None
    return VARIABLE.sub(lambda match: words[match[1]], template)


def equals_template(text: str, template: str) -> bool:
    """Tell whether the text is the template apart from what stands for its variables."""
    parts = VARIABLE.split(template)[::2]
    pattern = r"[\s\S]*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, text) is not None


def refusal_of_alimtalk(text: str, title: str, buttons: list[Any], template: Mapping[str, Any] | None) -> str:
    """Return why an Alimtalk is not sent, "" when it is: it must be its approved template word by word."""
    if template is None:
        return "A505"
    if not 0 < len(text) <= LONGEST_ALIMTALK or len(title) > LONGEST_ALIMTALK_TITLE:
        return "A328"
    if len(buttons) > MOST_ALIMTALK_BUTTONS:
        return "A503"
    if any(not isinstance(button, Mapping) or len(str(button.get("name", ""))) > LONGEST_NAME for button in buttons):
        return "A525"
    if not equals_template(text, str(template.get("text", ""))):
        return "NoMatchedTemplate"
    wanted = [
        (button.get("type"), button.get("name")) for button in (template.get("attachment") or {}).get("button") or []
    ]
    if wanted != [(button.get("type"), button.get("name")) for button in buttons]:
        return "NoMatchedTemplate"
    return ""
