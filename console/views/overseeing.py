"""What a supervisor does from the board: with one waiting contact, one agent, one queue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import access_of
from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import tell_page, toast
from contacts import selectors as contacts
from contacts import services
from contacts.services.overseeing import move_to_queue, request_listening
from contacts.types import ContactState
from districts.selectors import all_districts
from feed.errors import DomainError
from messaging.types import Channel
from routing import selectors as routing
from routing import services as queues
from routing.selectors.live_offers import live_offer_of
from routing.services.errors import NoSeat, NotAllowed, OfferGone, UnknownQueue, UnknownSkill
from routing.types import SKILLS, Intent, IntentReason

SUPERVISORS = (Role.SUPERVISOR, Role.ADMIN)
LATER = (Intent.READY, Intent.BREAK, Intent.TRAINING, Intent.AWAY, Intent.OFFLINE)
SKILL_LEVELS = [(0, _("못 함")), (1, _("1 · 조금")), (2, "2"), (3, "3"), (4, "4"), (5, _("5 · 능숙"))]


@never_cache
@require_safe
@staff_page(*SUPERVISORS)
def contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show what can be done with one waiting contact."""
    try:
        found = contacts.contact(contact_id=contact_id, user=request.user)
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    context = {
        "contact": found,
        "line": routing.queue_of(contact_ref=contact_id),
        "live": live_offer_of(contact_ref=contact_id),
        "offices": all_districts(),
    }
    return render(request, "console/board/contact.html", context)


@never_cache
@require_safe
@staff_page(*SUPERVISORS)
def seat(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Show what one agent has in hand, and what can be done."""
    try:
        found = _seat(request, user_id)
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    held = contacts.contacts_visible(user=request.user).filter(
        agent=user_id, state__in=[ContactState.ACTIVE, ContactState.WRAP_UP]
    )
    context = {
        "seat": found,
        "held": held.order_by("accepted_at"),
        "intents": LATER,
        "reasons": [(intent, IntentReason.of(intent)) for intent in LATER if IntentReason.of(intent)],
        "phone": Channel.PHONE,
        "skills": routing.skill_levels(user_id=user_id),
        "levels": SKILL_LEVELS,
    }
    return render(request, "console/board/seat.html", context)


@require_POST
@staff_page(*SUPERVISORS)
def take_back(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Take a waiting contact away from the agent it is offered to."""

    def service() -> None:
        contacts.contact(contact_id=contact_id, user=request.user)
        live = live_offer_of(contact_ref=contact_id)
        if live is None:
            raise OfferGone
        reason = request.POST.get("reason", "")
        queues.take_back_offer(offer_id=live.offer_id, by=request.user.id, reason=reason, now=timezone.now())

    return _done(service, _("제안을 거두었습니다. 다음 상담사에게 갑니다."))


@require_POST
@staff_page(*SUPERVISORS)
def move(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Let a waiting contact wait in another office's queue."""
    given = request.POST
    return _done(
        lambda: move_to_queue(
            contact_id=contact_id,
            user=request.user,
            district_code=given.get("district", ""),
            reason=given.get("reason", ""),
            now=timezone.now(),
        ),
        _("옮겼습니다. 기다린 시간은 그대로입니다."),
    )


@require_POST
@staff_page(*SUPERVISORS)
def return_to_queue(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Take a conversation from its agent and let it wait again."""
    return _done(
        lambda: services.return_to_queue(
            contact_id=contact_id, user=request.user, reason=request.POST.get("reason", ""), now=timezone.now()
        ),
        _("대기열로 되돌렸습니다."),
    )


@require_POST
@staff_page(*SUPERVISORS)
def listen(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Ask to listen to a call; it is recorded, and the agent is told."""
    return _done(
        lambda: request_listening(
            contact_id=contact_id,
            user=request.user,
            reason=request.POST.get("reason", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        ),
        _("청취를 요청하고 기록했습니다. 상담사에게 알렸습니다."),
    )


@require_POST
@staff_page(*SUPERVISORS)
def next_intent(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Set what an agent does after the contacts in hand."""
    intent, _colon, reason = request.POST.get("intent", "").partition(":")

    def service() -> None:
        _seat(request, user_id)
        queues.set_next_intent(user_id=user_id, intent=intent, reason=reason, now=timezone.now())

    return _done(service, _("지금 상담이 끝나면 바뀝니다."))


@require_POST
@staff_page(*SUPERVISORS)
def skills(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Set what one agent can do: sign language, foreign languages."""

    def service() -> None:
        _seat(request, user_id)
        queues.set_skills(
            user_id=user_id,
            levels=_levels(request),
            by=request.user,
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )

    return _done(service, _("역량을 저장했습니다. 다음 배정부터 반영됩니다."))


@require_POST
@staff_page(*SUPERVISORS)
def overflow(request: StaffRequest, queue_code: str) -> HttpResponse:
    """Open a queue to all agents of the city, or close it again."""
    given = request.POST

    def opened() -> None:
        _check_queue(request, queue_code)
        announcement = given.get("announcement", "")
        queues.open_overflow(queue_code=queue_code, by=request.user.id, announcement=announcement, now=timezone.now())

    def closed() -> None:
        _check_queue(request, queue_code)
        queues.close_overflow(queue_code=queue_code, by=request.user.id, now=timezone.now())

    if given.get("open"):
        return _done(opened, _("모든 상담사에게 열었습니다."))
    return _done(closed, _("다시 자치구 상담사부터 찾습니다."))


def _levels(request: StaffRequest) -> dict[str, int]:
    """Return the skills that were chosen with their levels, without those the agent does not have.

    Raises UnknownSkill for a level that is none.
    """
    levels = {}
    for code, _name, _english in SKILLS:
        level = request.POST.get(f"skill-{code}", "0")
        if not level.isdecimal():
            raise UnknownSkill(skill=code)
        if int(level):
            levels[code] = int(level)
    return levels


def _seat(request: StaffRequest, user_id: UUID) -> Any:
    """Return the seat of an agent within the supervisor's districts. Raises NoSeat."""
    found = routing.seat_of(user_id=user_id, now=timezone.now())
    codes = access_of(user=request.user).district_codes
    if found is None or (codes is not None and not codes & set(found.queue_codes)):
        raise NoSeat
    return found


def _check_queue(request: StaffRequest, queue_code: str) -> None:
    if all(info.code != queue_code for info in all_districts()):
        raise UnknownQueue(district_code=queue_code)
    if not access_of(user=request.user).covers_district(queue_code):
        raise NotAllowed


def _done(service: Callable[[], Any], told: str | Promise) -> HttpResponse:
    """Do it, and tell how it went; the board fetches itself anew either way."""
    try:
        service()
    except DomainError as error:
        return tell_page(toast(HttpResponse(status=204), str(error), "danger"), "board-changed")
    return tell_page(toast(HttpResponse(status=204), str(told), "success"), "board-changed", "board-acted")
