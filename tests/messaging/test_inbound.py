"""What the gateway hands over: signed, recent, and as documented."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from messaging import services
from messaging.types import Channel, InboundMessage
from tests.messaging.conftest import NOW

INBOUND = {
    "id": "mo-1",
    "from": "01012345678",
    "to": "02120",
    "text": "연신내역 앞 불법주정차 신고합니다",
    "occurred_at": "2026-11-23T10:00:00+09:00",
}


def take(content: Any, *, signed_at: datetime = NOW, secret: str = "") -> InboundMessage:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = services.signed_headers(secret=secret or settings.SMS_GATEWAY_SECRET, body=body, now=signed_at)
    return services.verify_inbound(provider="gateway", headers=headers, body=body, now=NOW)


def test_a_message_is_read() -> None:
    assert take(INBOUND) == InboundMessage(
        provider="gateway",
        provider_message_id="mo-1",
        channel=Channel.SMS,
        sender="+821012345678",
        recipient="02120",
        text="연신내역 앞 불법주정차 신고합니다",
        occurred_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    )


def test_the_text_is_as_the_citizen_wrote_it() -> None:
    for text in ("😀", "가\x00나", "\ud800", "가" * 20_000, ""):
        assert take(INBOUND | {"text": text}).text == text


@pytest.mark.parametrize("sender", ["", "unknown", "120", "발신번호 표시제한"])
def test_a_withheld_or_odd_sender_loses_no_text(sender: str) -> None:
    assert take(INBOUND | {"from": sender}).sender == sender
    assert take(INBOUND | {"from": None}).sender == ""


def test_a_wrong_signature() -> None:
    with pytest.raises(services.SignatureInvalid) as refused:
        take(INBOUND, secret="somebody else's secret")
    assert refused.value.status == 401
    body = json.dumps(INBOUND).encode()
    headers = services.signed_headers(secret=settings.SMS_GATEWAY_SECRET, body=body, now=NOW)
    forged = [
        {},
        headers | {"X-Gateway-Signature": ""},
        headers | {"X-Gateway-Signature": "é"},
        headers | {"X-Gateway-Timestamp": str(int(NOW.timestamp()) + 1)},
    ]
    for given_headers in forged:
        with pytest.raises(services.SignatureInvalid):
            services.verify_inbound(provider="gateway", headers=given_headers, body=body, now=NOW)
    with pytest.raises(services.SignatureInvalid):
        services.verify_inbound(provider="gateway", headers=headers, body=body + b" ", now=NOW)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_the_window_of_five_minutes(minutes: int) -> None:
    with pytest.raises(services.TimestampExpired) as refused:
        take(INBOUND, signed_at=NOW + timedelta(minutes=minutes))
    assert refused.value.status == 401
    assert take(INBOUND, signed_at=NOW + timedelta(minutes=minutes / 2)).provider_message_id == "mo-1"


def test_nobody_signs_with_an_empty_secret() -> None:
    headers = services.signed_headers(secret="", body=b"{}", now=NOW)
    with pytest.raises(services.SignatureInvalid):
        services.verify_signature(secret="", headers=headers, body=b"{}", now=NOW)


def test_nobody_outside_speaks_for_our_own_page() -> None:
    with pytest.raises(services.SignatureInvalid):
        services.verify_inbound(provider="web", headers={}, body=b"{}", now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"id": "a\x00b"}, "id"),
        ({"from": 7}, "from"),
        ({"from": ["01012345678"]}, "from"),
        ({"to": []}, "to"),
        ({"text": None}, "text"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2026-11-23T10:00:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+09:00"}, "occurred_at"),
    ],
)
def test_a_malformed_field_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(services.MalformedInbound) as refused:
        take(INBOUND | changes)
    assert refused.value.extra == {"field": field}
    assert refused.value.status == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object(body: bytes) -> None:
    with pytest.raises(services.MalformedInbound):
        take(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@given(changes=st.dictionaries(st.sampled_from([*INBOUND, "reference", "code"]), JSON))
def test_whatever_comes_is_read_or_refused(changes: dict[str, Any]) -> None:
    try:
        message = take(INBOUND | changes)
    except services.MalformedInbound:
        return
    assert len(message.sender) <= 100
    assert message.occurred_at.tzinfo is not None
