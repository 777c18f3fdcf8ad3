"""GeoReport v2: services, requests, tokens, in JSON and XML; nothing personal without a key."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.models import AccessRecord
from complaints.models import Complaint
from complaints.types import State
from contacts.models import CitizenIdentity
from districts.models import Responsibility
from tests.complaints.conftest import MONDAY, City, ComplaintMaker

BASE = "/open311/v2"


@pytest.fixture
def key(city: City) -> Callable[[str], str]:
    return lambda name: Token.objects.create(user=city.users[name]).key


def ask(client: Client, path: str, **values: str) -> Any:
    answer = client.get(f"{BASE}/{path}", values)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_services_and_their_definition(city: City, client: Client) -> None:
    services = ask(client, "services.json", jurisdiction_id="seoul")
    assert [service["service_code"] for service in services] == ["parking_enf", "pothole"]
    assert services[0] | {"keywords": ""} == {
        "service_code": "parking_enf",
        "service_name": "불법주정차",
        "description": "불법주정차",
        "metadata": True,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }
    definition = ask(client, "services/pothole.json")
    assert definition["attributes"][0]["values"][0] == {"key": "SIMPLE", "name": "기타민원"}
    tree = ElementTree.fromstring(client.get(f"{BASE}/services/pothole.xml").content)
    assert tree.tag == "service_definition"
    assert tree.findtext("attributes/attribute/values/value/key") == "SIMPLE"
    assert client.get(f"{BASE}/services/none.json").json() == [{"code": 404, "description": "service_code"}]
    assert client.get(f"{BASE}/services.json", {"jurisdiction_id": "busan"}).status_code == 404


def test_without_a_key_there_is_nothing_and_where_public_nothing_personal(
    city: City, client: Client, make_complaint: ComplaintMaker, settings: Any
) -> None:
    complaint = make_complaint(title="홍길동의 집 앞", latitude=37.51234, longitude=127.04321)
    make_complaint(kind="GRIEVANCE")
    answer = client.get(f"{BASE}/requests.xml")
    assert (answer.status_code, ElementTree.fromstring(answer.content).findtext("error/code")) == (403, "403")
    settings.OPEN311_PUBLIC = True
    [request] = ask(client, "requests.json", start_date="2026-11-01T00:00:00Z")
    assert request["service_request_id"] == complaint.number
    assert (request["lat"], request["long"], request["address"]) == (37.512, 127.043, "")
    assert "홍길동" not in str(request)
    assert complaint.body not in str(request)


def test_a_connected_system_reads_its_own_complaints(
    city: City, client: Client, make_complaint: ComplaintMaker, key: Callable[[str], str]
) -> None:
    road = {"topic_code": "pothole", "department_code": "11680-도로과"}
    make_complaint()
    opened = make_complaint(**road)
    closed = make_complaint(**road, state=State.COMPLETED, now=MONDAY - timedelta(days=10))
    api_key = key("integration")

    def found(**values: str) -> set[str]:
        rows = ask(client, "requests.json", api_key=api_key, **values)
        return {row["service_request_id"] for row in rows}

    everything = {opened.number, closed.number}
    since = {"start_date": "2026-01-01T00:00:00Z"}
    assert found(**since) == everything
    assert found(**since, status="open") == {opened.number}
    assert found(**since, status="closed,open", service_code="pothole") == everything
    assert found(**since, service_code="parking_enf") == set()
    assert found(updated_after=(MONDAY - timedelta(days=1)).isoformat()) == {opened.number}
    assert found(**since, updated_before=(MONDAY - timedelta(days=1)).isoformat()) == {closed.number}
    assert found(start_date=(MONDAY - timedelta(days=11)).isoformat(), end_date="2026-11-20T00:00:00+09:00") == {
        closed.number
    }
    assert found(service_request_id=f"{opened.number},{closed.number}", status="open") == everything
    assert found(**since, page_size="1", page="2") == {opened.number}  # the one that came first
    assert found(**since, jurisdiction_id="11380") == set()
    [row] = ask(client, f"requests/{closed.number}.json", api_key=api_key)
    assert (row["status"], row["status_notes"]) == ("closed", "처리 완료: 조치 완료")
    assert row["description"].endswith(closed.body)
    assert row["requested_datetime"] == "2026-11-13T10:00:00+09:00"
    tree = ElementTree.fromstring(client.get(f"{BASE}/requests/{closed.number}.xml", {"api_key": api_key}).content)
    assert tree.findtext("request/service_request_id") == closed.number
    assert AccessRecord.objects.filter(action="SEARCH", target__startswith="open311:").exists()


@pytest.mark.parametrize(
    "values",
    [{"status": "done"}, {"start_date": "yesterday"}, {"start_date": "2026-11-01T00:00:00"}, {"page": "0"}],
)
def test_what_cannot_be_read_is_said(city: City, client: Client, values: dict[str, str]) -> None:
    answer = client.get(f"{BASE}/requests.json", values)
    assert answer.status_code == 400
    assert answer.json()[0]["code"] == 400


def test_posting_a_request(city: City, client: Client, key: Callable[[str], str]) -> None:
    posted = {
        "service_code": "pothole",
        "jurisdiction_id": "11680",
        "lat": "37.5",
        "long": "127.03",
        "address_string": "학동로 426",
        "description": "차도가 패여 차가 튑니다.\n빨리 고쳐 주세요. 900101-1234567",
        "phone": "010-1234-5678",
        "first_name": "길동",
        "email": "hong@example.org",
    }
    assert client.post(f"{BASE}/requests.json", posted).status_code == 403
    assert client.post(f"{BASE}/requests.json", posted | {"api_key": "wrong"}).status_code == 403
    official = client.post(f"{BASE}/requests.json", posted | {"api_key": key("auditor_11380")})
    assert official.status_code == 403
    Responsibility.objects.create(
        district_id="11680",
        topic_id="pothole",
        department_id="11680-도로과",
        wording="도로 보수",
        review="REVIEWED",
    )
    api_key = key("integration")
    answers = [client.post(f"{BASE}/requests.json", posted | {"api_key": api_key}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    filed = Complaint.objects.get()  # sent twice, filed once
    assert answers[1].json()[0]["service_request_id"] == filed.number
    assert (filed.state, filed.kind, filed.title) == (State.FILED, "SIMPLE", "차도가 패여 차가 튑니다.")
    assert "1234567" not in filed.body
    assert CitizenIdentity.objects.get(citizen=filed.citizen_id).value == "+821012345678"
    token = ask(client, f"tokens/{filed.request_key}.json")
    assert token == [{"service_request_id": filed.number, "token": filed.request_key}]
    assert client.get(f"{BASE}/tokens/none.json").status_code == 404


def test_a_request_that_cannot_be_taken_says_why(city: City, client: Client, key: Callable[[str], str]) -> None:
    posted = {"service_code": "none", "description": " ", "phone": "1", "attribute[kind]": "STATUTORY"}
    answer = client.post(f"{BASE}/requests.json", posted | {"api_key": key("integration"), "jurisdiction_id": "11380"})
    assert answer.status_code == 400
    named = {error["description"].split(":")[0] for error in answer.json()}
    assert named == {"service_code", "description", "phone", "attribute[kind]", "jurisdiction_id"}
