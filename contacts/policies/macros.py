"""The variables of a ready-made answer, and how it is filled in."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VARIABLES: Mapping[str, str | Promise] = {
    "citizen": _("시민 이름"),
    "district": _("자치구"),
    "topic": _("업무 분야"),
    "department": _("담당 부서"),
    "phone": _("담당 부서 전화"),
    "number": _("민원 접수번호"),
    "due": _("처리기한"),
    "agent": _("상담사 이름"),
    "today": _("오늘 날짜"),
}
"""What may stand in braces, and what it is replaced by."""

VARIABLE = re.compile(r"\{([^{}\s]{1,20})\}")
CODE = re.compile(r"[0-9A-Za-z가-힣_-]{1,20}")


def variables_in(text: str) -> list[str]:
    """Return the names in braces, each once, in their order."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def unknown_variables(text: str) -> list[str]:
    """Return the names in braces that nothing is known for."""
    return [name for name in variables_in(text) if name not in VARIABLES]


def fill(*, text: str, values: Mapping[str, str]) -> str:
    """Return the text with its variables replaced; what is not known ("") stays in braces for the agent to write."""
    return VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def left_open(text: str) -> list[str]:
    """Return the variables that nobody has filled in: a text with one of them is not to be sent."""
    return [name for name in variables_in(text) if name in VARIABLES]
