"""The outbox for who oversees the city: what failed, what nobody knows of, what waits; send again, or call off."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as told
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from console.access import StaffRequest, staff_page
from feed.errors import DomainError
from messaging import selectors, services
from messaging.types import NEEDS_A_PERSON, UNSENT, Channel, OutboundState, Purpose

READERS = (Role.SUPERVISOR, Role.ADMIN)
ON_A_PAGE = 50
SHOWN = (*NEEDS_A_PERSON, *UNSENT)
FILTERS = ("state", "channel", "purpose")


@never_cache
@require_safe
@staff_page(*READERS)
def page(request: StaffRequest) -> HttpResponse:
    """Show the messages that wait or did not get through, with how far the templates are and what was refused."""
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    rows = Paginator(selectors.settleable(user=request.user, **chosen), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": rows,
        "lines": [_line(selectors.delivery_line(row)) for row in rows],
        "chosen": chosen,
        "query": "&".join(f"{name}={value}" for name, value in chosen.items() if value),
        "states": [(state.value, state.label) for state in OutboundState if state in SHOWN],
        "channels": Channel.choices,
        "purposes": Purpose.choices,
        "templates": selectors.templates(),
        "refusals": selectors.refusals_of_day(now=timezone.now()),
    }
    return render(request, "console/outbox/page.html", context)


@require_POST
@staff_page(*READERS)
def resend(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Send a message that did not get through once more."""
    return _settle(request, message_id, services.resend, _("다시 보냅니다."))


@require_POST
@staff_page(*READERS)
def cancel(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Call a message off, or take it off the list because it was settled another way."""
    return _settle(request, message_id, services.cancel, _("목록에서 내렸습니다."))


def _settle(request: StaffRequest, message_id: UUID, service: Callable[..., Any], done: str) -> HttpResponse:
    now: datetime = timezone.now()
    try:
        if not selectors.settleable(user=request.user).filter(pk=message_id).exists():
            raise services.NotPossibleNow
        service(message_id=message_id, user=request.user, now=now)
        told.success(request, done)
    except DomainError as error:
        told.error(request, str(error))
    address = redirect("messages")
    query = request.POST.get("query", "")
    if query.isprintable() and len(query) < 200:
        address["Location"] += f"?{query}"
    return address


def _line(line: Any) -> tuple[Any, str, str]:
    """Return the message with the kind and the id of what it belongs to."""
    kind, _colon, belongs_to = line.reference.partition(":")
    return line, kind, belongs_to
