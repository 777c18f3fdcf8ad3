"""Solapi: Alimtalk, SMS and LMS by `/messages/v4/send-many/detail`.

Its documentation knows no idempotency key: a call that died between acceptance and record is repeated. Our reference
travels in `customFields` and comes back with the report.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone

from korean import phone
from messaging import policies
from messaging.providers import http, reading
from messaging.providers.base import Capabilities, Carrier, Letter, Sent
from messaging.providers.signing import verify_secret
from messaging.types import Channel, Headers, ProviderAnswer, Receipt

ACCEPTED = frozenset({"2000", "3000", "4000"})
DELIVERED = "4000"
ON_ITS_WAY = frozenset({"2000", "3000"})


class SolapiProvider(Carrier):
    """One account, by `SOLAPI_URL`, `SOLAPI_API_KEY`, `SOLAPI_API_SECRET` and the channel `SOLAPI_PF_ID`."""

    name: ClassVar[str] = "solapi"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.ALIMTALK, Channel.SMS})
    capabilities: ClassVar[Capabilities] = Capabilities(
        parallel_calls=16, receipts=True, inbound=False, honours_key=frozenset(), ask_after=timedelta(minutes=10)
    )

    def __init__(self) -> None:
        self._http = http.JsonClient()

    def own_sender(self, channel: Channel) -> str:
        """Return the KakaoTalk channel's id, or the registered number for text messages."""
        return settings.SMS_GATEWAY_SENDER if channel == Channel.SMS else settings.SOLAPI_PF_ID

    def send(self, letter: Letter) -> ProviderAnswer:
        """Post the letter as a batch of one."""
        content = {"messages": [_message(letter)], "showMessageList": True, "allowDuplicates": True}
        url = f"{settings.SOLAPI_URL}/messages/v4/send-many/detail"
        try:
            reply = self._http.post(url, content=content, headers=_headers())
        except http.CallFailed as failed:
            return failed.answer
        return _answer(reply)

    def ask(self, sent: Sent) -> Receipt | None:
        """Ask for the message by its id."""
        url = f"{settings.SOLAPI_URL}/messages/v4/list?messageId={sent.provider_message_id}"
        reply = self._http.get(url, headers=_headers())
        found = http.members(http.members(reply.content.get("messageList")).get(sent.provider_message_id))
        return _receipt(self.name, {"messageId": sent.provider_message_id, **found}) if found else None

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Check the secret that Solapi repeats in `X-Solapi-Secret`. Raises SignatureInvalid."""
        verify_secret(settings.SOLAPI_WEBHOOK_SECRET, headers.get("X-Solapi-Secret", ""))

    def parse_receipts(self, body: bytes) -> list[Receipt]:
        """Read a list of reports; those that settle nothing are left out. Raises MalformedInbound naming the field."""
        reports = [reading.object_of(report) for report in reading.list_of(reading.json_of(body))]
        receipts = [_receipt(self.name, reading.object_of(report.get("data"))) for report in reports]
        return [receipt for receipt in receipts if receipt is not None]


def _message(letter: Letter) -> dict[str, Any]:
    message: dict[str, Any] = {
        "to": phone.display(letter.recipient).replace("-", ""),
        "from": letter.sender,
        "text": letter.text,
        "customFields": {"reference": letter.reference},
    }
    if letter.channel == Channel.ALIMTALK:
        buttons = [
            {"buttonType": str(button.kind), "buttonName": button.name}
            | ({"linkMo": button.url, "linkPc": button.url} if button.url else {})
            for button in letter.extras.buttons
        ]
        options = {"pfId": letter.sender, "templateId": letter.template_code, "disableSms": True, "buttons": buttons}
        return message | {"type": "ATA", "from": settings.SMS_GATEWAY_SENDER, "kakaoOptions": options}
    form = policies.measure(channel=Channel.SMS, text=letter.text).form
    return message | {"type": form} | ({"subject": letter.title} if form == "LMS" and letter.title else {})


def _headers() -> dict[str, str]:
    date, salt = timezone.now().isoformat(), secrets.token_hex(16)
    signature = hmac.new(settings.SOLAPI_API_SECRET.encode(), f"{date}{salt}".encode(), hashlib.sha256).hexdigest()
    key = settings.SOLAPI_API_KEY
    return {"Authorization": f"HMAC-SHA256 ApiKey={key}, Date={date}, salt={salt}, signature={signature}"}


def _answer(reply: http.Reply) -> ProviderAnswer:
    undecided = reply.undecided(http.text_of(reply.content.get("errorCode")))
    if undecided is not None:
        return undecided
    if not reply.is_success:
        return http.rejected(http.text_of(reply.content.get("errorCode")) or f"HTTP{reply.status}")
    failed = http.first(reply.content.get("failedMessageList"))
    if failed:
        return http.rejected(http.text_of(failed.get("statusCode")) or "failed")
    taken = http.first(reply.content.get("messageList"))
    code, identifier = http.text_of(taken.get("statusCode")), http.text_of(taken.get("messageId"))
    if code in ACCEPTED and identifier:
        return http.accepted(code, identifier)
    return http.uncertain(code or f"HTTP{reply.status}")


def _receipt(provider: str, data: dict[str, Any]) -> Receipt | None:
    code = reading.string(data, "statusCode", longest=http.LONGEST_CODE)
    if code in ON_ITS_WAY:
        return None
    fields = data.get("customFields")
    reference, resends = reading.reference(fields.get("reference") if isinstance(fields, dict) else "")
    times = [name for name in ("dateReceived", "dateReported", "dateProcessed", "dateUpdated") if data.get(name)]
    return Receipt(
        provider=provider,
        provider_message_id=reading.string(data, "messageId"),
        delivered=code == DELIVERED,
        code=code,
        occurred_at=reading.local_moment(data, times[0] if times else "dateReceived"),
        reference=reference,
        resends=resends,
    )
