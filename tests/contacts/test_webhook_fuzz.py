"""Whatever is posted at the providers' doors is taken or refused as documented, and what is refused is counted.

What the requests look like comes from `docs/webhooks.yaml`: half of them as documented, half of them not, and half of
each with what proves that they come from the provider.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
import schemathesis
import yaml
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from contactcenter.testing import ROOT
from contacts.models import InboundRequest
from messaging import selectors as outbox
from messaging.services import signed_headers

pytestmark = pytest.mark.django_db

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "docs/webhooks.yaml").read_text(encoding="utf-8"))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
PATH, SECRET = "a-path-nobody-guesses", "a secret nobody guesses"
LARGEST = 1024 * 1024
TAKEN = {200, 204, 404, 422}  # 404: a receipt of what we never sent; 422: a text without words
STRANGERS = {401, 403, 404}


@pytest.fixture(autouse=True)
def secrets(settings: Settings) -> None:
    settings.KAKAO_WEBHOOK_PATH, settings.KAKAO_SKILL_HEADER, settings.KAKAO_WEBHOOK_SOURCES = PATH, SECRET, []
    settings.SMS_GATEWAY_SECRET = settings.BIZGO_WEBHOOK_SECRET = SECRET
    settings.SOLAPI_WEBHOOK_SECRET = settings.NHN_WEBHOOK_SECRET = SECRET


def proof(path: str, body: bytes) -> dict[str, str]:
    """The headers by which a door knows its provider."""
    if "/sms/" in path:
        return signed_headers(secret=SECRET, body=body, now=timezone.now())
    timestamp = str(int(timezone.now().timestamp()))
    signature = base64.b64encode(hmac.new(SECRET.encode(), timestamp.encode(), hashlib.sha256).digest()).decode()
    return {
        "X-IB-Timestamp": timestamp,
        "X-IB-Signature": signature,
        "X-Solapi-Secret": SECRET,
        "X-Toast-Webhook-Signature": SECRET,
        "X-Skill-Key": SECRET,
    }


def written(body: Any) -> bytes:
    """What goes over the line: JSON, or bytes that are none; nothing at all is half an object."""
    if isinstance(body, NotSet):
        return b"{"
    return body if isinstance(body, bytes) else json.dumps(body, default=repr).encode()


def post(path: str, body: bytes, headers: dict[str, str]) -> int:
    """Post, see that a refusal is counted, and return the status."""
    before = counted()
    response = Client().post(path, data=body, content_type="application/json", headers=headers)
    if response.status_code >= 400 and is_a_door(path):
        assert counted() == before + 1, response.content
    return response.status_code


def counted() -> int:
    return sum(line.count for line in outbox.refusals_of_day(now=timezone.now()))


def is_a_door(path: str) -> bool:
    try:
        return "/webhooks/" in path and bool(resolve(path))
    except Resolver404:
        return False


@pytest.mark.parametrize("path", [path for path in DOCUMENT["paths"] if not path.endswith("/skill")])
def test_whatever_is_posted_is_answered_as_documented(path: str) -> None:
    """The bot's answers need a city: see tests/console/test_skill.py."""
    operation = SCHEMA[path]["POST"]
    right, wrong = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)
    documented = {int(status) for status in DOCUMENT["paths"][path]["post"]["responses"]}
    seen = set()

    @hypothesis_settings(
        max_examples=30,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data(), is_right=st.booleans(), is_theirs=st.booleans())
    def fuzz(data: st.DataObject, is_right: bool, is_theirs: bool) -> None:
        case = data.draw(right if is_right else wrong)
        body = written(case.body)
        if is_theirs and "secret" in case.path_parameters:
            case.path_parameters["secret"] = PATH
        status = post(case.formatted_path, body, proof(path, body) if is_theirs else {})
        assert status in documented, (status, body)
        if is_right:
            assert status in (TAKEN if is_theirs else STRANGERS), (status, body)
        seen.add(status)

    fuzz()
    assert seen & TAKEN
    assert seen & STRANGERS


@pytest.mark.parametrize("path", list(DOCUMENT["paths"]))
def test_what_is_too_large_is_not_even_read(path: str) -> None:
    body = b'{"id": "' + b"a" * LARGEST + b'"}'
    address = path.format(secret=PATH, kind="message")
    assert post(address, body, proof(path, body)) == 413


def test_a_request_that_is_replayed_is_written_down_once_and_not_at_all_when_it_is_old() -> None:
    text = {
        "id": "replayed",
        "from": "01012345678",
        "to": "02120",
        "text": "가로등",
        "occurred_at": "2026-11-23T10:00:00Z",
    }
    body = json.dumps(text).encode()
    headers = proof("/webhooks/sms/messages", body)
    assert [post("/webhooks/sms/messages", body, headers) for _ in range(2)] == [200, 200]
    assert InboundRequest.objects.filter(key="replayed").count() == 1
    old = headers | {"X-Gateway-Timestamp": str(int(headers["X-Gateway-Timestamp"]) - 301)}
    assert post("/webhooks/sms/messages", body, old) == 401
    assert post("/webhooks/sms/messages", body + b" ", headers) == 401
