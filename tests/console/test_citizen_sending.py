"""What the citizen's page sends along: its language, and a key that names one message."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from contacts.models import Contact, Message
from tests.console.conftest import STREETLIGHT

pytestmark = pytest.mark.usefixtures("city")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.mark.parametrize(("asked_for", "language"), [("en", "en"), ("ko", "ko"), ("", "ko")])
def test_a_citizen_is_answered_in_the_language_of_the_page(client: Client, asked_for: str, language: str) -> None:
    client.post("/", {"text": STREETLIGHT, "key": "k1"}, headers={"Accept-Language": asked_for})
    contact = Contact.objects.get()
    assert contact.citizen.language == language
    [queued] = contact.messages.filter(author="AUTOMATIC")
    assert queued.text.isascii() == (language == "en")


def key_in(page: str) -> str:
    found = re.search(r'id="message-key"[^>]* value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_changed_text_with_a_used_key_is_refused_with_a_new_key(client: Client, headers: dict[str, str]) -> None:
    address = client.post("/", {"text": STREETLIGHT, "key": "k1"})["Location"]
    refused = client.post(address, {"text": "하나만 더 적습니다", "key": "k1"}, headers=headers)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "한 번 더 보내 주세요" in page
    assert Message.objects.filter(direction="INBOUND").count() == 1
    client.post(address, {"text": "하나만 더 적습니다", "key": key_in(page)}, headers=headers)
    assert Message.objects.filter(direction="INBOUND").count() == 2
