"""The citizen's pages: write, follow the conversation, come back to it."""

from datetime import datetime
from typing import Any

import uuid6
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import selectors as complaints
from console import throttle
from console.answers import refusal_status
from contacts import selectors, services
from contacts.access import LIFETIME, TokenInvalid, citizen_token, contact_from_token
from contacts.types import LONGEST_MESSAGE, ContactState
from feed.errors import DomainError
from korean.privacy import clean_text
from messaging.types import Channel

COOKIE = "conversation"
LONGEST = LONGEST_MESSAGE[Channel.WEB]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """Show where to write, and open a conversation with the first message."""
    if request.method != "POST":
        return render(request, "citizen/chat.html", _composer() | {"resume_address": _running_conversation(request)})
    try:
        throttle.count_new_chat(address=request.META.get("REMOTE_ADDR", ""))
        reception = _receive(request, contact_id=None, now=timezone.now())
    except DomainError as error:
        status = refusal_status(error)
        return render(request, "citizen/chat.html", _composer(request, error) | {"error": str(error)}, status=status)
    return _to_conversation(citizen_token(reception.contact_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, token: str) -> HttpResponse:
    """Show a conversation with its composer, and take in what the citizen writes."""
    try:
        contact_id = contact_from_token(token)
    except TokenInvalid as error:
        response = render(request, "citizen/chat.html", _composer() | {"error": str(error)}, status=404)
        response.delete_cookie(COOKIE)
        return response
    if request.method != "POST":
        return render(request, "citizen/conversation.html", _composer() | _thread(token))
    try:
        throttle.count_message(contact_id=contact_id)
        reception = _receive(request, contact_id=contact_id, now=timezone.now())
    except DomainError as error:
        return _refused(request, token, error)
    if reception.contact_id != contact_id:
        return _to_conversation(citizen_token(reception.contact_id), htmx=bool(request.headers.get("HX-Request")))
    if request.headers.get("HX-Request"):
        return render(request, "citizen/thread_after_sending.html", _composer() | _thread(token))
    return redirect("conversation", token=token)


@never_cache
@require_safe
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """Show the lines and the state of a conversation, for the page that follows it."""
    return render(request, "citizen/thread.html", _thread(token))


@require_POST
def choose_district(request: HttpRequest, token: str) -> HttpResponse:
    """Take in the district the citizen pressed."""
    return _act(request, token, services.choose_district, district_code=clean_text(request.POST.get("district", "")))


@require_POST
def ask_for_agent(request: HttpRequest, token: str) -> HttpResponse:
    """Bring the citizen to a person."""
    return _act(request, token, services.ask_for_agent)


@require_POST
def not_helped(request: HttpRequest, token: str) -> HttpResponse:
    """Bring a citizen whom the automatic answer did not help to a person."""
    return _act(request, token, services.not_helped)


def _act(request: HttpRequest, token: str, service: Any, **arguments: str) -> HttpResponse:
    contact_id = _contact_id(token)
    try:
        throttle.count_message(contact_id=contact_id)
        service(contact_id=contact_id, **arguments, now=timezone.now())
    except DomainError as error:
        return _refused(request, token, error)
    if request.headers.get("HX-Request"):
        return render(request, "citizen/thread.html", _thread(token))
    return redirect("conversation", token=token)


def _receive(request: HttpRequest, *, contact_id: Any, now: datetime) -> Any:
    latitude, longitude = _location(request)
    return services.receive_message(
        channel=Channel.WEB,
        sender="",
        text=request.POST.get("text", ""),
        provider="web",
        provider_message_id=clean_text(request.POST.get("key", ""))[:64],
        latitude=latitude,
        longitude=longitude,
        contact_id=contact_id,
        language=get_language() or "ko",
        now=now,
    )


def _location(request: HttpRequest) -> tuple[float | None, float | None]:
    """Return the coordinates sent with the form; whatever is not a place on earth counts as none."""
    try:
        latitude, longitude = float(request.POST["latitude"]), float(request.POST["longitude"])
    except (KeyError, ValueError):
        return None, None
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return latitude, longitude
    return None, None


def _refused(request: HttpRequest, token: str, error: DomainError) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = {"error": str(error), "message_key": _new_key(error)}
        response = render(request, "citizen/refusal.html", context, status=refusal_status(error))
        response["HX-Retarget"], response["HX-Reswap"] = "#text-error", "innerHTML"
        return response
    context = _composer(request, error) | _thread(token) | {"error": str(error)}
    return render(request, "citizen/conversation.html", context, status=refusal_status(error))


def _contact_id(token: str) -> Any:
    try:
        return contact_from_token(token)
    except TokenInvalid as error:
        raise Http404 from error


def _thread(token: str) -> dict[str, Any]:
    contact_id = _contact_id(token)
    return {
        "thread": services.show_thread(contact_id=contact_id, now=timezone.now()),
        "complaints": complaints.links_of_contact(contact_id=contact_id),
        "token": token,
    }


def _new_key(error: DomainError) -> str:
    """Return a new key for the message where its key was used up, "" where it can be sent again with the one it has."""
    return str(uuid6.uuid7()) if isinstance(error, services.NotYourMessage) else ""


def _composer(request: HttpRequest | None = None, error: DomainError | None = None) -> dict[str, Any]:
    """Return what the composer shows: empty with a new key, or as it was sent."""
    sent = request.POST if request else {}
    return {
        "message_key": (error and _new_key(error)) or sent.get("key") or str(uuid6.uuid7()),
        "text": sent.get("text", ""),
        "latitude": sent.get("latitude", ""),
        "longitude": sent.get("longitude", ""),
        "longest_text": LONGEST,
        "call_number": settings.CITY_PROFILE.call_number,
    }


def _to_conversation(token: str, *, htmx: bool = False) -> HttpResponse:
    response: HttpResponse = redirect("conversation", token=token)
    if htmx:
        response = HttpResponse(headers={"HX-Redirect": response["Location"]})
    response.set_cookie(
        COOKIE,
        token,
        max_age=LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _running_conversation(request: HttpRequest) -> str:
    """Return the address of the conversation this browser has open, "" for none."""
    token = request.COOKIES.get(COOKIE, "")
    try:
        found = selectors.thread_for_citizen(contact_id=contact_from_token(token), now=timezone.now())
    except DomainError:
        return ""
    return "" if found.state == ContactState.CLOSED else f"/chat/{token}/"
