"""The state of a complaint, by its number and the last four digits of the telephone."""

import re
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from chatbot.cards import Answer, Button, Card
from chatbot.questions import SkillQuestion
from complaints import selectors
from console import throttle
from console.templatetags.console import moment
from feed.errors import DomainError

CONTEXT = "status"
ASKS = frozenset({"내 민원 조회", "민원 조회", "진행 상황", "진행상황", "처리 상황", "내 민원"})
NUMBER = re.compile(r"(20\d\d)\s*-?\s*(\d{6})\s*-?\s*(\d)")
DIGITS = re.compile(r"(?<!\d)(\d{4})(?!\d)")


def is_meant(words: str) -> bool:
    """Tell whether the citizen asks for a complaint: in the words of the menu, or by writing its number."""
    return words in ASKS or NUMBER.search(words) is not None


def look_up(asked: SkillQuestion, *, now: datetime) -> Answer:
    """Ask for what is missing, number or digits, and show the complaint once both are there and fit."""
    known = dict(asked.contexts.get(CONTEXT, {}))
    words = asked.utterance
    number = NUMBER.search(words)
    if number:
        known["number"] = "-".join(number.groups())
        words = words.replace(number.group(), " ")
    digits = DIGITS.search(words)
    if "number" not in known:
        return _ask(_("접수번호를 적어 주세요. 예: 2026-000123-4"), known)
    if digits is None:
        return _ask(_("신청할 때 쓴 전화번호의 뒤 네 자리를 적어 주세요."), known)
    try:
        with throttle.limited_lookup(number=selectors.number_meant(written=known["number"]), address=asked.user_id):
            token = selectors.token_by_number(written_number=known["number"], last_digits=digits.group(1))
    except DomainError as error:
        return _ask(str(error), {})
    found = selectors.public_status(token=token)
    due = _("처리기한: %(due)s") % {"due": moment(found.due_at)}
    lines = [str(found.public_state.label), due, found.department_name]
    link = settings.PUBLIC_BASE_URL + reverse("status", args=[token])
    buttons = (Button(_("진행 상황 보기"), url=link), Button(_("상담원 연결")))
    card = Card("\n".join(filter(None, lines)), title=found.number, buttons=buttons)
    return Answer((card,), context={CONTEXT: None})


def _ask(text: str, known: dict[str, str]) -> Answer:
    return Answer((Card(text),), replies=((_("처음으로"), "처음으로"),), context={CONTEXT: {"asked": "1", **known}})
