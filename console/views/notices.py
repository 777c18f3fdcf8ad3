"""How the city words its notices: every wording, what it must name, how it looks on its way, and its versions."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.types import Role
from complaints import selectors, services
from complaints.types import NoticeForm, NoticeLanguage
from console.access import StaffRequest, staff_page
from feed.errors import DomainError
from messaging.types import Purpose

WRITERS = (Role.SUPERVISOR, Role.ADMIN)


@never_cache
@require_safe
@staff_page(*WRITERS)
def overview(request: StaffRequest) -> HttpResponse:
    """List the wording of every notice in each language and form."""
    return render(request, "console/notices/overview.html", {"wordings": selectors.notice_wordings()})


@never_cache
@require_safe
@staff_page(*WRITERS)
def wording(request: StaffRequest, purpose: str, language: str, form: str) -> HttpResponse:
    """Open one wording with its versions; `?version=` puts an earlier one into the form."""
    place = _place(purpose, language, form)
    versions = selectors.notice_versions(**place)
    chosen = request.GET.get("version", "")
    shown = next((found for found in versions if (str(found.number) == chosen if chosen else found.live)), versions[-1])
    return render(request, "console/notices/wording.html", _page(place, shown.title, shown.text))


@require_POST
@staff_page(*WRITERS)
def publish(request: StaffRequest, purpose: str, language: str, form: str) -> HttpResponse:
    """Send the notice in the words of the form from now on; what is refused stays in the form with the reason."""
    place = _place(purpose, language, form)
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    try:
        services.publish_wording(user=request.user, title=title, text=text, now=timezone.now(), **place)
    except DomainError as error:
        context = _page(place, title, text) | {"errors": error.extra.get("errors", {}), "refusal": str(error)}
        return render(request, "console/notices/wording.html", context, status=error.status)
    return _back(place)


@require_POST
@staff_page(*WRITERS)
def standard(request: StaffRequest, purpose: str, language: str, form: str) -> HttpResponse:
    """Send the notice in its standard wording again."""
    place = _place(purpose, language, form)
    try:
        services.restore_standard(user=request.user, **place)
    except DomainError as error:
        versions = selectors.notice_versions(**place)
        context = _page(place, versions[0].title, versions[0].text) | {"refusal": str(error)}
        return render(request, "console/notices/wording.html", context, status=error.status)
    return _back(place)


@require_POST
@staff_page(*WRITERS)
def preview(request: StaffRequest, purpose: str, language: str, form: str) -> HttpResponse:
    """Show the words of the form as a citizen would get them, with how much of the channel they take."""
    place = _place(purpose, language, form)
    return render(request, "console/work/preview.html", _preview(place, request.POST.get("text", "")))


def _place(purpose: str, language: str, form: str) -> dict[str, Any]:
    try:
        place = {"purpose": Purpose(purpose), "language": NoticeLanguage(language), "form": NoticeForm(form)}
        selectors.mandatory_variables(purpose=Purpose(purpose))
    except (ValueError, KeyError) as error:
        raise Http404 from error
    return place


def _page(place: dict[str, Any], title: str, text: str) -> dict[str, Any]:
    mandatory = selectors.mandatory_variables(purpose=place["purpose"])
    return (
        place
        | _preview(place, text)
        | {
            "title": title,
            "words": text,
            "versions": selectors.notice_versions(**place),
            "mandatory": mandatory,
            "optional": [name for name in selectors.all_variables() if name not in mandatory],
        }
    )


def _preview(place: dict[str, Any], text: str) -> dict[str, Any]:
    filled, size = selectors.wording_preview(text=text, language=place["language"], form=place["form"])
    return {"text": filled, "size": size}


def _back(place: dict[str, Any]) -> HttpResponse:
    return HttpResponseRedirect(
        reverse("notice-wording", args=[place["purpose"].value, place["language"].value, place["form"].value])
    )
