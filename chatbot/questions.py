"""What a skill server is asked. Nothing in it is trusted; what is absent is empty."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_UTTERANCE = 2_000
LONGEST_ID = 70
LONGEST_URL = 2_000
PICTURE_HINTS = ("http://", "https://")


class MalformedQuestion(ValueError):
    """The body is not what KakaoTalk documents."""


@dataclass(frozen=True)
class SkillQuestion:
    """One thing said to the bot: by whom (`user_id` of the bot, `channel_user_key` of the channel where known), where a
    late answer goes ("" when it must be now), and what was remembered (`contexts`)."""

    utterance: str
    user_id: str
    channel_user_key: str
    callback_url: str
    language: str
    contexts: Mapping[str, Mapping[str, str]]

    @property
    def picture_url(self) -> str:
        """The picture that was sent instead of words, "" for none."""
        words = self.utterance.strip()
        is_address = words.startswith(PICTURE_HINTS) and len(words.split()) == 1
        return words if is_address and len(words) <= LONGEST_URL else ""


def read_question(body: bytes) -> SkillQuestion:
    """Return the question in a request's body. Raises MalformedQuestion."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedQuestion from error
    request = _members(_members(content).get("userRequest"))
    user = _members(request.get("user"))
    utterance, user_id = request.get("utterance"), user.get("id")
    if not isinstance(utterance, str) or not isinstance(user_id, str) or not 0 < len(user_id) <= LONGEST_ID:
        raise MalformedQuestion
    return SkillQuestion(
        utterance=_clean(utterance)[:LONGEST_UTTERANCE],
        user_id=_clean(user_id),
        channel_user_key=_text(_members(user.get("properties")), "plusfriendUserKey"),
        callback_url=_text(request, "callbackUrl"),
        language=_text(request, "lang") or "ko",
        contexts=_contexts(_members(content).get("contexts")),
    )


def _contexts(given: Any) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for context in given if isinstance(given, list) else []:
        name, params = _members(context).get("name"), _members(_members(context).get("params"))
        if isinstance(name, str):
            found[name] = {str(key): _clean(_value(value)) for key, value in params.items()}
    return found


def _value(parameter: Any) -> str:
    """Return a remembered parameter: KakaoTalk gives it back as it was, or as {"value": …}."""
    value = parameter.get("value") if isinstance(parameter, Mapping) else parameter
    return value if isinstance(value, str) else ""


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return _clean(value)[:LONGEST_URL] if isinstance(value, str) else ""


def _clean(text: str) -> str:
    """Return the text without what no database and no encoding takes."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
