"""NHN Cloud's interface, under /sandbox/nhn: Alimtalk v2.3 (by template or as a whole) and SMS v3.0."""

import hmac
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.sandbox import kakao_rules
from deploy.sandbox.configuration import Configuration
from deploy.sandbox.delivery import Alimtalk, Delivery, Order, Receipt, Text
from deploy.sandbox.journal import Journal, Outgoing
from deploy.sandbox.rooms import stamp

PROVIDER = "nhn"
ROOT = "/sandbox/nhn"
REPORTS_PATH = "/webhooks/nhn/reports"
MOST_RECIPIENTS = 1_000
IDEMPOTENCY_HEADER = "X-NC-API-IDEMPOTENCY-KEY"
Read = Callable[[Mapping[str, Any], Mapping[str, Any]], Order]


class Nhn:
    """Answers as NHN Cloud's guides say."""

    def __init__(self, configuration: Configuration, journal: Journal, delivery: Delivery) -> None:
        self._key, self._secret = configuration.credential("NHN_APP_KEY"), configuration.credential("NHN_SECRET_KEY")
        self._sender_key = configuration.credential("NHN_SENDER_KEY")
        self._journal, self._delivery = journal, delivery

    def routes(self) -> list[Route]:
        """Return the addresses NHN Cloud answers at."""
        alimtalk, sms = f"{ROOT}/alimtalk/v2.3/appkeys/{{key}}", f"{ROOT}/sms/v3.0/appKeys/{{key}}"
        return [
            Route(f"{alimtalk}/messages", self._sending(self._alimtalk), methods=["POST"]),
            Route(f"{alimtalk}/raw-messages", self._sending(self._alimtalk), methods=["POST"]),
            Route(f"{alimtalk}/messages/{{request}}/{{place}}", self.state),
            Route(f"{sms}/sender/sms", self._sending(_sms), methods=["POST"]),
            Route(f"{sms}/sender/mms", self._sending(_lms), methods=["POST"]),
            Route(f"{sms}/sender/sms/{{request}}", self.state),
        ]

    def _sending(self, read: Read) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            if not self._is_ours(request):
                return _header(-1000, "Unauthorized", status=401)
            try:
                content = json.loads(await request.body())
            except (ValueError, RecursionError):
                return _header(-1001, "malformed")
            recipients = content.get("recipientList") if isinstance(content, dict) else None
            if not isinstance(recipients, list) or not 0 < len(recipients) <= MOST_RECIPIENTS:
                return _header(-1002, "recipientList")
            key = request.headers.get(IDEMPOTENCY_HEADER, "")
            return await self._delivery.faults.around(
                PROVIDER,
                lambda: self._take(content, recipients, read, key=key),
                fail=_header(-9999, "busy", status=503),
                limited=_header(-1027, "too many", status=429),
            )

        return endpoint

    def _take(self, content: Mapping[str, Any], recipients: list[Any], read: Read, *, key: str) -> Response:
        request_id, results = uuid.uuid4().hex, []
        for place, recipient in enumerate(recipients, start=1):
            earlier = self._delivery.earlier(f"{PROVIDER}:{key}:{place}" if key else "")
            if earlier:
                request_id = earlier.rpartition(".")[0]
                results.append({"recipientSeq": place, "resultCode": 0, "resultMessage": "SUCCESS"})
                continue
            order = read(content, recipient if isinstance(recipient, Mapping) else {})
            code = self._delivery.refusal(order)
            if not code:
                self._delivery.take(
                    [order],
                    provider=PROVIDER,
                    identifier=f"{request_id}.{place}",
                    reference=str(recipient.get("recipientGroupingKey", "")),
                    key=f"{PROVIDER}:{key}:{place}" if key else "",
                    report=_report,
                )
            else:
                self._journal.refuse(code)
            result = {"resultCode": -1028 if code else 0, "resultMessage": code or "SUCCESS"}
            results.append({"recipientSeq": place, "recipientNo": order.to} | result)
        header = {"resultCode": 0, "resultMessage": "SUCCESS", "isSuccessful": True}
        data = {"requestId": request_id, "statusCode": "2"}
        return JSONResponse(
            {
                "header": header,
                "message": data | {"sendResults": results},
                "body": {"data": data | {"sendResultList": results}},
            }
        )

    def _alimtalk(self, content: Mapping[str, Any], recipient: Mapping[str, Any]) -> Order:
        code = str(content.get("templateCode", "")) if content.get("senderKey") == self._sender_key else ""
        text = recipient.get("content")
        if not isinstance(text, str):
            found = self._journal.template(code)
            words = recipient.get("templateParameter") or {}
            text = (kakao_rules.filled(str(found[0]["text"]), words) if found else None) or ""
        buttons = [
            {
                "type": button.get("type"),
                "name": button.get("name"),
                "urlMobile": button.get("linkMo", ""),
                "chatExtra": button.get("chatExtra", ""),
            }
            for button in recipient.get("buttons") or []
        ]
        title = str(recipient.get("templateTitle") or "")
        return Alimtalk(str(recipient.get("recipientNo", "")), code, title, text, buttons)

    async def state(self, request: Request) -> Response:
        """GET …: how far a message got."""
        if not self._is_ours(request):
            return _header(-1000, "Unauthorized", status=401)
        place = request.path_params.get("place") or request.query_params.get("recipientSeq", "")
        outcome = self._journal.receipt_code(f"{request.path_params['request']}.{place}")
        found = {"resultCode": "MRC01" if outcome == "arrived" else "MRC02"} if outcome else {}
        header = {"resultCode": 0, "isSuccessful": True}
        return JSONResponse({"header": header, "message": found, "body": {"data": found}})

    def _is_ours(self, request: Request) -> bool:
        given = request.headers.get("X-Secret-Key", "").encode()
        return request.path_params["key"] == self._key and hmac.compare_digest(given, self._secret.encode())


def _sms(content: Mapping[str, Any], recipient: Mapping[str, Any]) -> Text:
    return _text(content, recipient, form="SMS", title="")


def _lms(content: Mapping[str, Any], recipient: Mapping[str, Any]) -> Text:
    return _text(content, recipient, form="LMS", title=str(content.get("title") or ""))


def _text(content: Mapping[str, Any], recipient: Mapping[str, Any], *, form: str, title: str) -> Text:
    to, sender, text = recipient.get("recipientNo"), content.get("sendNo"), content.get("body")
    return Text(to=str(to), sender=str(sender), form=form, title=title, text=str(text or ""))


def _report(receipt: Receipt) -> list[Outgoing]:
    request_id, _, place = receipt.identifier.rpartition(".")
    hook = {
        "requestId": request_id,
        "recipientSeq": int(place),
        "resultCode": "MRC01" if receipt.arrived else "MRC02",
        "receiveDate": stamp(),
        "recipientGroupingKey": receipt.reference,
    }
    body = json.dumps({"event": "MESSAGE_RESULT_UPDATE", "hooks": [hook]}).encode()
    return [Outgoing(REPORTS_PATH, body, receipt.seconds, "nhn")]


def _header(code: int, message: str, *, status: int = 200) -> Response:
    header = {"resultCode": code, "resultMessage": message, "isSuccessful": False}
    return JSONResponse({"header": header}, status_code=status)
