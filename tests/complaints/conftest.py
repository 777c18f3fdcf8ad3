import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.crypto import keyed_hash
from accounts.models import User
from accounts.services import create_user
from accounts.types import Role
from complaints import services
from complaints.models import Complaint
from complaints.types import ClosingReason, Kind, State
from contacts.models import Citizen, Contact
from districts.models import Department, District, OfficeHours, Topic

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Seoul


@pytest.fixture(autouse=True)
def _wordings_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process asks for the city's wordings and senders once in ten seconds: not in the statements a test counts."""
    monkeypatch.setattr("complaints.notices.FOLLOWED_WITHIN_SECONDS", 10**10)
    monkeypatch.setattr("messaging.selectors.senders.FOLLOWED_WITHIN_SECONDS", 10**10)


@dataclass
class City:
    """Two districts with two departments each, and somebody in every role."""

    districts: dict[str, District] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """A fresh object, without the scopes cached on it."""
        return User.objects.get(pk=self.users[name].pk)


DISTRICTS = {"11680": ("강남구", "Gangnam-gu"), "11380": ("은평구", "Eunpyeong-gu")}
DEPARTMENTS = ("주차관리과", "도로과")
TOPICS = {
    "parking_enf": ("불법주정차", "Illegal parking", "주차관리과"),
    "pothole": ("도로 파손", "Road damage", "도로과"),
}


@pytest.fixture
def city(db: None) -> City:
    city = City()
    for code, (name, name_en) in DISTRICTS.items():
        city.districts[code] = District.objects.create(
            code=code,
            name=name,
            name_en=name_en,
            office_address="학동로 426",
            zip="06090",
            main_phone="+8223423" + code[1:],
            latitude=37.5,
            longitude=127.0,
            source="시험",
        )
        OfficeHours.objects.create(
            district=city.districts[code], opens="09:00", closes="18:00", lunch_starts="12:00", lunch_ends="13:00"
        )
        for department in DEPARTMENTS:
            city.departments[f"{code}-{department}"] = Department.objects.create(
                code=f"{code}-{department}", name=department, district=city.districts[code]
            )
    for code, (name, name_en, _department) in TOPICS.items():
        city.topics[code] = Topic.objects.create(
            code=code,
            name=name,
            name_en=name_en,
            description=name,
            complaint_kind=Kind.SIMPLE,
            handling="LONG",
            level="DISTRICT",
            synonyms=[name],
        )
    people: dict[str, tuple[Role, list[tuple[str, str]]]] = {
        "agent": (Role.AGENT, [("", "")]),
        "agent_11680": (Role.AGENT, [("11680", "")]),
        "supervisor_11680": (Role.SUPERVISOR, [("11680", "")]),
        "official": (Role.OFFICIAL, [("11680", "11680-주차관리과")]),
        "colleague": (Role.OFFICIAL, [("11680", "11680-주차관리과")]),
        "official_road": (Role.OFFICIAL, [("11680", "11680-도로과")]),
        "head": (Role.HEAD, [("11680", "11680-주차관리과")]),
        "auditor_11380": (Role.AUDITOR, [("11380", "")]),
        "integration": (Role.INTEGRATION, [("11680", "11680-도로과")]),
        "admin": (Role.ADMIN, []),
        "nobody": (Role.OFFICIAL, []),
    }
    for username, (role, scopes) in people.items():
        city.users[username] = create_user(
            username=username, password="correct horse", role=role, display_name=f"{username} 님", scopes=scopes
        )
    return city


NOT_COUNTED = (
    "SAVEPOINT",
    'FROM "messaging_templateapproval"',
    'FROM "contacts_citizenidentity"',
)
"""Besides savepoints, how messaging finds the way to a citizen: its own tests hold that."""


def without_savepoints(queries: CaptureQueriesContext) -> list[str]:
    """The statements that do something, for counting."""
    return [query["sql"] for query in queries if not any(part in query["sql"] for part in NOT_COUNTED)]


def together(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same instant, each on a connection of its own; return results and errors."""
    results: list[object] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], object]) -> None:
        barrier.wait(timeout=30)
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


ContactMaker = Callable[..., Contact]
ComplaintMaker = Callable[..., Complaint]


@pytest.fixture
def make_contact(city: City) -> ContactMaker:
    made = iter(range(1, 1000))

    def make(*, channel: str = "SMS", language: str = "ko", district: str = "11680") -> Contact:
        citizen = Citizen.objects.create(created_at=MONDAY, language=language)
        contact = Contact(
            citizen=citizen,
            channel=channel,
            state="OPEN",
            district_id=district,
            opened_at=MONDAY,
            last_citizen_message_at=MONDAY,
        )
        contact.address = str(contact.id) if channel == "WEB" else f"+821012340{next(made):03d}"
        contact.address_hash = keyed_hash(contact.address)
        contact.save()
        return contact

    return make


@pytest.fixture
def registration(city: City, make_contact: ContactMaker) -> Callable[..., dict[str, Any]]:
    made = iter(range(1, 100_000))

    def arguments(**changes: Any) -> dict[str, Any]:
        contact = changes.pop("contact", None) or make_contact(district=changes.get("district_code", "11680"))
        defaults = {
            "contact_id": contact.id,
            "citizen_id": contact.citizen_id,
            "channel": contact.channel,
            "kind": Kind.SIMPLE,
            "title": "학동로 불법주차",
            "body": "매일 밤 가게 앞에 차가 서 있습니다.",
            "place": "학동로 426",
            "latitude": 37.5,
            "longitude": 127.0,
            "district_code": "11680",
            "topic_code": "parking_enf",
            "department_code": "11680-주차관리과",
            "user": city.users["agent"],
            "request_key": f"key-{next(made)}",
            "now": MONDAY,
        }
        return defaults | changes

    return arguments


@pytest.fixture
def make_complaint(city: City, registration: Callable[..., dict[str, Any]]) -> ComplaintMaker:
    """Register a complaint and take it as far as `state`."""

    def make(*, state: State = State.ACCEPTED, **changes: Any) -> Complaint:
        arguments = registration(**changes)
        now = arguments["now"]
        complaint = services.register(**arguments)
        if state == State.ACCEPTED:
            return complaint
        services.hand_over_due(limit=100, now=now)
        complaint = Complaint.objects.get(pk=complaint.pk)
        official = city.user("official_road" if complaint.department_id.endswith("도로과") else "official")
        if state in (State.RECEIVED, State.IN_PROGRESS, State.COMPLETED):
            complaint = services.receive(complaint_id=complaint.id, user=official, version=complaint.version, now=now)
        if state in (State.IN_PROGRESS, State.COMPLETED):
            complaint = services.plan(
                complaint_id=complaint.id,
                user=official,
                version=complaint.version,
                plan="현장을 확인하고 단속하겠습니다.",
                planned_for=now.astimezone(SEOUL).date(),
                now=now,
            )
        if state == State.COMPLETED:
            complaint = services.complete(
                complaint_id=complaint.id,
                user=official,
                version=complaint.version,
                result="현장에서 2대를 단속했습니다.",
                closing_reason=ClosingReason.RESOLVED,
                now=now,
            )
        return complaint

    return make
