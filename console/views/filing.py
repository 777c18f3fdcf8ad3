"""A citizen files a complaint: what it is, where it is, photos; what it would become is shown before it is sent."""

from typing import Any
from uuid import UUID

import uuid6
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import selectors, services
from complaints.types import Kind
from complaints.types.filing import FilingForm
from console import own_complaints, throttle
from console.answers import refusal_status
from console.city_map import city_map
from contacts import services as contacts
from contacts.access import LIFETIME, citizen_token, contact_from_token
from districts.selectors import all_districts, topics
from feed.errors import DomainError
from korean.privacy import clean_text
from messaging.types import Channel

FIELDS = (
    "key",
    "kind",
    "title",
    "body",
    "place",
    "latitude",
    "longitude",
    "district_code",
    "topic_code",
    "number",
    "digits",
    "same_as",
)
LONGEST_KEY = 64
KINDS = (
    (Kind.SIMPLE, _("고쳐 주세요, 처리해 주세요"), _("가로등 고장, 쓰레기, 불법주차처럼 현장에서 처리할 일")),
    (Kind.INQUIRY_OTHER, _("알려 주세요"), _("제도, 절차, 신청 방법에 대한 질문")),
    (Kind.INQUIRY_LAW, _("법령을 풀이해 주세요"), _("법령이나 조례의 뜻을 공식으로 묻는 질문")),
    (Kind.PROPOSAL, _("이렇게 바꾸면 좋겠습니다"), _("제도나 시설을 개선하자는 제안")),
    (Kind.GRIEVANCE, _("억울합니다"), _("행정기관의 처분이나 처리로 권리를 침해받았거나 불편을 겪은 일")),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Show the form, and file what it says; refused, it comes back with everything typed."""
    if request.method != "POST":
        return render(request, "citizen/filing.html", _form({"key": str(uuid6.uuid7()), "kind": Kind.SIMPLE.value}))
    sent = _sent(request)
    try:
        throttle.count_new_chat(address=request.META.get("REMOTE_ADDR", ""))
        complaint = services.file_form(
            form=_typed(request, sent), files=request.FILES.getlist("files"), now=timezone.now()
        )
    except DomainError as error:
        context = _form(sent) | {"error": str(error), "errors": error.extra.get("errors", {})}
        context["files_again"] = bool(request.FILES)
        return render(request, "citizen/filing.html", context, status=refusal_status(error))
    token = selectors.token_of(complaint_id=complaint.pk)
    response = redirect(f"{redirect('status', token=token)['Location']}?done=filed")
    if complaint.channel == Channel.WEB and complaint.contact_id and not _conversation(request):
        response.set_cookie(
            own_complaints.CONVERSATION,
            citizen_token(complaint.contact_id),
            max_age=LIFETIME,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return own_complaints.remember(request, response, complaint_id=complaint.pk)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Show where what is typed so far would go, and what is known nearby already."""
    now = timezone.now()
    typed = _typed(request, _sent(request))
    try:
        found = selectors.destination(form=typed, now=now)
    except DomainError as error:
        return render(request, "citizen/filing_check.html", {"refusals": error.extra.get("errors", {})})
    near = selectors.nearby(
        district_code=found.district_code,
        topic_code=found.topic_code,
        latitude=typed.latitude,
        longitude=typed.longitude,
        now=now,
    )
    context = {"found": found, "nearby": near, "same_as": typed.same_as}
    return render(request, "citizen/filing_check.html", context)


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """Show the map of the city, on which a place can be pointed at."""
    return render(request, "citizen/filing_map.html", {"map": city_map()})


@require_POST
def photo(request: HttpRequest) -> HttpResponse:
    """Look into the chosen files, and offer the place where a photo was taken; nothing is kept."""
    points, refusals = [], []
    for file in request.FILES.getlist("files"):
        try:
            prepared = services.prepare_file(file=file)
        except DomainError as error:
            refusals.append(str(error))
        else:
            points += [prepared.point] if prepared.point else []
    return render(request, "citizen/filing_photo.html", {"point": next(iter(points), None), "refusals": refusals})


@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Send a code to the mobile number, and show where to type it."""
    sent = _sent(request)
    try:
        throttle.count_new_chat(address=request.META.get("REMOTE_ADDR", ""))
        contacts.send_phone_code(number=sent["number"], request_key=sent["key"], now=timezone.now())
    except DomainError as error:
        return render(request, "citizen/filing_code.html", {"error": str(error)}, status=refusal_status(error))
    return render(request, "citizen/filing_code.html", {"sent_to": sent["number"]})


def _sent(request: HttpRequest) -> dict[str, str]:
    """Return the fields as they were typed; a form without a key gets one."""
    sent = {name: clean_text(request.POST.get(name, "")) for name in FIELDS}
    return sent | {"key": sent["key"][:LONGEST_KEY] or str(uuid6.uuid7())}


def _typed(request: HttpRequest, sent: dict[str, str]) -> FilingForm:
    latitude, longitude = _degrees(sent["latitude"], 90), _degrees(sent["longitude"], 180)
    whole = latitude is not None and longitude is not None
    return FilingForm(
        request_key=sent["key"],
        latitude=latitude if whole else None,
        longitude=longitude if whole else None,
        contact_id=_conversation(request),
        language=get_language() or "ko",
        **{name: sent[name] for name in FIELDS if name not in ("key", "latitude", "longitude")},
    )


def _degrees(written: str, limit: int) -> float | None:
    """Return the degrees that were sent; whatever is not a place on earth counts as none."""
    try:
        value = float(written)
    except ValueError:
        return None
    return value if abs(value) <= limit else None


def _conversation(request: HttpRequest) -> UUID | None:
    """Return the web conversation that this browser has."""
    try:
        return contact_from_token(request.COOKIES.get(own_complaints.CONVERSATION, ""))
    except DomainError:
        return None


def _form(sent: dict[str, Any]) -> dict[str, Any]:
    return {"sent": sent, "errors": {}, "kinds": KINDS, "districts": all_districts(), "topics": topics()}
