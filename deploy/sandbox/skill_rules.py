"""What KakaoTalk shows of a skill's answer: anything beyond these limits is not shown at all."""

from collections.abc import Mapping
from typing import Any

BUTTON_ACTIONS = ("webLink", "message", "phone", "block", "share", "operator")
REPLY_ACTIONS = ("message", "block")
LONGEST = {"simpleText": 1_000, "title": 50, "card": 400, "basic": 230, "label": 14, "label_beside": 8, "alt": 50}


def problem_of(content: Any) -> str:
    """Return what is wrong with an answer, "" when it can be shown."""
    if not isinstance(content, Mapping) or content.get("version") != "2.0":
        return "version"
    template = content.get("template")
    outputs = template.get("outputs") if isinstance(template, Mapping) else None
    if not isinstance(template, Mapping) or not isinstance(outputs, list) or not 1 <= len(outputs) <= 3:
        return "outputs"
    for output in outputs:
        problem = _problem_of_output(output)
        if problem:
            return problem
    replies = template.get("quickReplies") or []
    if not isinstance(replies, list) or len(replies) > 10:
        return "quickReplies"
    for reply in replies:
        if not isinstance(reply, Mapping) or reply.get("action") not in REPLY_ACTIONS:
            return "quickReply.action"
        if not 0 < len(str(reply.get("label", ""))) <= LONGEST["label"]:
            return "quickReply.label"
    return _problem_of_context(content.get("context"))


def _problem_of_output(output: Any) -> str:
    if not isinstance(output, Mapping) or len(output) != 1:
        return "output"
    [(kind, content)] = output.items()
    if not isinstance(content, Mapping):
        return str(kind)
    title, description = str(content.get("title", "")), str(content.get("description", ""))
    match kind:
        case "simpleText":
            return "" if 0 < len(str(content.get("text", ""))) <= LONGEST["simpleText"] else "simpleText"
        case "simpleImage":
            alt = str(content.get("altText", ""))
            return "" if content.get("imageUrl") and 0 < len(alt) <= LONGEST["alt"] else "simpleImage"
        case "textCard":
            if len(title) > LONGEST["title"] or not 0 < len(title + description) <= LONGEST["card"]:
                return "textCard"
            return _problem_of_buttons(content)
        case "basicCard":
            thumbnail = content.get("thumbnail")
            has_picture = isinstance(thumbnail, Mapping) and thumbnail.get("imageUrl")
            if not has_picture or len(title) > LONGEST["title"] or len(description) > LONGEST["basic"]:
                return "basicCard"
            return _problem_of_buttons(content)
        case "listCard":
            items = content.get("items")
            if not content.get("header") or not isinstance(items, list) or not 1 <= len(items) <= 5:
                return "listCard"
            return _problem_of_buttons(content)
    return f"unknown {kind}"


def _problem_of_buttons(content: Mapping[str, Any]) -> str:
    buttons = content.get("buttons") or []
    beside = content.get("buttonLayout") == "horizontal"
    if not isinstance(buttons, list) or len(buttons) > (2 if beside else 3):
        return "buttons"
    for button in buttons:
        if not isinstance(button, Mapping) or button.get("action") not in BUTTON_ACTIONS:
            return "button.action"
        longest = LONGEST["label_beside"] if beside and len(buttons) == 2 else LONGEST["label"]
        if not 0 < len(str(button.get("label", ""))) <= longest:
            return "button.label"
        if button["action"] == "webLink" and not str(button.get("webLinkUrl", "")).startswith("http"):
            return "button.webLinkUrl"
    return ""


def _problem_of_context(context: Any) -> str:
    values = context.get("values") if isinstance(context, Mapping) else []
    for value in values or []:
        params = value.get("params") if isinstance(value, Mapping) else None
        if not isinstance(params, Mapping) or type(value.get("lifeSpan")) is not int or not value.get("name"):
            return "context"
        if not all(isinstance(parameter, str) for parameter in params.values()):
            return "context.params"
    return ""
