"""How a screen answers htmx: fragments, refusals shown beside the form, and events for other fragments."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import trigger_client_event

from feed.errors import DomainError

SHOWN_BESIDE_THE_FORM = {400, 409, 410, 422}


def refusal_status(error: DomainError) -> int:
    """Return the HTTP status under which a page shows the refusal beside the form (see `htmx-config` in base.html)."""
    return error.status if error.status in SHOWN_BESIDE_THE_FORM else 422


def refused(request: HttpRequest, template: str, context: Mapping[str, Any], error: DomainError) -> HttpResponse:
    """Render a form again with what was typed (in `context`) and the reason as `error`."""
    return render(request, template, {**context, "error": str(error)}, status=refusal_status(error))


def tell_page(response: HttpResponse, *events: str) -> HttpResponse:
    """Have the page that asked fire DOM events, so that its other fragments fetch what changed without the stream."""
    for event in events:
        trigger_client_event(response, event)
    return response


def toast(response: HttpResponse, text: str, tone: str = "") -> HttpResponse:
    """Have the page show a short notice; `tone` is "", "success" or "danger"."""
    return trigger_client_event(response, "toast", {"text": text, "tone": tone})
