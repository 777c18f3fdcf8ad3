"""The SMS gateway: HTTP and JSON, signed in both directions. See docs/messaging.md."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils import timezone

from korean import phone
from messaging import policies
from messaging.providers import http, reading, signing
from messaging.providers.base import Capabilities, Letter, OneWay
from messaging.types import Channel, Headers, InboundMessage, Outcome, ProviderAnswer, Receipt

ACCEPTED = frozenset({"A000", "A301"})
RATE_LIMITED = frozenset({"A020"})
DELIVERED = "D000"


class GatewayProvider(OneWay):
    """One SMS gateway, by `SMS_GATEWAY_URL`, `SMS_GATEWAY_SECRET` and the registered number `SMS_GATEWAY_SENDER`."""

    name: ClassVar[str] = "gateway"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.SMS})
    capabilities: ClassVar[Capabilities] = Capabilities(
        parallel_calls=16, receipts=True, inbound=True, honours_key=channels
    )

    def __init__(self) -> None:
        self._http = http.JsonClient()

    def own_sender(self, channel: Channel) -> str:
        """Return the registered number."""
        return settings.SMS_GATEWAY_SENDER

    def send(self, letter: Letter) -> ProviderAnswer:
        """Post the letter, signed."""
        size = policies.measure(channel=letter.channel, text=letter.text)
        body = http.written(
            {
                "to": phone.display(letter.recipient).replace("-", ""),
                "from": letter.sender,
                "type": size.form,
                "title": letter.title if size.form == "LMS" else "",
                "text": letter.text,
                "reference": letter.reference,
            }
        )
        headers = signing.signed_headers(secret=settings.SMS_GATEWAY_SECRET, body=body, now=timezone.now())
        try:
            reply = self._http.post(
                f"{settings.SMS_GATEWAY_URL}/v1/messages",
                content=body,
                headers=headers | {"Idempotency-Key": letter.key},
            )
        except http.CallFailed as failed:
            return failed.answer
        return _answer(reply)

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Check the gateway's signature. Raises SignatureInvalid, TimestampExpired."""
        signing.verify_signature(secret=settings.SMS_GATEWAY_SECRET, headers=headers, body=body, now=now)

    def parse_inbound(self, body: bytes) -> InboundMessage:
        """Read `{"id", "from", "to", "text", "occurred_at"}`, with the `media` of a picture message and the `group`,
        `part` and `parts` of a long one. Raises MalformedInbound naming the field."""
        content = reading.object_of(reading.json_of(body))
        text = reading.words(content, "text")
        return InboundMessage(
            provider=self.name,
            provider_message_id=reading.string(content, "id"),
            channel=Channel.SMS,
            sender=reading.sender_of(content, "from"),
            recipient=reading.string(content, "to"),
            text=text,
            occurred_at=reading.moment(content, "occurred_at"),
            media=tuple(reading.addresses(content, "media")),
            group=reading.string(content, "group") if content.get("group") else "",
            part=reading.small_number(content, "part"),
            parts=reading.small_number(content, "parts"),
        )

    def parse_receipts(self, body: bytes) -> list[Receipt]:
        """Read `{"id", "code", "occurred_at"}` and our `reference`. Raises MalformedInbound naming the field."""
        content = reading.object_of(reading.json_of(body))
        code = reading.string(content, "code", longest=http.LONGEST_CODE)
        reference, resends = reading.reference(content.get("reference"))
        return [
            Receipt(
                provider=self.name,
                provider_message_id=reading.string(content, "id"),
                delivered=code == DELIVERED,
                code=code,
                occurred_at=reading.moment(content, "occurred_at"),
                reference=reference,
                resends=resends,
            )
        ]


def _answer(reply: http.Reply) -> ProviderAnswer:
    code = http.text_of(reply.content.get("code"))
    identifier = http.text_of(reply.content.get("id"))
    undecided = reply.undecided(code)
    if undecided is not None:
        return undecided
    if code in RATE_LIMITED:
        return ProviderAnswer(outcome=Outcome.RETRY, code=code)
    if code in ACCEPTED and 0 < len(identifier) <= http.LONGEST_ID:
        return http.accepted(code, identifier)
    code = code or f"HTTP{reply.status}"
    if reply.is_success and (not reply.content or code in ACCEPTED):
        return http.uncertain(code)
    return http.rejected(code)
