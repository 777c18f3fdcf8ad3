"""Answers of a skill: whatever is put in, what comes out keeps to KakaoTalk's limits (cut between whole characters)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from korean.hangul import truncate_characters

VERSION = "2.0"
MOST_OUTPUTS, MOST_REPLIES, MOST_BUTTONS = 3, 10, 3
LONGEST_TEXT, LONGEST_TITLE, LONGEST_CARD = 1_000, 50, 400
LONGEST_LABEL = 14
CONTEXT_SECONDS = 600
CONTEXT_TURNS = 5


@dataclass(frozen=True)
class Button:
    """A button below a card: it opens `url`, or says `message` as the citizen, or (neither) hands over to a person."""

    label: str
    url: str = ""
    message: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as KakaoTalk reads it."""
        label = _cut(self.label, LONGEST_LABEL)
        if self.url:
            return {"action": "webLink", "label": label, "webLinkUrl": self.url}
        if self.message:
            return {"action": "message", "label": label, "messageText": self.message}
        return {"action": "operator", "label": label}


@dataclass(frozen=True)
class Card:
    """A text with a title and up to three buttons; without either it is a plain text of up to 1,000 characters."""

    text: str
    title: str = ""
    buttons: tuple[Button, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as KakaoTalk reads it."""
        if not self.title.strip() and not self.buttons:
            return {"simpleText": {"text": _cut(self.text, LONGEST_TEXT)}}
        title = _cut(self.title, LONGEST_TITLE) if self.title.strip() else ""
        card: dict[str, Any] = {"description": _cut(self.text, LONGEST_CARD - _length(title))}
        if title:
            card["title"] = title
        if self.buttons:
            card["buttons"] = [button.as_json() for button in self.buttons[:MOST_BUTTONS]]
            card["buttonLayout"] = "vertical"
        return {"textCard": card}


@dataclass(frozen=True)
class Answer:
    """What a skill answers: cards, quick replies (label, what is said), and what it wants to know again next time."""

    cards: tuple[Card, ...]
    replies: tuple[tuple[str, str], ...] = ()
    context: Mapping[str, Mapping[str, str] | None] = field(default_factory=dict)
    """By name; None forgets it."""

    def as_json(self) -> dict[str, Any]:
        """Return the body of the response."""
        template: dict[str, Any] = {"outputs": [card.as_json() for card in self.cards[:MOST_OUTPUTS]]}
        if self.replies:
            template["quickReplies"] = [
                {"label": _cut(label, LONGEST_LABEL), "action": "message", "messageText": said}
                for label, said in self.replies[:MOST_REPLIES]
            ]
        body: dict[str, Any] = {"version": VERSION, "template": template}
        if self.context:
            body["context"] = {"values": [_context(name, params) for name, params in self.context.items()]}
        return body


@dataclass(frozen=True)
class Later:
    """The answer follows, to the address that came with the question; meanwhile `text` is shown."""

    text: str

    def as_json(self) -> dict[str, Any]:
        """Return the body of the response."""
        return {"version": VERSION, "useCallback": True, "data": {"text": _cut(self.text, LONGEST_TEXT)}}


def _context(name: str, params: Mapping[str, str] | None) -> dict[str, Any]:
    if params is None:
        return {"name": name, "lifeSpan": 0, "ttl": 0, "params": {}}
    return {"name": name, "lifeSpan": CONTEXT_TURNS, "ttl": CONTEXT_SECONDS, "params": dict(params)}


def _cut(text: str, limit: int) -> str:
    """Return the text within `limit`, never empty: KakaoTalk shows no answer at all that has an empty text in it."""
    line = text.strip()
    cut = truncate_characters(line, limit)
    while _length(cut) > limit:
        cut = truncate_characters(line, len(cut) - 1)
    return cut or "…"


def _length(text: str) -> int:
    """Return the length as KakaoTalk's servers may count it: a character outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
