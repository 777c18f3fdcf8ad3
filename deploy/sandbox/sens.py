"""NAVER SENS's interface (government zone), under /sandbox/sens: SMS v2, Alimtalk v2; one asks for results."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.sandbox.configuration import Configuration
from deploy.sandbox.delivery import Alimtalk, Delivery, Order, Receipt, Text
from deploy.sandbox.journal import Journal, Outgoing

PROVIDER = "sens"
ROOT = "/sandbox/sens"
CLOCK_SKEW_SECONDS = 300
MOST_MESSAGES = 100


class Sens:
    """Answers as the API guide says; it posts nothing by itself."""

    def __init__(self, configuration: Configuration, journal: Journal, delivery: Delivery) -> None:
        self._service = configuration.credential("SENS_SERVICE_ID")
        self._key = configuration.credential("SENS_ACCESS_KEY")
        self._secret = configuration.credential("SENS_SECRET_KEY")
        self._channel = configuration.credential("SENS_PLUS_FRIEND_ID")
        self._journal, self._delivery = journal, delivery

    def routes(self) -> list[Route]:
        """Return the addresses SENS answers at."""
        service = ROOT + "/{kind}/v2/services/{service}/messages"
        return [
            Route(service, self.send, methods=["POST"]),
            Route(service, self.by_request),
            Route(service + "/{message}", self.state),
        ]

    async def send(self, request: Request) -> Response:
        """POST …/messages: one text to many, or an Alimtalk to each."""
        if not self._is_ours(request):
            return _error("401", 401)
        try:
            content = json.loads(await request.body())
        except (ValueError, RecursionError):
            return _error("400", 400)
        messages = content.get("messages") if isinstance(content, dict) else None
        if not isinstance(messages, list) or not 0 < len(messages) <= MOST_MESSAGES:
            return _error("400", 400)
        is_alimtalk = request.path_params["kind"] == "alimtalk"
        return await self._delivery.faults.around(
            PROVIDER,
            lambda: self._take(content, messages, is_alimtalk=is_alimtalk),
            fail=_error("500", 503),
            limited=_error("429", 429),
        )

    async def state(self, request: Request) -> Response:
        """GET …/messages/<id>: what became of one message."""
        if not self._is_ours(request):
            return _error("401", 401)
        return self._state(request.path_params["message"])

    async def by_request(self, request: Request) -> Response:
        """GET …/messages?requestId=: what became of the messages of a request."""
        if not self._is_ours(request):
            return _error("401", 401)
        return self._state(request.query_params.get("requestId", ""))

    def _state(self, identifier: str) -> Response:
        outcome = self._journal.receipt_code(identifier)
        if not outcome:
            return _error("404", 404)
        arrived = outcome == "arrived"
        message = {
            "messageId": identifier,
            "status": "COMPLETED",
            "statusCode": "0" if arrived else "3001",
            "messageStatusCode": "0000" if arrived else "3018",
        }
        return JSONResponse({"statusCode": "200", "messages": [message]} | message)

    def _take(self, content: Mapping[str, Any], messages: list[Any], *, is_alimtalk: bool) -> Response:
        request_id, results = uuid.uuid4().hex, []
        for place, message in enumerate(messages):
            given = message if isinstance(message, Mapping) else {}
            order = self._alimtalk(content, given) if is_alimtalk else _text(content, given)
            code = self._delivery.refusal(order)
            if code:
                self._journal.refuse(code)
                if not is_alimtalk:
                    return _error("400", 400)
                results.append({"to": order.to, "requestStatusCode": "A4" + code[:6], "requestStatusDesc": code})
                continue
            identifier = uuid.uuid4().hex if is_alimtalk or place else request_id
            self._delivery.take([order], provider=PROVIDER, identifier=identifier, reference="", key="", report=_silent)
            results.append({"messageId": identifier, "to": order.to, "requestStatusCode": "A000"})
        told = {"requestId": request_id, "statusCode": "202", "statusName": "success"}
        return JSONResponse(told | ({"messages": results} if is_alimtalk else {}), status_code=202)

    def _alimtalk(self, content: Mapping[str, Any], message: Mapping[str, Any]) -> Order:
        code = str(content.get("templateCode", "")) if content.get("plusFriendId") == self._channel else ""
        buttons = [
            {"type": button.get("type"), "name": button.get("name"), "urlMobile": button.get("linkMobile", "")}
            for button in message.get("buttons") or []
        ]
        title, text = str(message.get("title") or ""), str(message.get("content") or "")
        return Alimtalk(str(message.get("to", "")), code, title, text, buttons)

    def _is_ours(self, request: Request) -> bool:
        """Check the signature: method, path with query, time in milliseconds, access key."""
        timestamp = request.headers.get("x-ncp-apigw-timestamp", "")
        if request.path_params["service"] != self._service or not (timestamp.isascii() and timestamp.isdigit()):
            return False
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        signed = f"{request.method} {path}\n{timestamp}\n{self._key}".encode()
        expected = base64.b64encode(hmac.new(self._secret.encode(), signed, hashlib.sha256).digest())
        given = request.headers.get("x-ncp-apigw-signature-v2", "").encode()
        is_fresh = abs(time.time() - int(timestamp[:13]) / 1000) <= CLOCK_SKEW_SECONDS
        key = request.headers.get("x-ncp-iam-access-key")
        return is_fresh and key == self._key and hmac.compare_digest(given, expected)


def _text(content: Mapping[str, Any], message: Mapping[str, Any]) -> Text:
    form, text = str(content.get("type", "")), str(message.get("content") or content.get("content") or "")
    title = str(content.get("subject") or "") if form != "SMS" else ""
    return Text(str(message.get("to", "")), str(content.get("from", "")), form, title, text)


def _silent(receipt: Receipt) -> list[Outgoing]:
    return []


def _error(code: str, status: int) -> Response:
    return JSONResponse({"statusCode": code, "statusName": "fail"}, status_code=status)
