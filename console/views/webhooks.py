"""Webhooks: which systems are called about complaints, and what did not get through."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.types import Role
from complaints import selectors, services
from console.access import StaffRequest, staff_page
from console.answers import refused
from districts.selectors import all_districts
from feed.errors import DomainError

FIELDS = ("url", "events", "district_code", "department_code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.ADMIN)
def page(request: StaffRequest) -> HttpResponse:
    """Show the webhooks, and set a new one up: its secret is shown once, on the answer."""
    if request.method != "POST":
        return render(request, "console/webhooks/page.html", _webhooks(request))
    sent = {name: request.POST.get(name, "").strip() for name in FIELDS}
    try:
        webhook, secret = services.subscribe(
            user=request.user,
            url=sent["url"],
            events=sent["events"].split(),
            district_code=sent["district_code"],
            department_code=sent["department_code"],
            secret="",
            now=timezone.now(),
        )
    except DomainError as error:
        context = _webhooks(request) | {"sent": sent, "errors": error.extra.get("errors", {})}
        return refused(request, "console/webhooks/page.html", context, error)
    context = _webhooks(request) | {"made": webhook, "secret": secret}
    return render(request, "console/webhooks/page.html", context)


@require_POST
@staff_page(Role.ADMIN)
def end(request: StaffRequest, subscription_id: UUID) -> HttpResponse:
    """End a webhook."""
    try:
        services.unsubscribe(subscription_id=subscription_id, user=request.user)
    except DomainError as error:
        raise Http404(str(error)) from error
    return redirect("webhooks")


@require_POST
@staff_page(Role.ADMIN)
def resend(request: StaffRequest, delivery_id: UUID) -> HttpResponse:
    """Try a message again that was given up."""
    try:
        services.resend_delivery(delivery_id=delivery_id, user=request.user, now=timezone.now())
    except DomainError as error:
        raise Http404(str(error)) from error
    return redirect("webhooks")


def _webhooks(request: StaffRequest) -> dict[str, Any]:
    return {
        "webhooks": selectors.webhooks_of(user=request.user),
        "dead": selectors.dead_deliveries(user=request.user),
        "districts": all_districts(),
        "sent": {},
        "errors": {},
    }
