"""Counselling in sign language for citizens: now or at a time of one's own, the waiting room, the appointment."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console import throttle
from console.answers import refusal_status
from contacts import services
from contacts.access import TokenInvalid, appointment_from_token, citizen_token, contact_from_token, room_token
from contacts.selectors.appointments import appointment, can_begin, free_slots
from contacts.services.signing import SignWait
from contacts.types import ContactState, RoomSide
from districts import selectors as districts
from feed.errors import DomainError
from korean.dates import seoul_time
from korean.privacy import clean_text
from messaging.types import Channel

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show both ways: now, or at a time one books."""
    return render(request, "citizen/sign.html", _start())


@require_POST
def begin_now(request: HttpRequest) -> HttpResponse:
    """Let the citizen wait for an agent who signs."""
    try:
        throttle.count_new_chat(address=request.META.get("REMOTE_ADDR", ""))
        contact = services.start_sign(language=get_language() or "ko", now=timezone.now())
    except DomainError as error:
        return render(request, "citizen/sign.html", _start() | {"error": str(error)}, status=refusal_status(error))
    return redirect("sign-wait", token=citizen_token(contact.pk))


@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Book a half hour; its link comes as a text message."""
    number = clean_text(request.POST.get("number", ""))
    try:
        throttle.count_booking(address=request.META.get("REMOTE_ADDR", ""))
        services.book_appointment(
            starts_at=chosen_time(request), number=number, language=get_language() or "ko", now=timezone.now()
        )
    except DomainError as error:
        sent = {"booking_error": str(error), "number": number, "chosen": request.POST.get("starts_at", "")}
        return render(request, "citizen/sign.html", _start() | sent, status=refusal_status(error))
    return render(request, "citizen/sign_sent.html", {"number": number})


@never_cache
@require_safe
def wait(request: HttpRequest, token: str) -> HttpResponse:
    """Show the waiting room; from it one goes into the video room by itself when an agent takes the contact."""
    try:
        standing = services.keep_waiting(contact_id=contact_from_token(token), now=timezone.now())
    except DomainError:
        return render(request, "citizen/sign.html", _start(), status=404)
    if standing.room_id is not None:
        return redirect(_room_address(standing.room_id))
    return render(request, "citizen/sign_wait.html", _waiting(token, standing))


@never_cache
@require_safe
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """Show the place in the line, for the page that follows it; asking says that the citizen still waits."""
    try:
        standing = services.keep_waiting(contact_id=contact_from_token(token), now=timezone.now())
    except DomainError as error:
        return HttpResponse(status=refusal_status(error))
    if standing.room_id is not None:
        return HttpResponse(headers={"HX-Redirect": _room_address(standing.room_id)})
    return render(request, "citizen/sign_waiting.html", _waiting(token, standing))


@require_POST
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Let a citizen go who does not want to wait any more."""
    try:
        services.stop_waiting(contact_id=contact_from_token(token), now=timezone.now())
    except DomainError:
        return redirect("sign")
    return redirect("sign-wait", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def booked(request: HttpRequest, token: str) -> HttpResponse:
    """Show an appointment; begin, move or cancel it."""
    try:
        appointment_id = appointment_from_token(token)
        if request.method == "POST":
            answer = _act(request, appointment_id)
            return answer or redirect("sign-appointment", token=token)
        return render(request, "citizen/sign_appointment.html", _appointment(appointment_id, token))
    except (TokenInvalid, services.AppointmentNotFound) as error:
        return render(request, "citizen/sign.html", _start() | {"error": str(error)}, status=404)
    except DomainError as error:
        context = _appointment(appointment_id, token) | {"error": str(error)}
        return render(request, "citizen/sign_appointment.html", context, status=refusal_status(error))


def _act(request: HttpRequest, appointment_id: UUID) -> HttpResponse | None:
    wanted, now = request.POST.get("do", ""), timezone.now()
    if wanted == "begin":
        contact = services.begin_appointment(appointment_id=appointment_id, now=now)
        return redirect("sign-wait", token=citizen_token(contact.pk))
    if wanted == "cancel":
        services.cancel_appointment(appointment_id=appointment_id, now=now)
    elif wanted == "move":
        services.move_appointment(appointment_id=appointment_id, starts_at=chosen_time(request), now=now)
    return None


def chosen_time(request: HttpRequest) -> datetime:
    """Return the time that was chosen; what is no time is one that nobody can book."""
    try:
        chosen = datetime.fromisoformat(request.POST.get("starts_at", ""))
    except ValueError:
        return NO_TIME
    return chosen if chosen.tzinfo else NO_TIME


def _room_address(room_id: UUID) -> str:
    # The camera goes on at once: the citizen has agreed to that before waiting.
    address = redirect("video-room", token=room_token(room_id, RoomSide.CITIZEN))["Location"]
    return f"{address}#join"


def _start() -> dict[str, Any]:
    now = timezone.now()
    hours = districts.opening(channel=Channel.SIGN, now=now)
    return {"hours": hours, "days": free_days(now)}


def free_days(now: datetime) -> list[tuple[datetime, list[Any]]]:
    """Return the half hours that are free, by day."""
    free = free_slots(now=now)
    by_day = groupby(free, key=lambda slot: seoul_time(slot.starts_at).date())
    return [(slots[0].starts_at, slots) for _day, group in by_day if (slots := list(group))]


def _waiting(token: str, standing: SignWait) -> dict[str, Any]:
    return {"token": token, "standing": standing, "waits": standing.state == ContactState.WAITING}


def _appointment(appointment_id: UUID, token: str) -> dict[str, Any]:
    now = timezone.now()
    found = appointment(appointment_id=appointment_id)
    return {
        "appointment": found,
        "token": token,
        "may_begin": can_begin(appointment=found, now=now),
        "days": free_days(now),
        "chosen": seoul_time(found.starts_at).isoformat(),
    }
