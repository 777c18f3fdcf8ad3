"""Solapi's interface, under /sandbox/solapi: Alimtalk and text messages by `/messages/v4/send-many/detail`."""

import hashlib
import hmac
import json
import re
import time
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.sandbox.configuration import Configuration
from deploy.sandbox.delivery import Alimtalk, Delivery, Order, Receipt, Text
from deploy.sandbox.journal import Journal, Outgoing
from deploy.sandbox.rooms import stamp

PROVIDER = "solapi"
ROOT = "/sandbox/solapi"
REPORTS_PATH = "/webhooks/solapi/reports"
AUTHORIZATION = re.compile(
    r"HMAC-SHA256 ApiKey=(?P<key>[^,]+), Date=(?P<date>[^,]+), salt=(?P<salt>[^,]{12,64}), signature=(?P<signature>\w+)"
)
WINDOW_SECONDS = 900
MOST_MESSAGES = 10_000


class Solapi:
    """Answers as Solapi's SDK (5.0.3) expects."""

    def __init__(self, configuration: Configuration, journal: Journal, delivery: Delivery) -> None:
        self._key = configuration.credential("SOLAPI_API_KEY")
        self._secret = configuration.credential("SOLAPI_API_SECRET")
        self._channel = configuration.credential("SOLAPI_PF_ID")
        self._journal, self._delivery = journal, delivery

    def routes(self) -> list[Route]:
        """Return the addresses Solapi answers at."""
        return [
            Route(ROOT + "/messages/v4/send-many/detail", self.send, methods=["POST"]),
            Route(ROOT + "/messages/v4/list", self.listed),
        ]

    async def send(self, request: Request) -> Response:
        """POST /messages/v4/send-many/detail: `{"messages": [...]}`."""
        if not self._is_ours(request):
            return _error("Unauthorized", 403)
        try:
            content = json.loads(await request.body())
        except (ValueError, RecursionError):
            return _error("ValidationError", 400)
        messages = content.get("messages") if isinstance(content, dict) else None
        if not isinstance(messages, list) or not 0 < len(messages) <= MOST_MESSAGES:
            return _error("ValidationError", 400)
        return await self._delivery.faults.around(
            PROVIDER,
            lambda: self._take(messages),
            fail=_error("InternalError", 503),
            limited=_error("TooManyRequests", 429),
        )

    async def listed(self, request: Request) -> Response:
        """GET /messages/v4/list?messageId=."""
        if not self._is_ours(request):
            return _error("Unauthorized", 403)
        identifier = request.query_params.get("messageId", "")
        outcome = self._journal.receipt_code(identifier)
        found = {"messageId": identifier, "statusCode": "4000" if outcome == "arrived" else "3101"}
        listed = {identifier: found | {"dateReceived": stamp()}} if outcome else {}
        return JSONResponse({"messageList": listed, "limit": 20})

    def _take(self, messages: list[Any]) -> Response:
        taken, failed = [], []
        for message in messages:
            order = self._order(message)
            code = order if isinstance(order, str) else self._delivery.refusal(order)
            if code or isinstance(order, str):
                self._journal.refuse(code)
                failed.append({"to": _text(message, "to"), "statusCode": "1062", "statusMessage": code})
                continue
            fields = message.get("customFields") or {}
            identifier = self._delivery.take(
                [order],
                provider=PROVIDER,
                reference=str(fields.get("reference", "")),
                key="",
                report=_report,
            )
            taken.append({"messageId": identifier, "to": order.to, "statusCode": "2000", "statusMessage": "accepted"})
        return JSONResponse({"groupInfo": {}, "messageList": taken, "failedMessageList": failed})

    def _order(self, message: Any) -> Order | str:
        form = _text(message, "type")
        to, text = _text(message, "to"), _text(message, "text")
        if form in ("SMS", "LMS"):
            return Text(to=to, sender=_text(message, "from"), form=form, title=_text(message, "subject"), text=text)
        options = message.get("kakaoOptions") if isinstance(message, dict) else None
        if form != "ATA" or not isinstance(options, dict) or options.get("pfId") != self._channel:
            return "A502"
        buttons = [
            {"type": button.get("buttonType"), "name": button.get("buttonName"), "urlMobile": button.get("linkMo", "")}
            for button in options.get("buttons") or []
        ]
        return Alimtalk(to, _text(options, "templateId"), "", text, buttons)

    def _is_ours(self, request: Request) -> bool:
        given = AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
        if given is None or given["key"] != self._key:
            return False
        try:
            date = datetime.fromisoformat(given["date"])
        except ValueError:
            return False
        signed = hmac.new(self._secret.encode(), f"{given['date']}{given['salt']}".encode(), hashlib.sha256).hexdigest()
        is_fresh = date.tzinfo is not None and abs(time.time() - date.timestamp()) <= WINDOW_SECONDS
        return is_fresh and hmac.compare_digest(signed, given["signature"])


def _report(receipt: Receipt) -> list[Outgoing]:
    data = {
        "messageId": receipt.identifier,
        "statusCode": "4000" if receipt.arrived else "3101",
        "customFields": {"reference": receipt.reference},
        "dateReceived": stamp(),
    }
    body = json.dumps([{"eventDataId": receipt.identifier, "data": data}]).encode()
    return [Outgoing(REPORTS_PATH, body, receipt.seconds, "solapi")]


def _text(content: Any, name: str) -> str:
    value = content.get(name) if isinstance(content, dict) else None
    return value if isinstance(value, str) else ""


def _error(code: str, status: int) -> Response:
    return JSONResponse({"errorCode": code, "errorMessage": code}, status_code=status)
