"""What a citizen does on the page of their own complaint, once they have shown that it is theirs."""

import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from accounts.types import Role
from complaints import services
from complaints.access import status_token
from complaints.models import Attachment, Complaint, Satisfaction
from complaints.types import State
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.console.test_status import registered, text_of
from tests.contacts.conftest import GANGNAM, make_user


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    cache.clear()


@pytest.fixture
def complaint(agent: User) -> Complaint:
    return registered(held_by(agent, text_in(number="010-1234-5678")), agent)


@pytest.fixture
def official() -> User:
    return make_user(Role.OFFICIAL, name="박도로", scopes=[(GANGNAM, ROADS)])


@pytest.fixture
def address(complaint: Complaint) -> str:
    return f"/status/{status_token(complaint)}/"


@pytest.fixture
def citizen(client: Client, address: str) -> Client:
    """The browser of the citizen, who has shown the last digits of their telephone."""
    assert client.post(f"{address}check/", {"digits": "5678"}).status_code == 302
    return client


def taken(complaint: Complaint, official: User) -> Complaint:
    services.hand_over_due(limit=10, now=timezone.now())
    complaint.refresh_from_db()
    version = complaint.version
    return services.receive(complaint_id=complaint.pk, user=official, version=version, now=timezone.now())


def asked_to_supplement(complaint: Complaint, official: User) -> Complaint:
    complaint = taken(complaint, official)
    return services.request_supplement(
        complaint_id=complaint.pk,
        user=official,
        version=complaint.version,
        supplement_request="전봇대 번호가 보이는 사진",
        days=7,
        now=timezone.now(),
    )


def completed(complaint: Complaint, official: User) -> Complaint:
    complaint = taken(complaint, official)
    return services.complete(
        complaint_id=complaint.pk,
        user=official,
        version=complaint.version,
        result="등을 바꾸었습니다.",
        closing_reason="RESOLVED",
        now=timezone.now(),
    )


def photo(name: str = "pole.jpg") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue())


def test_the_link_alone_shows_neither_the_text_nor_what_is_asked(
    client: Client, complaint: Complaint, address: str, official: User
) -> None:
    asked_to_supplement(complaint, official)
    shown = text_of(client.get(address))
    assert problems(shown) == []
    assert "보완 필요" in shown
    for words in ("가로등이 꺼져 있습니다.", "전봇대 번호", "역삼역 3번"):
        assert words not in shown
    for action in ("supplement", "withdraw", "reopen", "rate", "more-time"):
        client.post(f"{address}do/{action}/", {"text": "남의 글", "points": "1"})
    complaint.refresh_from_db()
    assert complaint.state == State.SUPPLEMENT_REQUESTED


def test_wrong_digits_show_nothing_and_right_ones_everything(
    client: Client, complaint: Complaint, address: str
) -> None:
    wrong = client.post(f"{address}check/", {"digits": "0000"})
    assert wrong.status_code == 422
    assert "다릅니다" in text_of(wrong)
    assert "가로등이 꺼져 있습니다." not in text_of(wrong)
    client.post(f"{address}check/", {"digits": "5678"})
    shown = text_of(client.get(address))
    assert problems(shown) == []
    assert "가로등이 꺼져 있습니다." in shown


def test_who_looked_up_number_and_digits_is_not_asked_again(client: Client, complaint: Complaint, address: str) -> None:
    answer = client.post("/status/", {"number": complaint.number, "digits": "5678"})
    assert "가로등이 꺼져 있습니다." in text_of(client.get(answer["Location"]))


def test_a_supplement_with_a_photo_lets_the_clock_run_on(
    citizen: Client, complaint: Complaint, address: str, official: User
) -> None:
    asked_to_supplement(complaint, official)
    assert "전봇대 번호가 보이는 사진" in text_of(citizen.get(f"{address}own/"))
    assert citizen.post(f"{address}do/more-time/").status_code == 302
    sent: dict[str, Any] = {"text": "3호 전봇대입니다.", "files": photo()}
    answer = citizen.post(f"{address}do/supplement/", sent)
    assert "담당자에게 전달했습니다" in text_of(citizen.get(answer["Location"]))
    complaint.refresh_from_db()
    assert complaint.state == State.IN_PROGRESS
    assert complaint.supplement_extensions == 1
    assert Attachment.objects.get(complaint=complaint).purpose == "SUPPLEMENT"


def test_a_refused_supplement_keeps_what_was_typed(
    citizen: Client, complaint: Complaint, address: str, official: User
) -> None:
    asked_to_supplement(complaint, official)
    bad = SimpleUploadedFile("photo.jpg", b"MZ this is a program")
    answer = citizen.post(f"{address}do/supplement/", {"text": "오래 쓴 설명", "files": bad})
    assert answer.status_code in (400, 422)
    assert "오래 쓴 설명" in text_of(answer)
    assert problems(text_of(answer)) == []
    complaint.refresh_from_db()
    assert complaint.state == State.SUPPLEMENT_REQUESTED


def test_an_answer_is_rated_once(citizen: Client, complaint: Complaint, address: str, official: User) -> None:
    completed(complaint, official)
    assert citizen.post(f"{address}do/rate/", {"points": "9", "reason": "빨라요"}).status_code == 400
    page = text_of(citizen.get(citizen.post(f"{address}do/rate/", {"points": "5", "reason": "빨라요"})["Location"]))
    assert "고맙습니다" in page
    fetches = re.search(r'id="own"[^>]* hx-get="([^"]+)"', page)
    assert fetches
    assert "고맙습니다" in text_of(citizen.get(fetches[1])), "what the page fetches itself anew thanks, too"
    assert citizen.post(f"{address}do/rate/", {"points": "1", "reason": ""}).status_code == 409
    given = Satisfaction.objects.get(complaint=complaint)
    assert (given.points, given.reason) == (5, "빨라요")


def test_reopening_leads_back_to_the_officer_once(
    citizen: Client, complaint: Complaint, address: str, official: User
) -> None:
    completed(complaint, official)
    empty = citizen.post(f"{address}do/reopen/", {"text": " "})
    assert empty.status_code == 400
    assert problems(text_of(empty)) == []
    assert citizen.post(f"{address}do/reopen/", {"text": "아직 어둡습니다."}).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.state, complaint.official) == (State.REOPENED, official)
    services.receive(complaint_id=complaint.pk, user=official, version=complaint.version, now=timezone.now())
    complaint.refresh_from_db()
    services.complete(
        complaint_id=complaint.pk,
        user=official,
        version=complaint.version,
        result="밝기를 높였습니다.",
        closing_reason="RESOLVED",
        now=timezone.now(),
    )
    shown = text_of(citizen.get(address))
    assert 'id="reopen-text"' not in shown
    assert "처리 결과에 만족하시나요?" in shown


def test_a_complaint_is_withdrawn_by_its_citizen(citizen: Client, complaint: Complaint, address: str) -> None:
    assert citizen.post(f"{address}do/withdraw/", {"reason": "고쳐졌어요"}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.state == State.WITHDRAWN
    assert "취하" in text_of(citizen.get(address))
