"""Questions to KakaoTalk's bot: answered from the knowledge base at once, or a little later where it takes longer."""

import logging
from datetime import datetime, timedelta

import httpx
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from chatbot.cards import Answer, Button, Card
from contacts.download import is_allowed
from contacts.models import SkillCallback
from districts.types import CITY_HALL
from feed.doorbell import ring
from knowledgebase import selectors as articles
from korean.privacy import mask_personal_numbers
from messaging.types import Channel
from routing import services as routing
from routing.types import Handling

ANSWER_TASK = "contacts.tasks.answer_callbacks"
CALLBACK_SECONDS = 50
POST_SECONDS = 5.0
KEPT_FOR = timedelta(days=1)

logger = logging.getLogger(__name__)


class TooSlow(Exception):
    """The answer was not found within the budget."""


def answer_question(*, text: str, budget_milliseconds: int | None, now: datetime) -> Answer:
    """Return the bot's answer to a citizen's words: an emergency's number, an article with its source, or the way to a
    person. With a budget every query has that long. Raises TooSlow."""
    try:
        with transaction.atomic():
            if budget_milliseconds is not None:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(budget_milliseconds)])
            return _answer(text, now)
    except OperationalError as error:
        raise TooSlow from error


def ask_later(*, text: str, address: str, now: datetime) -> bool:
    """Note a question that is answered later at `address`, within 50 seconds; False where we may not post there."""
    if not is_allowed(address):
        return False
    SkillCallback.objects.create(
        address=address,
        question=mask_personal_numbers(text).text,
        asked_at=now,
        answer_by=now + timedelta(seconds=CALLBACK_SECONDS),
    )
    ring(ANSWER_TASK)
    return True


def answer_callbacks(*, now: datetime, limit: int = 50) -> int:
    """Answer what is due, each question once: what is claimed is never posted again. Returns how many were answered.

    What nobody answered in time is given up; a day later nothing of it is left. Call it outside a transaction.
    """
    SkillCallback.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    answered = 0
    for _number in range(limit):
        callback = _claim(now)
        if callback is None:
            break
        answered += _post(callback, now)
    return answered


def _claim(now: datetime) -> SkillCallback | None:
    with transaction.atomic():
        waiting = SkillCallback.objects.select_for_update(skip_locked=True).filter(answered_at=None)
        waiting.filter(answer_by__lt=now).update(answered_at=now, outcome="too late")
        callback = waiting.order_by("answer_by").first()
        if callback is not None:
            callback.answered_at, callback.outcome = now, "claimed"
            callback.save(update_fields=["answered_at", "outcome"])
        return callback


def _post(callback: SkillCallback, now: datetime) -> bool:
    try:
        answer = answer_question(text=callback.question, budget_milliseconds=None, now=now)
    except Exception:
        logger.exception("a late answer of the bot failed")
        answer = _not_found()
    try:
        response = httpx.post(callback.address, json=answer.as_json(), timeout=POST_SECONDS, trust_env=False)
        outcome = str(response.json().get("status", ""))[:40] if response.is_success else f"HTTP{response.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError) as error:
        outcome = type(error).__name__[:40]
    SkillCallback.objects.filter(pk=callback.pk).update(outcome=outcome, question="", address="")
    if outcome != "SUCCESS":
        logger.warning("a late answer of the bot was not taken: %s", outcome)
    return outcome == "SUCCESS"


def _answer(text: str, now: datetime) -> Answer:
    decision = routing.decide(text=text, now=now)
    person = Button(_("상담원 연결"))
    if decision.handling == Handling.EMERGENCY:
        number = decision.emergency_number or _("112 또는 119")
        told = _("지금 위급하면 바로 %(number)s에 전화하세요. 범죄 112, 화재·구조·구급 119, 자살 예방 상담 109.")
        return Answer((Card(told % {"number": number}, title=_("긴급"), buttons=(person,)),))
    found = articles.answer_automatically(
        text=text,
        district_code=decision.district_code or CITY_HALL,
        channel=Channel.KAKAO,
        handling=decision.handling,
        now=now,
    )
    if found is None:
        return _not_found()
    source = _("출처: %(source)s") % {"source": found.source} if found.source else ""
    whole = Card(f"{found.text}\n\n{source}".strip())
    return Answer((whole, Card(_("더 궁금하면 이어서 쓰세요."), title=found.title, buttons=(person,))))


def _not_found() -> Answer:
    sorry = _("바로 답할 수 있는 내용을 찾지 못했습니다. 상담원에게 연결하거나 민원을 신고하실 수 있습니다.")
    buttons = (Button(_("상담원 연결")), Button(_("민원 신고"), message="민원 신고"))
    return Answer((Card(sorry, buttons=buttons),))
