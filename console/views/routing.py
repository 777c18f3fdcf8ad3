"""What routing decides from: places, words, examples and departments are edited, tried, published and brought back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import access_of
from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import refused, toast
from districts import selectors as districts
from districts.types import CITY_HALL, DistrictInfo, PlaceKind
from feed.errors import DomainError
from routing import selectors, services
from routing.types import Edit, EditKind, ExampleKind

EDITORS = (Role.SUPERVISOR, Role.ADMIN)
WORKSPACE = "console/routing/workspace.html"


@never_cache
@require_safe
@staff_page(*EDITORS)
def page(request: StaffRequest) -> HttpResponse:
    """Show one of the four tables beside the draft and the versions; as a fragment when a filter changes."""
    template = WORKSPACE if request.htmx else "console/routing/page.html"
    return render(request, template, _workspace(request, _values(request.GET)))


@never_cache
@require_safe
@staff_page(*EDITORS)
def draft(request: StaffRequest) -> HttpResponse:
    """Show the draft, for a page that waits for its trial."""
    return render(request, "console/routing/draft.html", _draft(request))


@require_POST
@staff_page(*EDITORS)
def edit(request: StaffRequest) -> HttpResponse:
    """Put an edit into the draft."""
    sent = _values(request.POST)
    kind = sent.get("part", "")
    if kind not in EditKind.values:
        return HttpResponse(status=400)
    wanted = Edit(
        kind=EditKind(kind),
        name=sent.get("name", ""),
        detail=sent.get("detail", ""),
        district_code=sent.get("edit_district", ""),
        topic_code=sent.get("edit_topic", ""),
        department_code=sent.get("department", ""),
        removed=sent.get("removed") == "1",
    )
    try:
        services.draft_edit(user=request.user, edit=wanted, now=timezone.now())
    except DomainError as error:
        return refused(request, WORKSPACE, _workspace(request, sent) | {"typed": sent}, error)
    return toast(_redrawn(request, sent), _("초안에 담았습니다."), "success")


@require_POST
@staff_page(*EDITORS)
def withdraw(request: StaffRequest, edit_id: UUID) -> HttpResponse:
    """Take an edit out of the draft."""
    return _done(request, lambda: services.withdraw_edit(user=request.user, edit_id=edit_id), _("초안에서 뺐습니다."))


@require_POST
@staff_page(*EDITORS)
def discard(request: StaffRequest) -> HttpResponse:
    """Drop the whole draft."""
    return _done(request, lambda: services.discard_draft(user=request.user), _("초안을 버렸습니다."))


@require_POST
@staff_page(*EDITORS)
def trial(request: StaffRequest) -> HttpResponse:
    """Have the draft tried over the last 30 days."""
    return _done(
        request, lambda: services.request_trial(user=request.user, now=timezone.now()), _("시험을 시작합니다.")
    )


@require_POST
@staff_page(*EDITORS)
def publish(request: StaffRequest) -> HttpResponse:
    """Make the tried draft live."""
    note = request.POST.get("note", "").strip()
    return _done(
        request,
        lambda: services.publish_draft(user=request.user, note=note, now=timezone.now()),
        _("게시했습니다. 몇 초 안에 모든 상담에 적용됩니다."),
    )


@require_POST
@staff_page(*EDITORS)
def restore(request: StaffRequest, number: int) -> HttpResponse:
    """Bring an earlier version back."""
    return _done(
        request,
        lambda: services.roll_back(user=request.user, number=number, now=timezone.now()),
        _("%(number)s판으로 되돌렸습니다.") % {"number": number},
    )


@require_POST
@staff_page(*EDITORS)
def train(request: StaffRequest) -> HttpResponse:
    """Have a model trained from everything there is."""
    return _done(
        request,
        lambda: services.request_training(user=request.user, note=_("다시 학습"), now=timezone.now()),
        _("다시 학습합니다. 더 나빠지면 게시하지 않습니다."),
    )


def _done(request: StaffRequest, service: Callable[[], object], told: str) -> HttpResponse:
    where = _values(request.POST)
    try:
        service()
    except DomainError as error:
        return refused(request, WORKSPACE, _workspace(request, where) | {"refusal": str(error), "typed": where}, error)
    return toast(_redrawn(request, where), told, "success")


def _redrawn(request: StaffRequest, where: dict[str, str]) -> HttpResponse:
    return render(request, WORKSPACE, _workspace(request, where))


def _workspace(request: StaffRequest, where: dict[str, str]) -> dict[str, Any]:
    """Return the table that is looked at, what may be chosen in its forms, the draft and the versions."""
    part = where.get("part", "")
    part = part if part in EditKind.values else EditKind.PLACE
    offices, topics = _offices(request), districts.topics()
    topic = where.get("topic") or topics[0].code if topics else ""
    district = where.get("district", "")
    district = district if district in {info.code for info in offices} else next((info.code for info in offices), "")
    query = where.get("q", "")
    rows = {
        EditKind.PLACE: lambda: selectors.editable_places(text=query, user=request.user),
        EditKind.SYNONYM: lambda: selectors.editable_words(topic_code=topic, user=request.user),
        EditKind.EXAMPLE: lambda: selectors.editable_examples(topic_code=topic, user=request.user),
        EditKind.RESPONSIBILITY: lambda: selectors.editable_departments(district_code=district, user=request.user),
    }[EditKind(part)]()
    return _draft(request) | {
        "part": str(part),
        "parts": EditKind,
        "rows": rows,
        "q": query,
        "topic": topic,
        "district": district,
        "topics": topics,
        "offices": offices,
        "place_offices": [info for info in offices if info.code != CITY_HALL],
        "departments": districts.departments_of(district_code=district) if part == EditKind.RESPONSIBILITY else [],
        "place_kinds": PlaceKind,
        "example_kinds": ExampleKind,
        "versions": selectors.history(),
        "whole_city": selectors.may_edit_everything(user=request.user),
        "typed": {},
    }


def _values(sent: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in sent.items()}


def _draft(request: StaffRequest) -> dict[str, Any]:
    return {"draft": selectors.draft(user=request.user), "now": timezone.now()}


def _offices(request: StaffRequest) -> list[DistrictInfo]:
    """Return the offices whose tables the user may edit."""
    access = access_of(user=request.user)
    return [info for info in districts.all_districts() if access.covers_district(info.code)]
