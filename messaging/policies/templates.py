"""Words that were approved: a template's variables are filled, everything else is sent as it was approved."""

import re
from collections.abc import Mapping

from messaging.policies.limits import utf16_length
from messaging.types import Button, ButtonKind

VARIABLE = re.compile(r"#\{([^{}]+)\}")
TEXT_CHARACTERS = 1_300
TITLE_CHARACTERS = 50
CODE_CHARACTERS = 30
BUTTONS = 5
BUTTON_CHARACTERS = 14


class TemplateBroken(ValueError):
    """The words break a rule of Kakao's, or a variable has nothing to say."""


def variables_of(text: str) -> list[str]:
    """Return the names of the variables in the order in which the text names them, each once."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with every #{variable} replaced. All are mandatory: raises TemplateBroken for an empty one."""
    missing = [name for name in variables_of(text) if not values.get(name, "").strip()]
    if missing:
        raise TemplateBroken(f"no value for {', '.join(missing)}")
    return VARIABLE.sub(lambda found: values[found[1]], text)


def filled_from(template: str, text: str) -> bool:
    """Tell whether `text` equals `template` apart from its variables, as Kakao checks before it delivers."""
    pattern, position = "", 0
    for found in VARIABLE.finditer(template):
        pattern += re.escape(template[position : found.start()]) + "(?s:.+)"
        position = found.end()
    return re.fullmatch(pattern + re.escape(template[position:]), text) is not None


def fill_buttons(buttons: list[dict[str, str]], values: Mapping[str, str]) -> tuple[Button, ...]:
    """Return a template's buttons with their variables replaced. Raises TemplateBroken."""
    return tuple(
        Button(
            kind=ButtonKind(button["kind"]),
            name=button["name"],
            url=fill(button.get("url", ""), values),
            extra=fill(button.get("extra", ""), values),
        )
        for button in buttons
    )


def check_template(*, code: str, title: str, text: str, buttons: list[dict[str, str]]) -> None:
    """Raise TemplateBroken when a template could not be submitted: a limit is exceeded, or a button lacks its aim."""
    broken = [
        reason
        for reason, is_broken in (
            ("code", not 0 < len(code) <= CODE_CHARACTERS),
            ("title", utf16_length(title) > TITLE_CHARACTERS),
            ("text", not 0 < utf16_length(text) <= TEXT_CHARACTERS),
            ("buttons", len(buttons) > BUTTONS),
            *(("button name", not 0 < utf16_length(button["name"]) <= BUTTON_CHARACTERS) for button in buttons),
            *(("button kind", button["kind"] not in ButtonKind.values) for button in buttons),
            *(("button url", button["kind"] == ButtonKind.WEB_LINK and not button.get("url")) for button in buttons),
        )
        if is_broken
    ]
    if broken:
        raise TemplateBroken(", ".join(broken))
