"""The web chat for other sites: the script a site includes, the page in its frame, and a site to try it on."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from contacts.types import LONGEST_MESSAGE
from messaging.types import Channel

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SCRIPT_SECONDS = 300


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Return the script of `<script src="/chat/widget.js" data-district="11680" data-language="ko" async>`."""
    source = render_to_string("citizen/widget.js", {"words": json.dumps(_button_words(), ensure_ascii=False)})
    response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={SCRIPT_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest) -> HttpResponse:
    """Show the chat that stands in the frame; only sites of `CHAT_WIDGET_ORIGINS` may frame it."""
    language = request.GET.get("language", "")
    if language in LANGUAGES:
        translation.activate(language)
    district = request.GET.get("district", "")
    context = {
        "district": district if district.isdecimal() else "",
        "longest_text": LONGEST_MESSAGE[Channel.WEB],
        "words": _frame_words(),
        "name": settings.CITY_PROFILE.service,
        "call_number": settings.CITY_PROFILE.call_number,
        "scores": range(1, 6),
    }
    response = render(request, "citizen/widget.html", context)
    ancestors = " ".join(["'self'", *settings.CHAT_WIDGET_ORIGINS])
    response["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {ancestors}"
    )
    return response


@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """Show a site that includes the chat, to try it on: its style sheet is as hostile as they come. Demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    language = request.GET.get("language", "ko")
    context = {"language": language if language in LANGUAGES else "ko"}
    response = render(request, "demonstration/site.html", context)
    response["Content-Security-Policy"] = f"{settings.CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


def _button_words() -> dict[str, dict[str, str]]:
    words = {}
    for code in LANGUAGES:
        with translation.override(code):
            words[code] = {"open": _("채팅 상담"), "close": _("채팅 상담 닫기"), "unread": _("새 메시지가 있습니다")}
    return words


def _frame_words() -> dict[str, Any]:
    return {
        "me": _("나"),
        "automatic": _("자동 안내"),
        "agent": _("상담원"),
        "waiting": _("상담원이 곧 연결됩니다"),
        "position": _("대기 {position}번째"),
        "active": _("{name}님이 상담하고 있습니다."),
        "closed": _("상담이 끝났습니다. 새로 적으시면 다시 상담이 시작됩니다."),
        "typing": _("상담원이 입력하고 있습니다"),
        "read": _("읽음"),
        "failed": _("서버에 연결하지 못했습니다. 입력한 내용은 그대로 있습니다."),
        "thanks": _("평가해 주셔서 감사합니다."),
        "uploading": _("파일을 올리고 있습니다."),
        "transcript": _("상담 내용"),
    }
