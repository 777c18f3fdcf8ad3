"""Where KakaoTalk (상담톡) posts. Its requests are not signed: the address is secret, the networks can be listed.

Nothing is worked off here: the request is written down and acknowledged.
"""

import hmac
import ipaddress
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contacts import services
from contacts.policies.kakao import LONGEST_BODY, KakaoEvent, MalformedEvent, read_event
from messaging import services as messaging

PROVIDER = "bizgo"
TAKEN = {"code": "A000", "result": "Success"}


def may_come_from(request: HttpRequest) -> bool:
    """Tell whether the request comes from a network of `KAKAO_WEBHOOK_SOURCES`; without any, from anywhere."""
    networks = _networks(tuple(settings.KAKAO_WEBHOOK_SOURCES))
    if not networks:
        return True
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in networks)


def knows_path(path: str) -> bool:
    """Tell whether `path` is the secret part of our addresses; without one set nobody knows it."""
    secret = settings.KAKAO_WEBHOOK_PATH
    return bool(secret) and hmac.compare_digest(path.encode(), secret.encode())


@csrf_exempt
@require_POST
def kakao_event(request: HttpRequest, path: str, kind: str) -> HttpResponse:
    """POST /webhooks/kakao/<secret>/cstalk/<kind>: acknowledge with A000 what is written down, a repeat as well."""
    if not knows_path(path) or kind not in set(KakaoEvent):
        return _refuse("unknown_path", status=404)
    if not may_come_from(request):
        return _refuse("unknown_source", status=403)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        return _refuse("too_large", status=413)
    try:
        event = read_event(request.body)
    except MalformedEvent as error:
        return _refuse(error.code, status=400)
    services.write_down(
        provider=PROVIDER,
        kind=kind,
        key=event.key,
        sender="" if kind == KakaoEvent.RESULT else event.user_key,  # waits for nobody's words, nor they for it
        content=event.content,
        now=timezone.now(),
    )
    return JsonResponse(TAKEN)


def _refuse(reason: str, *, status: int) -> HttpResponse:
    messaging.count_refusal(provider="kakao", code=reason, now=timezone.now())
    return JsonResponse({"code": reason}, status=status)


@cache
def _networks(listed: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(network, strict=False) for network in listed)
