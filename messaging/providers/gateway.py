"""The SMS gateway: HTTP and JSON, signed in both directions. See docs/messaging.md."""

import atexit
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

import httpx
from django.conf import settings
from django.utils import timezone

from korean import phone
from messaging import policies
from messaging.providers import signing
from messaging.providers.base import Capabilities, InvalidRecipient, Letter, MalformedInbound
from messaging.types import Channel, Headers, InboundMessage, Outcome, ProviderAnswer, Receipt, TextSize

ACCEPTED = frozenset({"A000", "A301"})
RATE_LIMITED = frozenset({"A020"})
DELIVERED = "D000"
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0
LONGEST_ID = 100
LONGEST_CODE = 20
SENSIBLE_YEARS = range(2000, 2100)


class GatewayProvider:
    """One SMS gateway, by `SMS_GATEWAY_URL`, `SMS_GATEWAY_SECRET` and the registered number `SMS_GATEWAY_SENDER`."""

    name: ClassVar[str] = "gateway"
    channel: ClassVar[Channel] = Channel.SMS
    capabilities: ClassVar[Capabilities] = Capabilities(parallel_calls=8, receipts=True, inbound=True)

    @cached_property
    def _client(self) -> httpx.Client:
        client = httpx.Client(
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=self.capabilities.parallel_calls),
            trust_env=False,
        )
        atexit.register(client.close)
        return client

    def address(self, recipient: str) -> str:
        """Return the mobile number in E.164. Raises InvalidRecipient for anything an SMS cannot reach."""
        try:
            number = phone.normalise(recipient)
        except phone.InvalidPhoneNumber as error:
            raise InvalidRecipient(channel=self.channel) from error
        if not phone.is_mobile(number):
            raise InvalidRecipient(channel=self.channel)
        return number

    def limits(self, text: str) -> TextSize:
        """Return the bytes of the text in cp949, of 90 (SMS) or 2,000 (LMS)."""
        return policies.measure(channel=self.channel, text=text)

    def send(self, letter: Letter) -> ProviderAnswer:
        """Post the letter. A connection that never stood may be tried again; a lost answer is uncertain."""
        size = self.limits(letter.text)
        content = {
            "to": phone.display(letter.recipient).replace("-", ""),
            "from": settings.SMS_GATEWAY_SENDER,
            "type": size.form,
            "title": letter.title if size.form == "LMS" else "",
            "text": letter.text,
            "reference": _reference_of(letter),
        }
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = signing.signed_headers(secret=settings.SMS_GATEWAY_SECRET, body=body, now=timezone.now())
        headers |= {"Content-Type": "application/json", "Idempotency-Key": letter.key}
        try:
            response = self._client.post(f"{settings.SMS_GATEWAY_URL}/v1/messages", content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return ProviderAnswer(outcome=Outcome.RETRY, code="unreachable", reason=type(error).__name__)
        except httpx.HTTPError as error:
            return ProviderAnswer(outcome=Outcome.UNCERTAIN, code="no_answer", reason=type(error).__name__)
        return _answer(response)

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Check the gateway's signature. Raises SignatureInvalid, TimestampExpired."""
        signing.verify_signature(secret=settings.SMS_GATEWAY_SECRET, headers=headers, body=body, now=now)

    def parse_inbound(self, body: bytes) -> InboundMessage:
        """Read `{"id", "from", "to", "text", "occurred_at"}`; a withheld or odd sender is no reason to lose a text.

        Raises MalformedInbound naming the field.
        """
        content = _content(body)
        text = content.get("text")
        if not isinstance(text, str):
            raise MalformedInbound(field="text")
        return InboundMessage(
            provider=self.name,
            provider_message_id=_string(content, "id"),
            channel=self.channel,
            sender=_sender(content),
            recipient=_string(content, "to"),
            text=text,
            occurred_at=_time(content, "occurred_at"),
        )

    def parse_receipt(self, body: bytes) -> Receipt:
        """Read `{"id", "code", "occurred_at"}` and our `reference`. Raises MalformedInbound naming the field."""
        content = _content(body)
        code = _string(content, "code", longest=LONGEST_CODE)
        reference, resends = _reference(content)
        return Receipt(
            provider=self.name,
            provider_message_id=_string(content, "id"),
            delivered=code == DELIVERED,
            code=code,
            occurred_at=_time(content, "occurred_at"),
            reference=reference,
            resends=resends,
        )


def _answer(response: httpx.Response) -> ProviderAnswer:
    try:
        content = response.json()
    except ValueError:
        content = None
    members: Mapping[str, Any] = content if isinstance(content, dict) else {}
    code = str(members.get("code") or f"HTTP{response.status_code}")[:LONGEST_CODE]
    identifier = str(members.get("id") or "")
    if response.is_server_error:
        return ProviderAnswer(outcome=Outcome.UNCERTAIN, code=code)
    if response.status_code in {401, 403, 404, 408, 429} or code in RATE_LIMITED:
        # Wrong keys, a wrong address and too many calls end when somebody sets them right.
        return ProviderAnswer(outcome=Outcome.RETRY, code=code)
    if code in ACCEPTED and 0 < len(identifier) <= LONGEST_ID:
        return ProviderAnswer(outcome=Outcome.ACCEPTED, code=code, provider_message_id=identifier)
    if response.is_success and (not members or code in ACCEPTED):
        return ProviderAnswer(outcome=Outcome.UNCERTAIN, code=code)
    return ProviderAnswer(outcome=Outcome.REJECTED, code=code)


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedInbound from error
    if not isinstance(content, dict):
        raise MalformedInbound
    return content


def _sender(content: dict[str, Any]) -> str:
    given = content.get("from") or ""
    if not isinstance(given, str):
        raise MalformedInbound(field="from")
    try:
        return phone.normalise(given)
    except phone.InvalidPhoneNumber:
        return given[:LONGEST_ID]


def _string(content: dict[str, Any], field: str, *, longest: int = LONGEST_ID) -> str:
    value = content.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise MalformedInbound(field=field)
    return value


def _time(content: dict[str, Any], field: str) -> datetime:
    try:
        time = datetime.fromisoformat(_string(content, field))
    except ValueError as error:
        raise MalformedInbound(field=field) from error
    if time.tzinfo is None or time.year not in SENSIBLE_YEARS:
        raise MalformedInbound(field=field)
    return time


def _reference_of(letter: Letter) -> str:
    """Return what the gateway gives back with a receipt: our id, and after a resend which sending it was."""
    return f"{letter.message_id}:{letter.resends}" if letter.resends else str(letter.message_id)


def _reference(content: dict[str, Any]) -> tuple[str, int]:
    identifier, _, resends = str(content.get("reference", "")).partition(":")
    try:
        return str(UUID(identifier)), int(resends or 0)
    except ValueError:
        return "", 0
