"""NAVER Cloud SENS, the government zone: SMS, LMS and Alimtalk.

It knows no idempotency key and has no webhook: a call that died between acceptance and record is repeated, and what
became of a message is asked for.
"""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from korean import phone
from messaging import policies
from messaging.providers import http
from messaging.providers.base import Capabilities, Letter, OneWay, Sent
from messaging.types import Channel, ProviderAnswer, Receipt

TAKEN = "202"
SMS_DELIVERED = "0"
ALIMTALK_TAKEN = "A000"
ALIMTALK_DELIVERED = "0000"


class SensProvider(OneWay):
    """One account, by `SENS_URL`, `SENS_SERVICE_ID`, `SENS_KAKAO_SERVICE_ID`, `SENS_ACCESS_KEY`, `SENS_SECRET_KEY` and
    the channel `SENS_PLUS_FRIEND_ID`."""

    name: ClassVar[str] = "sens"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.SMS, Channel.ALIMTALK})
    capabilities: ClassVar[Capabilities] = Capabilities(
        parallel_calls=16, receipts=True, inbound=False, honours_key=frozenset(), ask_after=timedelta(seconds=20)
    )

    def __init__(self) -> None:
        self._http = http.JsonClient()

    def own_sender(self, channel: Channel) -> str:
        """Return the KakaoTalk channel's id, or the registered number for text messages."""
        return settings.SMS_GATEWAY_SENDER if channel == Channel.SMS else settings.SENS_PLUS_FRIEND_ID

    def send(self, letter: Letter) -> ProviderAnswer:
        """Post the letter to the service of its channel."""
        content = _alimtalk(letter) if letter.channel == Channel.ALIMTALK else _text_message(letter)
        url = f"{_service(letter.channel)}/messages"
        try:
            reply = self._http.post(url, content=content, headers=_signed("POST", url))
        except http.CallFailed as failed:
            return failed.answer
        return _answer(reply, letter.channel)

    def ask(self, sent: Sent) -> Receipt | None:
        """Ask for an Alimtalk by its id, for a text message by the request it was sent with."""
        service, identifier = _service(sent.channel), sent.provider_message_id
        is_alimtalk = sent.channel == Channel.ALIMTALK
        url = f"{service}/messages/{identifier}" if is_alimtalk else f"{service}/messages?requestId={identifier}"
        reply = self._http.get(url, headers=_signed("GET", url))
        if is_alimtalk:
            code, delivered_code = http.text_of(reply.content.get("messageStatusCode")), ALIMTALK_DELIVERED
        else:
            message = http.first(reply.content.get("messages"))
            is_settled = http.text_of(message.get("status")) == "COMPLETED"
            code, delivered_code = http.text_of(message.get("statusCode")) if is_settled else "", SMS_DELIVERED
        if not code:
            return None
        return Receipt(
            provider=self.name,
            provider_message_id=identifier,
            delivered=code == delivered_code,
            code=http.short(code),
            occurred_at=timezone.now(),
        )


def _text_message(letter: Letter) -> dict[str, Any]:
    form = policies.measure(channel=Channel.SMS, text=letter.text).form
    content = {
        "type": form,
        "contentType": "COMM",
        "countryCode": "82",
        "from": letter.sender,
        "content": letter.text,
        "messages": [{"to": phone.display(letter.recipient).replace("-", "")}],
    }
    return content | ({"subject": letter.title} if form == "LMS" and letter.title else {})


def _alimtalk(letter: Letter) -> dict[str, Any]:
    message: dict[str, Any] = {
        "countryCode": "82",
        "to": phone.display(letter.recipient).replace("-", ""),
        "content": letter.text,
        "useSmsFailover": False,
    }
    if letter.title:
        message["title"] = letter.title
    if letter.extras.buttons:
        message["buttons"] = [
            {"type": str(button.kind), "name": button.name}
            | ({"linkMobile": button.url, "linkPc": button.url} if button.url else {})
            for button in letter.extras.buttons
        ]
    return {"plusFriendId": letter.sender, "templateCode": letter.template_code, "messages": [message]}


def _answer(reply: http.Reply, channel: Channel) -> ProviderAnswer:
    code = http.text_of(reply.content.get("statusCode"))
    undecided = reply.undecided(code)
    if undecided is not None:
        return undecided
    if not reply.is_success:
        return http.rejected(code or f"HTTP{reply.status}")
    if channel == Channel.ALIMTALK:
        message = http.first(reply.content.get("messages"))
        code = http.text_of(message.get("requestStatusCode")) or code
        identifier = http.text_of(message.get("messageId"))
        if code not in (ALIMTALK_TAKEN, "", TAKEN):
            return http.rejected(code)
    else:
        identifier = http.text_of(reply.content.get("requestId"))
    return http.accepted(code or TAKEN, identifier) if identifier else http.uncertain(code or f"HTTP{reply.status}")


def _service(channel: Channel) -> str:
    if channel == Channel.ALIMTALK:
        return f"{settings.SENS_URL}/alimtalk/v2/services/{settings.SENS_KAKAO_SERVICE_ID}"
    return f"{settings.SENS_URL}/sms/v2/services/{settings.SENS_SERVICE_ID}"


def _signed(method: str, url: str) -> dict[str, str]:
    """Return the headers that sign a call (signature v2): method, path with query, time in milliseconds, access key."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    timestamp = str(int(timezone.now().timestamp() * 1000))
    signed = f"{method} {path}\n{timestamp}\n{settings.SENS_ACCESS_KEY}".encode()
    signature = base64.b64encode(hmac.new(settings.SENS_SECRET_KEY.encode(), signed, hashlib.sha256).digest())
    return {
        "x-ncp-apigw-timestamp": timestamp,
        "x-ncp-iam-access-key": settings.SENS_ACCESS_KEY,
        "x-ncp-apigw-signature-v2": signature.decode(),
    }
