import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import AccessRecord
from complaints import services
from complaints.models import Complaint
from complaints.serializers.complaints import ComplaintLineSerializer
from complaints.types import ComplaintLine, State
from messaging.models import OutboundMessage
from tests.complaints.conftest import MONDAY, City, ComplaintMaker, without_savepoints

Arguments = Callable[..., dict[str, Any]]


@pytest.fixture
def api(city: City) -> Callable[[str], APIClient]:
    def client(username: str) -> APIClient:
        client = APIClient(raise_request_exception=False)
        client.force_authenticate(city.user(username))
        return client

    return client


Api = Callable[[str], APIClient]


def as_json(arguments: dict[str, Any]) -> dict[str, Any]:
    left_out = ("user", "now")
    return {
        name: str(value) if name.endswith("_id") else value for name, value in arguments.items() if name not in left_out
    }


def test_visitors_get_nothing(city: City) -> None:
    for path in ("/api/complaints/", f"/api/complaints/{uuid4()}/"):
        answer = APIClient().get(path)
        assert answer.status_code in (401, 403)
        assert answer["Content-Type"] == "application/problem+json"


def test_token_of_a_departments_system_works(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER, department_code="11680-도로과", topic_code="pothole")
    token = Token.objects.create(user=city.users["integration"])
    client = APIClient(HTTP_AUTHORIZATION=f"Token {token.key}")
    [row] = client.get("/api/complaints/").json()["results"]
    assert row["number"] == complaint.number
    answer = client.post(f"/api/complaints/{complaint.id}/receive/", {"version": row["version"]}, format="json")
    assert (answer.status_code, answer.json()["line"]["state"]) == (200, "RECEIVED")


def test_whole_life_over_the_api(city: City, api: Api, registration: Arguments) -> None:
    created = api("agent").post("/api/complaints/", as_json(registration()), format="json")
    assert created.status_code == 201, created.json()
    assert created.json()["line"]["state"] == "ACCEPTED"
    complaint = Complaint.objects.get()
    services.hand_over_due(limit=10, now=timezone.now())
    official = api("official")
    path = f"/api/complaints/{complaint.id}/"
    found = official.get(path).json()
    assert found["due_explanation"].startswith("접수 ")
    version = found["line"]["version"]
    received = official.post(f"{path}receive/", {"version": version}, format="json").json()
    assert received["line"]["official_name"] == "official 님"
    day = timezone.localdate() + timedelta(days=1)
    planned = official.post(
        f"{path}plan/",
        {"version": received["line"]["version"], "plan": "단속", "planned_for": day.isoformat()},
        format="json",
    ).json()
    assert planned["line"]["planned_for"] == day.isoformat()
    completed = official.post(
        f"{path}complete/",
        {"version": planned["line"]["version"], "result": "단속함", "closing_reason": "RESOLVED"},
        format="json",
    ).json()
    assert completed["line"]["state"] == "COMPLETED"
    assert completed["actions"] == ["CORRECT"]
    assert OutboundMessage.objects.count() == 4
    seen = AccessRecord.objects.filter(subject_id=complaint.citizen_id)
    assert list(seen.order_by("at").values_list("action", flat=True)) == [
        "CHANGE",
        "VIEW",
        "CHANGE",
        "CHANGE",
        "CHANGE",
    ]
    assert set(seen.values_list("target", flat=True)) == {f"complaint:{complaint.id}"}


def test_repeated_post_answers_with_the_first_complaint(city: City, api: Api, registration: Arguments) -> None:
    body = as_json(registration())
    first, second = (api("agent").post("/api/complaints/", body, format="json").json() for _ in range(2))
    assert first["line"]["id"] == second["line"]["id"]
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"kind": "STATUTORY"}, 422, "period_unknown"),
        ({"kind": "X"}, 400, "invalid"),
        ({"title": ""}, 400, "invalid"),
        ({"title": "\x00"}, 400, "invalid"),
        ({"body": "가" * 20_001}, 400, "invalid"),
        ({"district_code": "99999"}, 400, "invalid"),
        ({"citizen_id": "nobody"}, 400, "invalid"),
        ({"contact_id": str(uuid4())}, 404, "contact_unknown"),
        ({"latitude": 91}, 400, "invalid"),
    ],
)
def test_bad_registrations_are_problems(
    city: City, api: Api, registration: Arguments, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = api("agent").post("/api/complaints/", as_json(registration()) | changes, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert answer.json()["code"] == code
    assert Complaint.objects.count() == 0


def test_stale_version_is_a_conflict_that_tells_who(city: City, api: Api, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    path = f"/api/complaints/{complaint.id}/receive/"
    assert api("official").post(path, {"version": 3}, format="json").status_code == 200
    answer = api("colleague").post(path, {"version": 3}, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["version"], problem["state"]) == ("stale_version", 4, "RECEIVED")
    assert problem["changes"][0]["user"] == "official 님"


@pytest.mark.parametrize("version", [None, "x", 0, -1, 99999999999])
def test_version_must_be_a_version(city: City, api: Api, make_complaint: ComplaintMaker, version: object) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    answer = api("official").post(f"/api/complaints/{complaint.id}/receive/", {"version": version}, format="json")
    assert answer.status_code == 400
    assert "version" in answer.json()["errors"]


def test_filters(city: City, api: Api, make_complaint: ComplaintMaker) -> None:
    late = make_complaint(state=State.RECEIVED, now=MONDAY - timedelta(days=400), title="맨홀 뚜껑")
    done = make_complaint(state=State.COMPLETED, now=MONDAY - timedelta(days=400), kind="PROPOSAL")
    road = make_complaint(topic_code="pothole", department_code="11680-도로과", now=MONDAY + timedelta(days=400))
    far = make_complaint(district_code="11380", department_code="11380-도로과", now=MONDAY + timedelta(days=400))
    everything = {late.number, done.number, road.number, far.number}
    expected = {
        "": everything,
        "state=RECEIVED": {late.number},
        "state=RECEIVED&state=COMPLETED": {late.number, done.number},
        "kind=PROPOSAL": {done.number},
        "district=11380": {far.number},
        "department=11680-도로과": {road.number},
        "topic=pothole": {road.number},
        "overdue=true": {late.number},
        "overdue=false": everything - {late.number},
        "bucket=DONE": {done.number},
        "due_before=2026-06-01T00:00:00Z": {late.number, done.number},
        "due_after=2026-06-01T00:00:00Z": {road.number, far.number},
        "q=맨홀": {late.number},
        "q=맨홀&district=11380": set(),
        f"q={late.number}&district=11380&state=COMPLETED": {late.number},
    }
    client = api("admin")
    for query, numbers in expected.items():
        answer = client.get(f"/api/complaints/?{query}")
        assert answer.status_code == 200, query
        assert {row["number"] for row in answer.json()["results"]} == numbers, query
    for query in ("state=X", "due_after=yesterday", "bucket=X"):
        assert client.get(f"/api/complaints/?{query}").status_code == 400, query


def test_list_is_paged_newest_first_within_few_queries(city: City, api: Api, make_complaint: ComplaintMaker) -> None:
    made = [make_complaint() for _ in range(7)]

    def read(path: str) -> tuple[Any, int]:
        client = api("agent")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        return answer.json(), len(queries)

    small, few = read("/api/complaints/?page_size=2")
    _, many = read("/api/complaints/?page_size=200")
    assert few == many <= 6
    numbers, page = [], small
    while True:
        numbers += [row["number"] for row in page["results"]]
        if not page["next"]:
            break
        page, _ = read(page["next"])
    assert numbers == [complaint.number for complaint in reversed(made)]


def test_detail_and_changes_over_http_take_few_queries(city: City, api: Api, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    client = api("official")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/complaints/{complaint.id}/").status_code == 200
    assert len(queries) <= 10
    with CaptureQueriesContext(connection) as queries:
        assert client.post(f"/api/complaints/{complaint.id}/receive/", {"version": 3}, format="json").status_code == 200
    assert len(without_savepoints(queries)) <= 12


def test_no_other_verbs_and_no_other_ids(city: City, api: Api, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint()
    client = api("admin")
    for method in (client.put, client.patch, client.delete):
        assert method(f"/api/complaints/{complaint.id}/", {}, format="json").status_code == 405
    assert client.get(f"/api/complaints/{uuid4()}/").status_code == 404
    assert client.get("/api/complaints/1/").status_code == 404


def test_admin_shows_and_does_not_change(city: City, make_complaint: ComplaintMaker, client: Any) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    client.force_login(city.users["admin"])
    listing = client.get("/admin/complaints/complaint/", {"q": complaint.number})
    assert listing.status_code == 200
    assert complaint.number in listing.content.decode()
    page = client.get(f"/admin/complaints/complaint/{complaint.id}/change/")
    assert page.status_code == 200
    assert "처리 완료" in page.content.decode()
    assert client.post(f"/admin/complaints/complaint/{complaint.id}/change/", {"title": "x"}).status_code == 403
    assert client.post(f"/admin/complaints/complaint/{complaint.id}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/complaints/complaint/add/").status_code == 403


def test_a_department_hands_on_what_it_then_sees_no_more(city: City, api: Api, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    path, official = f"/api/complaints/{complaint.id}/", api("official")
    asked = official.post(
        f"{path}request-supplement/", {"version": 4, "supplement_request": "사진", "days": 5}, format="json"
    )
    assert (asked.status_code, asked.json()["line"]["state"]) == (200, "SUPPLEMENT_REQUESTED"), asked.content
    added = official.post(f"{path}supplement/", {"version": 5, "text": "사진을 냈습니다"}, format="json")
    assert added.json()["line"]["state"] == "IN_PROGRESS"
    moved = official.post(
        f"{path}transfer/",
        {"version": 6, "department_code": "11680-도로과", "reason": "도로과 소관"},
        format="json",
    )
    assert (moved.status_code, moved.json()["line"]["department_code"]) == (200, "11680-도로과"), moved.content
    assert official.get(path).status_code == 404


def test_files_views_exports_and_webhooks_over_the_api(
    city: City, api: Api, make_complaint: ComplaintMaker, tmp_path: Any, settings: Any
) -> None:
    options = settings.STORAGES["attachments"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"attachments": settings.STORAGES["attachments"] | {"OPTIONS": options}}
    complaint = make_complaint(state=State.RECEIVED)
    path, head = f"/api/complaints/{complaint.id}/attachments/", api("head")
    pdf = SimpleUploadedFile("현장.bin", b"%PDF-1.7\n%%EOF\n")
    sent = head.post(path, {"purpose": "AFTER", "file": pdf}, format="multipart")
    assert [line["name"] for line in sent.json()] == ["현장.pdf"], sent.content
    content = head.get(sent.json()[0]["content"])
    assert b"".join(content.streaming_content) == b"%PDF-1.7\n%%EOF\n"  # type: ignore[attr-defined]
    assert api("official_road").get(sent.json()[0]["content"]).status_code == 404
    refused = head.post(path, {"purpose": "AFTER", "file": SimpleUploadedFile("a.pdf", b"MZ")}, format="multipart")
    assert (refused.status_code, refused.json()["reason"]) == (422, "unknown")

    view = {"name": "늦은 것", "filters": {"overdue": ["true"]}, "sharing": "DEPARTMENT", "code": "11680-주차관리과"}
    assert head.post("/api/saved-views/", view, format="json").status_code == 200
    [seen] = api("colleague").get("/api/saved-views/").json()
    assert (seen["name"], seen["mine"]) == ("늦은 것", False)
    assert head.delete(f"/api/saved-views/{seen['id']}/").status_code == 204

    asked = head.post("/api/exports/", {"format": "XLSX", "reason": "보고", "filters": {}}, format="json")
    assert (asked.status_code, asked.json()["state"]) == (202, "QUEUED"), asked.content
    services.write_exports_due(limit=1, clock=timezone.now)
    [export] = head.get("/api/exports/").json()
    assert (export["state"], export["total"]) == ("READY", 1)
    file = head.get(f"/api/exports/{export['id']}/content/")
    assert b"".join(file.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]

    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    hook = {"url": "http://127.0.0.1:9/", "department_code": "11680-주차관리과"}
    made = head.post("/api/webhooks/", hook, format="json")
    assert (made.status_code, len(made.json()["secret"])) == (201, 43), made.content
    assert "secret" not in head.get("/api/webhooks/").json()[0]
    assert head.post("/api/webhooks/", hook | {"url": "http://10.0.0.1/"}, format="json").status_code == 422
    assert head.get("/api/webhook-deliveries/").json() == []
    assert head.delete(f"/api/webhooks/{made.json()['id']}/").status_code == 204


def test_a_line_has_the_fields_that_the_schema_names() -> None:
    assert list(ComplaintLineSerializer().fields) == [field.name for field in dataclasses.fields(ComplaintLine)]
