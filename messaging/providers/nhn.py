"""NHN Cloud: Alimtalk (KakaoTalk Bizmessage) and SMS, LMS (Notification SMS).

The same idempotency key within ten minutes is *refused*, not answered as the first time: a refusal of a repeated call
therefore says nothing of the first one (`honours_key` is empty, and such a message ends as uncertain).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone

from korean import phone
from messaging import policies
from messaging.providers import http, reading
from messaging.providers.base import Capabilities, Carrier, Letter, MalformedInbound, Sent
from messaging.providers.signing import verify_secret
from messaging.types import Channel, Headers, ProviderAnswer, Receipt

EVENT = "MESSAGE_RESULT_UPDATE"
DELIVERED = frozenset({"MRC01", "1000"})
NOT_SETTLED = frozenset({"MRC03"})


class NhnProvider(Carrier):
    """One account, by `NHN_URL`, `NHN_SMS_URL`, `NHN_APP_KEY`, `NHN_SECRET_KEY` and `NHN_SENDER_KEY`."""

    name: ClassVar[str] = "nhn"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.ALIMTALK, Channel.SMS})
    capabilities: ClassVar[Capabilities] = Capabilities(
        parallel_calls=16, receipts=True, inbound=False, honours_key=frozenset(), ask_after=timedelta(minutes=10)
    )

    def __init__(self) -> None:
        self._http = http.JsonClient()

    def own_sender(self, channel: Channel) -> str:
        """Return the sender profile's key, or the registered number for text messages."""
        return settings.SMS_GATEWAY_SENDER if channel == Channel.SMS else settings.NHN_SENDER_KEY

    def send(self, letter: Letter) -> ProviderAnswer:
        """Post the letter to the service of its channel."""
        url, content = _alimtalk(letter) if letter.channel == Channel.ALIMTALK else _text_message(letter)
        headers = _headers() | {"X-NC-API-IDEMPOTENCY-KEY": letter.key}
        try:
            reply = self._http.post(url, content=content, headers=headers)
        except http.CallFailed as failed:
            return failed.answer
        return _answer(reply, letter.channel)

    def ask(self, sent: Sent) -> Receipt | None:
        """Ask for the message by its request and place in it."""
        request_id, _, place = sent.provider_message_id.rpartition(".")
        if sent.channel == Channel.ALIMTALK:
            url = f"{_alimtalk_url()}/messages/{request_id}/{place}"
        else:
            url = f"{_sms_url()}/sender/sms/{request_id}?recipientSeq={place}"
        reply = self._http.get(url, headers=_headers())
        found = http.members(reply.content.get("message")) or http.members(
            http.members(reply.content.get("body")).get("data")
        )
        code = http.text_of(found.get("resultCode"))
        if not code or code in NOT_SETTLED:
            return None
        return Receipt(
            provider=self.name,
            provider_message_id=sent.provider_message_id,
            delivered=code in DELIVERED,
            code=http.short(code),
            occurred_at=timezone.now(),
        )

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Check the text that NHN repeats in `X-Toast-Webhook-Signature`. Raises SignatureInvalid."""
        verify_secret(settings.NHN_WEBHOOK_SECRET, headers.get("X-Toast-Webhook-Signature", ""))

    def parse_receipts(self, body: bytes) -> list[Receipt]:
        """Read the results of one event; those that settle nothing are left out. Raises MalformedInbound."""
        content = reading.object_of(reading.json_of(body))
        if content.get("event") != EVENT:
            return []
        hooks = [reading.object_of(hook) for hook in reading.list_of(content.get("hooks"))]
        return [self._receipt(hook) for hook in hooks if hook.get("resultCode") not in NOT_SETTLED]

    def _receipt(self, hook: dict[str, Any]) -> Receipt:
        code = reading.string(hook, "resultCode", longest=http.LONGEST_CODE)
        place = http.text_of(hook.get("recipientSeq"))
        if not place.isascii() or not place.isdigit() or len(place) > 8:
            raise MalformedInbound(field="recipientSeq")
        reference, resends = reading.reference(hook.get("recipientGroupingKey"))
        return Receipt(
            provider=self.name,
            provider_message_id=f"{reading.string(hook, 'requestId', longest=90)}.{place}",
            delivered=code in DELIVERED,
            code=code,
            occurred_at=reading.local_moment(hook, "receiveDate"),
            reference=reference,
            resends=resends,
        )


def _alimtalk(letter: Letter) -> tuple[str, dict[str, Any]]:
    buttons = [
        {"ordering": place, "type": str(button.kind), "name": button.name}
        | ({"linkMo": button.url, "linkPc": button.url} if button.url else {})
        | ({"chatExtra": button.extra} if button.extra else {})
        for place, button in enumerate(letter.extras.buttons, start=1)
    ]
    recipient: dict[str, Any] = _recipient(letter) | {
        "content": letter.text,
        "buttons": buttons,
        "resendParameter": {"isResend": False},
    }
    if letter.title:
        recipient["templateTitle"] = letter.title
    content = {"senderKey": letter.sender, "templateCode": letter.template_code, "recipientList": [recipient]}
    return f"{_alimtalk_url()}/raw-messages", content


def _text_message(letter: Letter) -> tuple[str, dict[str, Any]]:
    form = policies.measure(channel=Channel.SMS, text=letter.text).form
    content = {"body": letter.text, "sendNo": letter.sender, "recipientList": [_recipient(letter)]}
    if form == "SMS":
        return f"{_sms_url()}/sender/sms", content
    return f"{_sms_url()}/sender/mms", content | {"title": letter.title or letter.text[:20]}


def _recipient(letter: Letter) -> dict[str, Any]:
    return {
        "recipientNo": phone.display(letter.recipient).replace("-", ""),
        "recipientGroupingKey": letter.reference,
    }


def _answer(reply: http.Reply, channel: Channel) -> ProviderAnswer:
    header = http.members(reply.content.get("header"))
    code = http.text_of(header.get("resultCode"))
    undecided = reply.undecided(code)
    if undecided is not None:
        return undecided
    if header.get("isSuccessful") is False or not reply.is_success:
        return http.rejected(code or f"HTTP{reply.status}")
    request_id, result = _result(reply.content, channel)
    code = http.text_of(result.get("resultCode")) or code
    place = http.text_of(result.get("recipientSeq"))
    if code == "0" and request_id and place:
        return http.accepted(code, f"{request_id}.{place}")
    return http.uncertain(code or f"HTTP{reply.status}") if code in ("", "0") else http.rejected(code)


def _result(content: Mapping[str, Any], channel: Channel) -> tuple[str, Mapping[str, Any]]:
    if channel == Channel.ALIMTALK:
        message = http.members(content.get("message"))
        return http.text_of(message.get("requestId")), http.first(message.get("sendResults"))
    data = http.members(http.members(content.get("body")).get("data"))
    return http.text_of(data.get("requestId")), http.first(data.get("sendResultList"))


def _alimtalk_url() -> str:
    return f"{settings.NHN_URL}/alimtalk/v2.3/appkeys/{settings.NHN_APP_KEY}"


def _sms_url() -> str:
    return f"{settings.NHN_SMS_URL}/sms/v3.0/appKeys/{settings.NHN_APP_KEY}"


def _headers() -> dict[str, str]:
    return {"X-Secret-Key": settings.NHN_SECRET_KEY}
