"""The video room's page, and the console's way into one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from console.access import StaffRequest, staff_page
from console.answers import tell_page, toast
from console.views.conversation import READERS
from contacts import services
from contacts.access import TokenInvalid, room_from_token, room_token
from contacts.types import RoomSide
from feed.errors import DomainError


@never_cache
@require_safe
def room(request: HttpRequest, token: str) -> HttpResponse:
    """Show the room the link opens; it asks for the camera only when one comes in."""
    try:
        _room_id, side = room_from_token(token)
    except TokenInvalid:
        return render(request, "citizen/video_over.html", status=404)
    context = {"token": token, "may_end": side != RoomSide.GUEST, "words": _words()}
    response = render(request, "citizen/video.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["Permissions-Policy"] = "camera=(self), microphone=(self)"
    return response


@require_POST
@staff_page(*READERS)
def open_room(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Open a room, send the citizen its link, and show the links for oneself and for an official."""
    try:
        found = services.open_video(contact_id=contact_id, user=request.user, now=timezone.now())
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    context = {
        "sent_link": request.POST.get("sign") != "yes",
        "staff_token": room_token(found.pk, RoomSide.STAFF),
        "guest_address": request.build_absolute_uri(f"/video/{room_token(found.pk, RoomSide.GUEST)}/"),
    }
    response = render(request, "console/video_links.html", context)
    return tell_page(response, f"live:contact:{contact_id}")


def _words() -> dict[str, Any]:
    return {
        "sides": {side.value: str(side.label) for side in RoomSide},
        "me": _("나"),
        "alone": _("상대가 들어오기를 기다립니다."),
        "together": _("연결되었습니다."),
        "over": _("영상 상담이 끝났습니다."),
        "camera": _("카메라를 쓸 수 없습니다. 브라우저에서 카메라를 허용해 주세요. 글로는 상담할 수 있습니다."),
        "hide": _("화면 흐리게"),
        "show": _("화면 보이기"),
        "failed": _("서버에 연결하지 못했습니다. 다시 시도하고 있습니다."),
    }
