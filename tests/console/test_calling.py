"""A citizen who waits on the web asks to be called instead."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.access import citizen_token
from contacts.models import CallBack
from messaging.models import OutboundMessage
from tests.console.html import problems
from tests.contacts.conftest import chat_in

pytestmark = pytest.mark.usefixtures("city")

NUMBER = "010-7777-8888"


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def test_a_number_is_proved_and_then_called() -> None:
    chat = chat_in("강남구 역삼동에 불법주차가 많아요", now=timezone.now())
    citizen, path = Client(), f"/chat/{citizen_token(chat.pk)}/call/"
    assert path in citizen.get(f"/chat/{citizen_token(chat.pk)}/").content.decode()
    assert problems(citizen.get(path).content.decode()) == []
    refused = citizen.post(path, {"step": "code", "number": "02-120"})
    assert refused.status_code == 422
    assert 'value="02-120"' in refused.content.decode()
    page = citizen.post(path, {"step": "code", "number": NUMBER})
    assert problems(page.content.decode()) == []
    wrong = citizen.post(path, {"step": "call", "number": NUMBER, "digits": "12"})
    assert wrong.status_code == 422
    assert NUMBER in wrong.content.decode()
    sent = re.search(r"\d{6}", OutboundMessage.objects.order_by("-sequence")[0].text)
    assert sent
    promised = citizen.post(path, {"step": "call", "number": NUMBER, "digits": sent[0]}, follow=True)
    assert "상담이 끝났습니다." in text_of(promised)
    assert OutboundMessage.objects.filter(text__contains="전화드리겠습니다").count() == 2, "on the page and by SMS"
    assert CallBack.objects.get().contact.address == "+821077778888"


def test_nobody_floods_a_telephone_with_codes() -> None:
    chat = chat_in("강남구 역삼동에 불법주차가 많아요", now=timezone.now())
    path = f"/chat/{citizen_token(chat.pk)}/call/"
    answers = [Client().post(path, {"step": "code", "number": NUMBER}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [422]
