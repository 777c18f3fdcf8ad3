"""Where KakaoTalk's bot asks: it waits five seconds, so the answer is usually there within one."""

import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chatbot.questions import MalformedQuestion, SkillQuestion, read_question
from console.skill import menu, report, status
from contacts.api.kakao import knows_path, may_come_from
from messaging import services as messaging

HEADER = "X-Skill-Key"
LONGEST_BODY = 200_000
ENDS = frozenset({"처음으로", "처음", "취소", "시작", "그만"})


@csrf_exempt
@require_POST
def skill(request: HttpRequest, path: str) -> HttpResponse:
    """POST /webhooks/kakao/<secret>/skill: answer what a citizen said to the bot."""
    if not knows_path(path):
        return _refuse("unknown_path", 404)
    if not may_come_from(request):
        return _refuse("unknown_source", 403)
    given, secret = request.headers.get(HEADER, ""), settings.KAKAO_SKILL_HEADER
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        return _refuse("wrong_header", 401)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        return _refuse("too_large", 413)
    try:
        question = read_question(request.body)
    except MalformedQuestion:
        return _refuse("malformed_event", 400)
    with translation.override("en" if question.language.startswith("en") else "ko"):
        return JsonResponse(_answer(question))


def _answer(question: SkillQuestion) -> Mapping[str, Any]:
    """Return what is answered: an unfinished report or look-up goes on, unless the citizen wants to begin anew."""
    now, words = timezone.now(), question.utterance.strip()
    if words in ENDS:
        return menu.welcome().as_json()
    if report.CONTEXT in question.contexts:
        return report.go_on(question, now=now).as_json()
    if words in report.STARTS:
        return report.begin().as_json()
    if status.CONTEXT in question.contexts or status.is_meant(words):
        return status.look_up(question, now=now).as_json()
    if words in menu.PERSON:
        return menu.person().as_json()
    return menu.question(question, now=now).as_json()


def _refuse(reason: str, code: int) -> HttpResponse:
    messaging.count_refusal(provider="skill", code=reason, now=timezone.now())
    return JsonResponse({"code": reason}, status=code)
