"""How the city may word a notice: what it may name, what it must name, and how long it may be.

A variable is written as in an Alimtalk template: #{접수번호}. No variable carries what the citizen wrote.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from complaints.types import NoticeForm
from korean.privacy import clean_text, mask_personal_numbers
from messaging.policies import measure
from messaging.types import Channel

VARIABLES: Mapping[str, str] = {
    "service": "상담창구",
    "number": "접수번호",
    "kind": "민원종류",
    "district": "자치구",
    "topic": "분야",
    "department": "부서",
    "officer": "담당자",
    "telephone": "연락처",
    "due": "처리예정일",
    "planned_for": "조치예정일",
    "plan": "처리계획",
    "closing_reason": "종결사유",
    "result": "처리결과",
    "remedy": "구제절차",
    "state": "상태",
    "supplement_request": "보완요구",
    "supplement_due": "보완기한",
    "reason": "사유",
    "receiver": "받는기관",
    "objection": "이의신청",
    "disclosure": "공개안내",
    "link": "링크",
}
NAMES = {written: name for name, written in VARIABLES.items()}
PLACE = re.compile(r"#\{([^{}]*)\}")
LONGEST_TITLE = 40
CHAT_CHARACTERS = 1_000
FORMS: Mapping[str, NoticeForm] = {
    Channel.PHONE: NoticeForm.TEXT,
    Channel.SMS: NoticeForm.TEXT,
    Channel.WEB: NoticeForm.CHAT,
    Channel.KAKAO: NoticeForm.CHAT,
    Channel.SIGN: NoticeForm.TEXT,
}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with every #{변수} replaced by its value; one that is not known stays as it is."""
    return PLACE.sub(lambda found: values.get(NAMES.get(found[1], ""), found[0]), text)


def named(text: str) -> set[str]:
    """Return the variables that `text` names, by their names in the code."""
    return {NAMES[written] for written in PLACE.findall(text) if written in NAMES}


def as_written(text: str) -> str:
    """Return a standard wording (%(number)s) as people edit it (#{접수번호})."""
    for name, written in VARIABLES.items():
        text = text.replace(f"%({name})s", f"#{{{written}}}")
    return text


def wording_errors(
    *, title: str, text: str, form: NoticeForm, required: frozenset[str], longest: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return what speaks against the wording, by field: a variable it must name (시행령 §31) and does not, one that
    does not exist, a personal number, what a text message cannot carry, or too much of it with the
    `longest` values filled in."""
    errors: dict[str, list[str]] = {}
    if not clean_text(title).strip():
        errors["title"] = [_("필수 항목입니다.")]
    elif len(title) > LONGEST_TITLE:
        errors["title"] = [_("제목은 %(limit)d자까지입니다.") % {"limit": LONGEST_TITLE}]
    found = []
    missing = [f"#{{{VARIABLES[name]}}}" for name in VARIABLES if name in required - named(text)]
    if missing:
        found.append(_("반드시 들어가야 합니다: %(names)s") % {"names": ", ".join(missing)})
    unknown = [written for written in PLACE.findall(text) if written not in NAMES]
    if unknown:
        found.append(_("없는 항목입니다: %(names)s") % {"names": ", ".join(f"#{{{name}}}" for name in unknown)})
    if mask_personal_numbers(text)[1]:
        found.append(_("개인을 알아볼 수 있는 번호는 넣을 수 없습니다."))
    found += _size_errors(fill(text, longest), form)
    return errors | ({"text": found} if found else {})


def _size_errors(filled: str, form: NoticeForm) -> list[str]:
    size = measure(channel=Channel.SMS if form == NoticeForm.TEXT else Channel.WEB, text=filled)
    limit = size.limit if form == NoticeForm.TEXT else CHAT_CHARACTERS
    if size.unsendable:
        return [_("문자로 보낼 수 없는 글자가 있습니다: %(letters)s") % {"letters": " ".join(size.unsendable)}]
    if size.used > limit:
        return [_("내용이 너무 깁니다.")]
    return []
