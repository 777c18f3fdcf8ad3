"""The citizen's pages, as a browser without and with JavaScript uses them."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from contacts import services
from contacts.access import citizen_token
from contacts.models import Contact, Message
from contacts.types import ContactState
from messaging import services as messaging
from tests.console.conftest import STREETLIGHT, chat_in, held_by
from tests.console.html import problems

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


HTMX = {"headers": {"HX-Request": "true"}}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def page_of(contact: Contact) -> str:
    return f"/chat/{citizen_token(contact.pk)}/"


def deliver() -> None:
    while messaging.deliver_due(provider="web", limit=100, clock=timezone.now).claimed:
        pass


def test_the_welcome_page_says_what_to_do_and_whom_to_call(client: Client) -> None:
    page = text_of(client.get("/"))
    assert "무엇을 도와드릴까요?" in page
    assert 'href="tel:112"' in page
    assert 'href="tel:119"' in page
    assert problems(page) == []


def test_a_first_message_opens_a_conversation_that_a_reload_finds_again(client: Client) -> None:
    answer = client.post("/", {"text": STREETLIGHT, "key": "k1"})
    assert answer.status_code == 302
    page = text_of(client.get(answer["Location"]))
    assert STREETLIGHT in page
    assert "상담원이 곧 연결됩니다" in page
    assert "대기 1번째" in page
    assert problems(page) == []
    assert answer["Location"] in text_of(client.get("/"))


def test_pressing_send_twice_stores_one_message(client: Client) -> None:
    first = client.post("/", {"text": STREETLIGHT, "key": "k1"})
    second = client.post("/", {"text": STREETLIGHT, "key": "k1"})
    assert first.status_code == second.status_code == 302
    assert Message.objects.filter(direction="INBOUND").count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00\x00"])
def test_an_empty_message_is_asked_for_again(client: Client, text: str) -> None:
    answer = client.post("/", {"text": text, "key": "k1"})
    assert answer.status_code == 422
    assert "내용을 입력해 주세요." in text_of(answer)
    assert not Contact.objects.exists()


def test_a_message_too_long_comes_back_whole_with_the_reason(client: Client) -> None:
    text = "긴" * 20_000
    answer = client.post("/", {"text": text, "key": "k1"})
    assert answer.status_code == 422
    assert text in text_of(answer)
    assert "5,000자까지" in text_of(answer)


def test_markup_and_emoji_are_shown_as_they_were_written(client: Client) -> None:
    answer = client.post("/", {"text": "<script>alert(1)</script> 😀 강남구 가로등 고장", "key": "k1"}, follow=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀" in text_of(answer)


@pytest.mark.parametrize(
    "place", [{"latitude": "nan", "longitude": "1"}, {"latitude": "37.5"}, {"latitude": "x", "longitude": "y"}]
)
def test_a_location_that_is_none_is_left_out(client: Client, place: dict[str, str]) -> None:
    assert client.post("/", {"text": STREETLIGHT, "key": "k1"} | place).status_code == 302


def test_a_strange_address_says_what_to_do(client: Client) -> None:
    answer = client.get("/chat/nonsense/")
    assert answer.status_code == 404
    assert "새로 문의해 주세요" in text_of(answer)
    assert client.get("/chat/nonsense/thread/").status_code == 404


def test_a_refused_message_keeps_what_was_typed_in_both_ways_of_sending(client: Client) -> None:
    address = page_of(chat_in())
    plain = client.post(address, {"text": "긴" * 6_000, "key": "k2"})
    assert plain.status_code == 422
    assert "긴" * 6_000 in text_of(plain)
    quick = client.post(address, {"text": "긴" * 6_000, "key": "k2"}, **HTMX)
    assert quick.status_code == 422
    assert quick["HX-Retarget"] == "#text-error"
    assert "자까지" in text_of(quick)


def test_sending_from_the_page_returns_the_thread_and_a_new_key(client: Client) -> None:
    address = page_of(chat_in())
    answer = client.post(address, {"text": "역삼역 3번 출구 앞입니다", "key": "k2"}, **HTMX)
    assert answer.status_code == 200
    assert "역삼역 3번 출구 앞입니다" in text_of(answer)
    key = re.search(r'id="message-key" name="key" value="([^"]+)"', text_of(answer))
    assert key is not None
    assert key[1] != "k2"


def test_the_district_question_is_answered_with_one_press(client: Client) -> None:
    contact = chat_in("신사동 골목에 쓰레기가 쌓여 있어요. 치워 주세요")
    assert contact.state == ContactState.ASKING
    page = text_of(client.get(page_of(contact)))
    codes = re.findall(r'name="district" value="(\d+)"', page)
    assert len(codes) >= 2
    assert problems(page) == []
    answer = client.post(f"{page_of(contact)}district/", {"district": codes[0]}, **HTMX)
    assert answer.status_code == 200
    contact.refresh_from_db()
    assert contact.district_id == codes[0]
    assert 'name="district"' not in text_of(answer)


def test_an_automatic_answer_shows_its_source_and_the_way_to_a_person(client: Client) -> None:
    contact = chat_in("여권 재발급은 어떻게 하나요?")
    assert contact.state == ContactState.ANSWERED
    deliver()
    page = text_of(client.get(page_of(contact)))
    assert "출처" in page
    assert "상담원 연결" in page
    answer = client.post(f"{page_of(contact)}agent/")
    assert answer.status_code == 302
    contact.refresh_from_db()
    assert contact.state == ContactState.WAITING


def test_a_message_shown_counts_as_delivered(client: Client) -> None:
    contact = chat_in()
    deliver()
    assert Message.objects.get(contact=contact, direction="OUTBOUND").outbound.state == "SENT"  # type: ignore[union-attr]
    client.get(page_of(contact))
    assert Message.objects.get(contact=contact, direction="OUTBOUND").outbound.state == "DELIVERED"  # type: ignore[union-attr]


def test_null_bytes_in_any_field_break_nothing(client: Client) -> None:
    odd = {"text": f"{STREETLIGHT}\x00", "key": "k\x001", "latitude": "\x00", "longitude": "\x00"}
    assert client.post("/", odd).status_code == 302
    contact = Contact.objects.get()
    assert client.post(f"{page_of(contact)}district/", {"district": "1\x001680"}).status_code in (302, 409)
    assert client.post(page_of(contact), odd | {"key": "k\x002"}).status_code == 302
    assert Message.objects.filter(contact=contact, direction="INBOUND").count() == 2


def test_new_conversations_are_limited_by_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.throttle.NEW_CHATS_OF_ADDRESS", 1)
    assert client.post("/", {"text": STREETLIGHT, "key": "k1"}, REMOTE_ADDR="203.0.113.7").status_code == 302
    answer = client.post("/", {"text": STREETLIGHT, "key": "k2"}, REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 422
    assert STREETLIGHT in text_of(answer)
    assert "잠시 뒤에" in text_of(answer)
    assert client.post("/", {"text": STREETLIGHT, "key": "k3"}, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_messages_and_presses_of_one_conversation_are_limited(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.throttle.MESSAGES_OF_CONTACT", 1)
    one, other = (page_of(chat_in()) for _ in range(2))
    assert client.post(one, {"text": "역삼역 앞", "key": "k1"}).status_code == 302
    assert client.post(one, {"text": "역삼역 앞", "key": "k2"}, **HTMX)["HX-Retarget"] == "#text-error"
    assert client.post(f"{one}agent/").status_code == 422
    assert client.get(one).status_code == 200
    assert client.post(other, {"text": "역삼역 앞", "key": "k3"}).status_code == 302


def test_a_long_conversation_costs_no_more_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    contact = chat_in()
    Message.objects.bulk_create(
        Message(
            contact=contact,
            sequence=100 + number,
            direction="INBOUND",
            author="CITIZEN",
            text="네",
            created_at=timezone.now(),
        )
        for number in range(200)
    )
    with django_assert_max_num_queries(8):
        client.get(f"{page_of(contact)}thread/")


@pytest.mark.parametrize("options", [HTMX, {}])
def test_writing_into_a_closed_conversation_opens_the_next_one(client: Client, agent: User, options: Any) -> None:
    contact = held_by(agent, chat_in())
    services.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=timezone.now())
    answer = client.post(page_of(contact), {"text": "하나 더 여쭤볼게요. 가로등이 또 꺼졌어요", "key": "k9"}, **options)
    address = answer["HX-Redirect"] if options else answer["Location"]
    assert address != page_of(contact)
    assert "하나 더 여쭤볼게요" in text_of(client.get(address))
    assert address in text_of(client.get("/"))
