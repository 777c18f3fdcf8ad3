"""Who sees which complaint, everywhere the same: lists, counts, detail, history, search, exports, API, Open311, stream,
files, admin. Seven roles, eleven people; every way is held against the same table."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.admin import site
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.authentication import token_for
from accounts.models import User
from accounts.types import Role
from complaints import selectors, services
from complaints.files.links import link_for_user
from complaints.models import Attachment, Complaint
from complaints.selectors import ComplaintNotFound
from complaints.types import Bucket, Party, State
from complaints.types.attachments import Purpose
from complaints.types.lists import ExportFormat
from console.subscriptions import streams_of_user
from feed.errors import DomainError
from feed.models import Event
from tests.complaints.conftest import MONDAY, City, ComplaintMaker

SEES = {
    "agent": {"gangnam parking", "gangnam road", "eunpyeong parking"},
    "agent_11680": {"gangnam parking", "gangnam road"},
    "supervisor_11680": {"gangnam parking", "gangnam road"},
    "official": {"gangnam parking"},
    "colleague": {"gangnam parking"},
    "official_road": {"gangnam road"},
    "head": {"gangnam parking"},
    "auditor_11380": {"eunpyeong parking"},
    "integration": {"gangnam road"},
    "admin": {"gangnam parking", "gangnam road", "eunpyeong parking"},
    "nobody": set(),
}


@pytest.fixture
def complaints(city: City, make_complaint: ComplaintMaker) -> dict[str, Complaint]:
    made = {
        "gangnam parking": make_complaint(),
        "gangnam road": make_complaint(topic_code="pothole", department_code="11680-도로과"),
        "eunpyeong parking": make_complaint(district_code="11380", department_code="11380-주차관리과"),
    }
    services.hand_over_due(limit=10, now=MONDAY)
    return {name: Complaint.objects.get(pk=complaint.pk) for name, complaint in made.items()}


Seen = Callable[[City, str, dict[str, Complaint]], set[str]]


def names(complaints: dict[str, Complaint], found: set[object]) -> set[str]:
    by_id = {complaint.id: name for name, complaint in complaints.items()}
    return {by_id[key] for key in found}  # type: ignore[index]


def through_worklist(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    page = selectors.worklist(user=city.user(username), bucket=Bucket.NEW, now=MONDAY)
    return names(complaints, {line.id for line in page.lines})


def through_search(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    page = selectors.search(user=city.user(username), text="불법주차", now=MONDAY)
    return names(complaints, {line.id for line in page.lines})


def through_number_search(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    user = city.user(username)
    return {
        name
        for name, complaint in complaints.items()
        if selectors.search(user=user, text=complaint.number, now=MONDAY).lines
    }


def through_detail(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    seen = set()
    for name, complaint in complaints.items():
        try:
            selectors.complaint(complaint_id=complaint.id, user=city.user(username), now=MONDAY)
            seen.add(name)
        except ComplaintNotFound:
            continue
    return seen


def through_history(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    seen = set()
    for name, complaint in complaints.items():
        try:
            selectors.history(complaint_id=complaint.id, user=city.user(username))
            seen.add(name)
        except ComplaintNotFound:
            continue
    return seen


def through_citizen(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    user = city.user(username)
    return {
        name
        for name, complaint in complaints.items()
        if selectors.of_citizen(citizen_id=complaint.citizen_id, user=user, now=MONDAY).lines
    }


def through_api_list(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    client = APIClient()
    client.force_authenticate(city.user(username))
    by_number = {complaint.number: name for name, complaint in complaints.items()}
    return {by_number[row["number"]] for row in client.get("/api/complaints/").json()["results"]}


def through_api_detail(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    client = APIClient()
    client.force_authenticate(city.user(username))
    statuses = {
        name: client.get(f"/api/complaints/{complaint.id}/").status_code for name, complaint in complaints.items()
    }
    assert set(statuses.values()) <= {200, 404}
    return {name for name, status in statuses.items() if status == 200}


def through_filters(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    page = selectors.listing(user=city.user(username), filters={"state": [State.HANDED_OVER]}, now=MONDAY)
    return names(complaints, {line.id for line in page.lines})


def through_counting_by_filter(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    user = city.user(username)
    return {
        name
        for name, complaint in complaints.items()
        if selectors.count_at_most(user=user, filters={"q": [complaint.number]}, most=5, now=MONDAY)
    }


def through_export(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    user = city.user(username)
    asked = services.request_export(
        user=user, filters={}, format=ExportFormat.CSV, reason="시험", address="", now=MONDAY
    )
    services.write_exports_due(limit=1, clock=lambda: MONDAY)
    _row, file = services.open_export(export_id=asked.id, user=user, address="", now=MONDAY)
    with file:
        text = file.read().decode()
    return {name for name, complaint in complaints.items() if complaint.number in text}


def through_open311(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    token, _ends_at = token_for(user=city.user(username), now=timezone.now())
    rows = Client().get("/open311/v2/requests.json", {"api_key": token, "start_date": "2026-01-01T00:00:00Z"}).json()
    by_number = {complaint.number: name for name, complaint in complaints.items()}
    return {by_number[row["service_request_id"]] for row in rows}


def through_open311_detail(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    token, _ends_at = token_for(user=city.user(username), now=timezone.now())
    return {
        name
        for name, complaint in complaints.items()
        if Client().get(f"/open311/v2/requests/{complaint.number}.json", {"api_key": token}).status_code == 200
    }


def through_stream(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    streams = streams_of_user(user=city.user(username))
    told = Event.objects.filter(stream__in=streams, kind="complaint.handed_over")
    return names(complaints, {UUID(event.ids["complaint"]) for event in told})


def through_files(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    user = city.user(username)
    return {
        name for name, complaint in complaints.items() if selectors.attachments_of(complaint_id=complaint.id, user=user)
    }


def through_opening_a_file(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    client, seen = Client(), set()
    user = city.user(username)
    client.force_login(user)
    for name, complaint in complaints.items():
        for attachment in Attachment.objects.filter(complaint=complaint):
            answer = client.get(link_for_user(attachment_id=attachment.id, user_id=user.id))
            if answer.status_code == 200:
                assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
                seen.add(name)
    return seen


def through_a_file_over_the_api(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    client, seen = APIClient(), set()
    client.force_authenticate(city.user(username))
    for name, complaint in complaints.items():
        for attachment in Attachment.objects.filter(complaint=complaint):
            answer = client.get(f"/api/attachments/{attachment.id}/content/")
            if answer.status_code == 200:
                assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
                seen.add(name)
    return seen


def through_admin(city: City, username: str, complaints: dict[str, Complaint]) -> set[str]:
    request = RequestFactory().get("/admin/complaints/complaint/")
    request.user = city.user(username)
    return names(complaints, {row.id for row in site.get_model_admin(Complaint).get_queryset(request)})


WAYS: list[Seen] = [
    through_worklist,
    through_filters,
    through_counting_by_filter,
    through_search,
    through_number_search,
    through_detail,
    through_history,
    through_citizen,
    through_export,
    through_api_list,
    through_api_detail,
    through_open311,
    through_open311_detail,
    through_stream,
    through_files,
    through_opening_a_file,
    through_a_file_over_the_api,
    through_admin,
]


def test_everybody_sees_exactly_what_is_theirs(
    city: City, complaints: dict[str, Complaint], tmp_path: Path, settings: Any
) -> None:
    options = settings.STORAGES["attachments"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"attachments": settings.STORAGES["attachments"] | {"OPTIONS": options}}
    for complaint in complaints.values():
        file = ContentFile(b"%PDF-1.7\n%%EOF\n", name="a.pdf")
        services.attach(complaint_id=complaint.id, purpose=Purpose.FILED, files=[file], by=Party.CITIZEN, now=MONDAY)
    assert {User.objects.get(pk=user.pk).role for user in city.users.values()} == set(Role)
    seen = {way.__name__: {username: way(city, username, complaints) for username in SEES} for way in WAYS}
    assert seen == {way.__name__: SEES for way in WAYS}


def test_counts_count_exactly_what_is_seen(city: City, complaints: dict[str, Complaint]) -> None:
    for username, seen in SEES.items():
        user = city.user(username)
        assert selectors.counts_due(user=user, now=MONDAY).new == len(seen), username
        assert sum(row.open for row in selectors.counts_of_districts(user=user, now=MONDAY)) == len(seen), username


def test_writing_needs_seeing(city: City, complaints: dict[str, Complaint]) -> None:
    complaint = complaints["gangnam parking"]
    for username, seen in SEES.items():
        if "gangnam parking" not in seen:
            with pytest.raises(ComplaintNotFound):
                services.receive(complaint_id=complaint.id, user=city.user(username), version=3, now=MONDAY)


HEARS_QUESTION = {"agent", "agent_11680", "supervisor_11680", "official_road", "integration", "admin"}
"""Who works for the road department of Gangnam, which is asked about a complaint of the parking department."""


def test_who_is_asked_sees_the_question_and_not_the_complaint(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    task = services.ask_cooperation(
        complaint_id=complaint.pk,
        user=city.user("official"),
        version=complaint.version,
        department_code="11680-도로과",
        question="차선을 다시 그었습니까?",
        reply_by=MONDAY + timedelta(days=2),
        now=MONDAY,
    )
    asked, own, streams = set(), set(), set()
    for username in SEES:
        user = city.user(username)
        lines = selectors.cooperation_asked(user=user, now=MONDAY)
        asked |= {username for line in lines if line.question == task.question}
        assert all(complaint.body not in str(line) and complaint.title not in str(line) for line in lines)
        own |= {username for name in through_detail(city, username, {"it": complaint}) if name}
        heard = Event.objects.filter(kind="complaint.cooperation", stream__in=streams_of_user(user=user))
        streams |= {username for _event in heard[:1]}
    assert asked == HEARS_QUESTION
    assert own == {username for username, seen in SEES.items() if "gangnam parking" in seen}
    assert streams == asked | own
    may_answer = set()
    for username in SEES:
        try:
            with transaction.atomic():
                services.answer_cooperation(
                    task_id=task.pk, user=city.user(username), version=task.version, answer="네", now=MONDAY
                )
                may_answer.add(username)
                transaction.set_rollback(True)
        except DomainError:
            continue
    assert may_answer == {"official_road", "integration"}


def test_a_department_does_not_keep_what_was_moved_away(city: City, complaints: dict[str, Complaint]) -> None:
    complaint = complaints["gangnam parking"]
    Complaint.objects.filter(pk=complaint.pk).update(department="11680-도로과")
    assert through_detail(city, "official", complaints) == set()
    assert through_detail(city, "official_road", complaints) == {"gangnam parking", "gangnam road"}
    assert complaint.state == State.HANDED_OVER
