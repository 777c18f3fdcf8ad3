"""Who sees which complaint, everywhere the same: list, count, detail, history, search, escalations, API."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from complaints import selectors, services
from complaints.models import Complaint
from complaints.selectors import ComplaintNotFound
from complaints.types import Bucket, State
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


WAYS: list[Seen] = [
    through_worklist,
    through_search,
    through_number_search,
    through_detail,
    through_history,
    through_citizen,
    through_api_list,
    through_api_detail,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_everybody_sees_exactly_what_is_theirs(city: City, complaints: dict[str, Complaint], way: Seen) -> None:
    assert {username: way(city, username, complaints) for username in SEES} == SEES


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


def test_a_department_does_not_keep_what_was_moved_away(city: City, complaints: dict[str, Complaint]) -> None:
    complaint = complaints["gangnam parking"]
    Complaint.objects.filter(pk=complaint.pk).update(department="11680-도로과")
    assert through_detail(city, "official", complaints) == set()
    assert through_detail(city, "official_road", complaints) == {"gangnam parking", "gangnam road"}
    assert complaint.state == State.HANDED_OVER
