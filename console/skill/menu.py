"""What the bot offers, the way to a person, and answers to questions."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chatbot.cards import Answer, Button, Card, Later
from chatbot.questions import SkillQuestion
from contacts import services as contacts

BUDGET_MILLISECONDS = 1_000
LONGEST_GREETING = 2
PERSON = frozenset({"상담원", "상담원 연결", "상담사", "상담사 연결", "사람"})


def welcome() -> Answer:
    """Return what can be done here."""
    text = _("궁금한 것을 그대로 적어 주세요. 민원을 신고하거나 신고한 민원의 진행 상황을 볼 수도 있습니다.")
    service = settings.CITY_PROFILE.service_in(get_language() or "ko")
    return Answer(
        (Card(text, title=_("%(service)s 상담 도우미") % {"service": service}, buttons=(Button(_("상담원 연결")),)),),
        replies=((_("민원 신고"), "민원 신고"), (_("내 민원 조회"), "내 민원 조회")),
        context={"report": None, "status": None},
    )


def person() -> Answer:
    """Return the button that hands over to a person."""
    return Answer((Card(_("아래 버튼을 누르면 상담원과 대화가 시작됩니다."), buttons=(Button(_("상담원 연결")),)),))


def question(asked: SkillQuestion, *, now: datetime) -> Answer | Later:
    """Answer a question within a second, or later where KakaoTalk takes it later; never later than it can wait."""
    text = asked.utterance.strip()
    if len(text) < LONGEST_GREETING or asked.picture_url:
        return welcome()
    try:
        return contacts.answer_question(text=text, budget_milliseconds=BUDGET_MILLISECONDS, now=now)
    except contacts.TooSlow:
        if asked.callback_url and contacts.ask_later(text=text, address=asked.callback_url, now=now):
            return Later(_("확인하고 있습니다. 잠시만 기다려 주세요."))
        slow = _("지금은 찾는 데 시간이 걸립니다. 상담원에게 물어보세요.")
        return Answer((Card(slow, buttons=(Button(_("상담원 연결")),)),))
