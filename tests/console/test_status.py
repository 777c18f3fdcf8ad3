"""The public page of a complaint, by its link and by its number."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from complaints import services
from complaints.access import LinkInvalid, status_token
from complaints.models import Complaint
from contacts.models import Contact
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.contacts.conftest import GANGNAM


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    cache.clear()


def registered(contact: Contact, agent: User, *, days_ago: int = 0) -> Complaint:
    return services.register(
        contact_id=contact.pk,
        citizen_id=contact.citizen_id,
        channel=contact.channel,
        kind="SIMPLE",
        title="가로등 고장",
        body="가로등이 꺼져 있습니다.",
        place="역삼역 3번 출구",
        latitude=None,
        longitude=None,
        district_code=GANGNAM,
        topic_code="streetlight",
        department_code=ROADS,
        user=agent,
        request_key=uuid4().hex,
        now=timezone.now() - timedelta(days=days_ago),
    )


@pytest.fixture
def complaint(agent: User) -> Complaint:
    return registered(held_by(agent, text_in(number="010-1234-5678")), agent)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_link_shows_progress_and_due_date_but_not_the_text(client: Client, complaint: Complaint) -> None:
    page = text_of(client.get(f"/status/{status_token(complaint)}/"))
    assert complaint.number in page
    assert "도로관리과" in page
    assert "처리기한" in page
    assert "가로등이 꺼져 있습니다" not in page
    assert "010-1234-5678" not in page
    assert problems(page) == []


def test_an_overdue_complaint_is_called_so(client: Client, agent: User) -> None:
    complaint = registered(held_by(agent, text_in()), agent, days_ago=30)
    assert "기한 지남" in text_of(client.get(f"/status/{status_token(complaint)}/"))


def test_a_wrong_link_says_what_to_do(client: Client) -> None:
    answer = client.get("/status/nonsense/")
    assert answer.status_code == 404
    assert str(LinkInvalid.message) in text_of(answer)


def test_number_and_telephone_lead_to_the_page(client: Client, complaint: Complaint) -> None:
    page = client.get("/status/")
    assert problems(text_of(page)) == []
    answer = client.post("/status/", {"number": complaint.number, "digits": "5678"})
    assert answer.status_code == 302
    assert complaint.number in text_of(client.get(answer["Location"]))


@pytest.mark.parametrize("digits", ["1234", "", "567", "٥٦٧٨"])
def test_wrong_digits_and_unknown_numbers_get_the_same_answer(
    client: Client, complaint: Complaint, digits: str
) -> None:
    wrong = client.post("/status/", {"number": complaint.number, "digits": digits})
    unknown = client.post("/status/", {"number": "2026-999999-9", "digits": digits})
    assert wrong.status_code == unknown.status_code == 422
    assert "맞는 민원이 없습니다" in text_of(wrong)
    assert "맞는 민원이 없습니다" in text_of(unknown)
    assert complaint.number in text_of(wrong)


def test_guessing_ends_after_ten_tries(client: Client, complaint: Complaint) -> None:
    for guess in range(10):
        client.post("/status/", {"number": complaint.number, "digits": f"{guess:04}"})
    answer = client.post("/status/", {"number": complaint.number, "digits": "5678"})
    assert answer.status_code == 422
    assert "15분 뒤에" in text_of(answer)


def test_one_number_is_one_however_it_is_written(client: Client, complaint: Complaint) -> None:
    plain = complaint.number.replace("-", "")
    ways = [complaint.number, plain, f" {complaint.number} ", complaint.number.replace("-", "−"), f"{plain} "]
    for guess in range(10):
        address = f"203.0.113.{guess}"
        client.post("/status/", {"number": ways[guess % 5], "digits": f"{guess:04}"}, REMOTE_ADDR=address)
    answer = client.post("/status/", {"number": complaint.number, "digits": "5678"}, REMOTE_ADDR="198.51.100.1")
    assert "15분 뒤에" in text_of(answer)


def test_wrong_tries_of_one_do_not_lock_out_the_others_behind_the_same_address(
    client: Client, complaint: Complaint
) -> None:
    for guess in range(99):
        client.post("/status/", {"number": f"2026-{guess:06}-0", "digits": "0000"})
    for _ in range(3):
        assert client.post("/status/", {"number": complaint.number, "digits": "5678"}).status_code == 302
    client.post("/status/", {"number": "없음", "digits": "0000"})
    answer = client.post("/status/", {"number": complaint.number, "digits": "5678"})
    assert "15분 뒤에" in text_of(answer)


def test_while_nothing_can_be_counted_nothing_is_looked_up(
    client: Client, complaint: Complaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise redis.ConnectionError("away")

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.add", away)
    answer = client.post("/status/", {"number": complaint.number, "digits": "5678"})
    assert answer.status_code == 422
    assert "문자로 받은 링크" in text_of(answer)


@pytest.mark.parametrize("field", ["number", "digits"])
def test_null_bytes_find_nothing(client: Client, complaint: Complaint, field: str) -> None:
    sent = {"number": complaint.number, "digits": "5678"}
    assert client.post("/status/", sent | {field: sent[field] + "\x00"}).status_code == 422


def test_the_conversation_leads_to_its_complaints(client: Client, agent: User) -> None:
    client.post("/", {"text": "강남구 역삼동 가로등이 꺼졌어요. 고쳐 주세요.", "key": "k"})
    contact = held_by(agent, Contact.objects.get())
    complaint = registered(contact, agent)
    address = client.cookies["conversation"].value
    page = text_of(client.get(f"/chat/{address}/"))
    assert complaint.number in page
    assert f"/status/{status_token(complaint)}/".split(".")[0] in page
