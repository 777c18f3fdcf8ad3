"""Bizgo (Infobank, KakaoTalk's official dealer): 상담톡, Alimtalk, SMS and LMS over its documented HTTP interface.

What a citizen reads in a 상담톡 session goes to `/cstalk/plain`, with buttons to `/cstalk/rich`; the rest to
`/send/omni`. 상담톡 knows no idempotency key: a call of which nobody knows what it did is not repeated.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings

from korean import phone
from messaging import policies
from messaging.providers import http, reading
from messaging.providers.base import Capabilities, Carrier, Letter, Sent
from messaging.providers.signing import WINDOW, SignatureInvalid, TimestampExpired
from messaging.types import (
    Button,
    Channel,
    Extras,
    Headers,
    InboundMessage,
    Outcome,
    ProviderAnswer,
    Receipt,
    TemplateState,
)

DONE = "A000"
KNOWN_KEY = "A301"
SESSION_OVER = "A821"
RATE_LIMITED = "A020"
NOT_NOW = frozenset({"A910", "A920", "A999"})
NOT_SETTLED = frozenset({"ME09"})  # handed over, but the telephone has not said so
KEY_SECONDS = 86_400
TIMESTAMP = re.compile(r"[0-9]{1,16}", re.ASCII)
INSPECTION = {
    "REG": TemplateState.REQUESTED,
    "REQ": TemplateState.REQUESTED,
    "APR": TemplateState.APPROVED,
    "REJ": TemplateState.REJECTED,
}


class BizgoProvider(Carrier):
    """One account, by `BIZGO_URL`, `BIZGO_API_KEY`, `BIZGO_SENDER_KEY` and `BIZGO_WEBHOOK_SECRET`."""

    name: ClassVar[str] = "bizgo"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.KAKAO, Channel.ALIMTALK, Channel.SMS})
    capabilities: ClassVar[Capabilities] = Capabilities(
        parallel_calls=16,
        receipts=True,
        inbound=True,
        honours_key=frozenset({Channel.ALIMTALK, Channel.SMS}),
        ask_after=timedelta(minutes=10),
    )

    def __init__(self) -> None:
        self._http = http.JsonClient()

    def own_sender(self, channel: Channel) -> str:
        """Return the sender profile's key, or the registered number for text messages."""
        return settings.SMS_GATEWAY_SENDER if channel == Channel.SMS else settings.BIZGO_SENDER_KEY

    def send(self, letter: Letter) -> ProviderAnswer:
        """Post the letter to the address of its channel."""
        if letter.channel == Channel.KAKAO:
            path = "cstalk/rich" if _is_rich(letter.extras) else "cstalk/plain"
            content, read = _session_message(letter), _session_result
        else:
            path, content, read = "send/omni", _omni(letter), _omni_result
        try:
            reply = self._http.post(self._url(path), content=content, headers=self._headers())
        except http.CallFailed as failed:
            return failed.answer
        return _answer(reply, *read(reply))

    def ask(self, sent: Sent) -> Receipt | None:
        """Ask for the report of a message; a session's message is told by its webhook only."""
        if sent.channel == Channel.KAKAO:
            return None
        reply = self._http.get(self._url(f"report/inquiry/{sent.provider_message_id}"), headers=self._headers())
        report = http.members(http.members(reply.content.get("data")).get("data"))
        if not http.text_of(report.get("reportCode")):
            return None
        return next(iter(self._receipts({"msgKey": sent.provider_message_id, **report})), None)

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Check `X-IB-Signature`, the HMAC of `X-IB-Timestamp`, in hexadecimal or Base64: it does not cover the body.

        Raises SignatureInvalid, TimestampExpired.
        """
        timestamp, given = headers.get("X-IB-Timestamp", ""), headers.get("X-IB-Signature", "").strip()
        secret = settings.BIZGO_WEBHOOK_SECRET
        digest = hmac.new(secret.encode(), timestamp.encode(), hashlib.sha256).digest()
        is_ours = hmac.compare_digest(given.lower().encode(), digest.hex().encode())
        is_ours |= hmac.compare_digest(given.encode(), base64.b64encode(digest))
        if not secret or not is_ours:
            raise SignatureInvalid
        if not TIMESTAMP.fullmatch(timestamp):
            raise TimestampExpired
        seconds = int(timestamp) / 1000 if len(timestamp) >= 13 else int(timestamp)
        if abs(now.timestamp() - seconds) > WINDOW.total_seconds():
            raise TimestampExpired

    def parse_inbound(self, body: bytes) -> InboundMessage:
        """Read a text message that a citizen has sent (MO). Raises MalformedInbound naming the field."""
        content = reading.object_of(reading.json_of(body))
        return InboundMessage(
            provider=self.name,
            provider_message_id=reading.string(content, "msgKey"),
            channel=Channel.SMS,
            sender=reading.sender_of(content, "originator" if content.get("originator") else "from"),
            recipient=reading.string(content, "to"),
            text=reading.words(content, "content"),
            occurred_at=reading.moment(content, "occurredTime"),
        )

    def parse_receipts(self, body: bytes) -> list[Receipt]:
        """Read one report; none while it settles nothing. Raises MalformedInbound naming the field."""
        return self._receipts(reading.object_of(reading.json_of(body)))

    def parse_session_result(self, body: bytes) -> list[Receipt]:
        """Read what became of a message in a session (`cstalk/result`): Kakao has shown it, or will not. The end of a
        session is no message: nothing. Raises MalformedInbound naming the field."""
        content = reading.object_of(reading.json_of(body))
        if reading.string(content, "requestType") != "write":
            return []
        times = [name for name in ("kakaoResCreatedAt", "reportTime", "sendTime") if content.get(name)]
        return self._receipts(content, time=times[0] if times else "reportTime")

    def end_session(self, *, sender: str, recipient: str) -> bool:
        """End a citizen's session (`cstalk/end`); False when that has to be tried again. One that is over is ended."""
        content = {"userKey": recipient, "senderKey": sender}
        try:
            reply = self._http.post(self._url("cstalk/end"), content=content, headers=self._headers())
        except http.CallFailed:
            return False
        return _session_result(reply)[0] in (DONE, SESSION_OVER)

    def submit_template(self, *, sender: str, code: str, title: str, text: str, buttons: list[dict[str, str]]) -> bool:
        """Register a template and ask Kakao to inspect it; False when that has to be tried again."""
        template: dict[str, Any] = {
            "senderKey": sender,
            "templateName": code,
            "templateCode": code,
            "templateMessageType": "BA",
            "templateEmphasizeType": "TEXT" if title else "NONE",
            "text": text,
        }
        if title:
            template["title"] = title
        if buttons:
            template["attachment"] = {"button": [_template_button(button) for button in buttons]}
        inspected = {"alimtalk": {"senderKey": sender, "templateCode": code}}
        try:
            registered = self._http.post(
                self._url("center/alimtalk/template"), content={"alimtalk": template}, headers=self._headers()
            )
            if not registered.is_success:
                return False
            url = self._url("center/alimtalk/template/request")
            return self._http.post(url, content=inspected, headers=self._headers()).is_success
        except http.CallFailed:
            return False

    def template_state(self, *, sender: str, code: str) -> tuple[TemplateState, str] | None:
        """Return how far Kakao's inspection is, with its comment; None when it cannot be learnt now."""
        path = f"center/alimtalk/template/senderKey/{sender}/templateCode/{code}"
        try:
            reply = self._http.get(self._url(path), headers=self._headers())
        except http.CallFailed:
            return None
        result = http.members(http.members(reply.content.get("data")).get("data"))
        template = http.members(result.get("alimtalk")) or result
        state = INSPECTION.get(http.text_of(template.get("inspectionStatus")))
        comments = template.get("comments")
        comment = http.text_of(http.first(comments).get("content")) if comments else ""
        return None if state is None else (state, comment)

    def _receipts(self, content: Mapping[str, Any], *, time: str = "reportTime") -> list[Receipt]:
        code = reading.string(content, "reportCode", longest=http.LONGEST_CODE)
        reference, resends = reading.reference(content.get("ref"))
        receipt = Receipt(
            provider=self.name,
            provider_message_id=reading.string(content, "msgKey"),
            delivered=code == DONE,
            code=code,
            occurred_at=reading.local_moment(content, time),
            reference=reference,
            resends=resends,
        )
        return [] if code in NOT_SETTLED else [receipt]

    def _url(self, path: str) -> str:
        return f"{settings.BIZGO_URL}/api/comm/v1/{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": settings.BIZGO_API_KEY}


def _omni(letter: Letter) -> dict[str, Any]:
    destination = {"to": phone.display(letter.recipient).replace("-", ""), "ref": letter.reference}
    return {
        "destinations": [destination],
        "messageFlow": [_alimtalk(letter) if letter.channel == Channel.ALIMTALK else _text_message(letter)],
        "idempotencyKey": letter.key,
        "idempotencyTtl": KEY_SECONDS,
    }


def _alimtalk(letter: Letter) -> dict[str, Any]:
    message: dict[str, Any] = {
        "msgType": "AT",
        "senderKey": letter.sender,
        "templateCode": letter.template_code,
        "text": letter.text,
    }
    if letter.title:
        message["title"] = letter.title
    if letter.extras.buttons:
        message["attachment"] = {"button": [_alimtalk_button(button) for button in letter.extras.buttons]}
    return {"alimtalk": message}


def _text_message(letter: Letter) -> dict[str, Any]:
    if policies.measure(channel=Channel.SMS, text=letter.text).form == "SMS":
        return {"sms": {"from": letter.sender, "text": letter.text}}
    return {"mms": {"from": letter.sender, "title": letter.title, "text": letter.text}}


def _is_rich(extras: Extras) -> bool:
    return bool(extras.buttons or extras.quick_replies or extras.asks_phone)


def _session_message(letter: Letter) -> dict[str, Any]:
    extras = letter.extras
    message: dict[str, Any] = {
        "userKey": letter.recipient,
        "senderKey": letter.sender,
        "msgType": "PERSONAL" if extras.asks_phone else "IMAGE" if extras.image_url else "TEXT",
        "message": letter.text,
        "ref": letter.reference,
    }
    attachment: dict[str, Any] = {}
    if extras.image_url:
        attachment["image"] = {"imgUrl": extras.image_url}
    if extras.buttons:
        attachment["buttons"] = [_session_button(button) for button in extras.buttons]
    if extras.quick_replies:
        attachment["quickReplies"] = [_session_button(button) for button in extras.quick_replies]
    return message | ({"attachment": attachment} if attachment else {})


def _session_button(button: Button) -> dict[str, str]:
    written = {"type": str(button.kind), "name": button.name}
    if button.url:
        written |= {"urlMobile": button.url, "urlPc": button.url}
    return written | ({"extra": button.extra} if button.extra else {})


def _alimtalk_button(button: Button) -> dict[str, str]:
    written = _session_button(button)
    extra = written.pop("extra", "")
    return written | ({"chatExtra": extra} if extra else {})


def _template_button(button: dict[str, str]) -> dict[str, str]:
    written = {"type": button["kind"], "name": button["name"]}
    if button.get("url"):
        written |= {"urlMobile": button["url"], "urlPc": button["url"]}
    return written


def _omni_result(reply: http.Reply) -> tuple[str, str]:
    result = http.members(reply.content.get("data"))
    destination = http.first(http.members(result.get("data")).get("destinations"))
    code = http.text_of(destination.get("code")) or http.text_of(result.get("code"))
    return code, http.text_of(destination.get("msgKey"))


def _session_result(reply: http.Reply) -> tuple[str, str]:
    result = http.members(reply.content.get("data"))
    return http.text_of(result.get("code")), http.text_of(result.get("msgKey"))


def _answer(reply: http.Reply, code: str, identifier: str) -> ProviderAnswer:
    code = code or http.text_of(http.members(reply.content.get("common")).get("authCode"))
    undecided = reply.undecided(code)
    if undecided is not None:
        return undecided
    if code == RATE_LIMITED:
        return ProviderAnswer(outcome=Outcome.RETRY, code=code)
    if code == KNOWN_KEY or (code == DONE and identifier):
        return http.accepted(code, identifier)
    if code in NOT_NOW or (reply.is_success and code in ("", DONE)):
        return http.uncertain(code or f"HTTP{reply.status}")
    return http.rejected(code or f"HTTP{reply.status}")
