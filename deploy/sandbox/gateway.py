"""The gateway's own interface, under /sandbox/v1/."""

import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox import rules, signature
from deploy.sandbox.configuration import Configuration
from deploy.sandbox.faults import BrokenConnection, Faults, Kind
from deploy.sandbox.journal import Journal, Outgoing
from deploy.sandbox.postman import Postman

PHONE_NUMBER = re.compile(r"[0-9]{3,15}")
RECEIPTS_PATH = "/webhooks/sms/receipts"
MESSAGES_PATH = "/webhooks/sms/messages"
PROVIDER = "gateway"
PART_CHARACTERS = 1_000
RECEIPT_SECONDS = 0.3
LONGEST_BODY = 100_000


class Gateway:
    """Takes messages from the product and from citizens."""

    def __init__(self, configuration: Configuration, journal: Journal, postman: Postman, faults: Faults) -> None:
        self._configuration = configuration
        self._journal = journal
        self._postman = postman
        self._faults = faults

    async def send(self, request: Request) -> Response:
        """POST /sandbox/v1/messages: the product sends an SMS or LMS."""
        if self._faults.strikes(Kind.DOWN, PROVIDER):
            return BrokenConnection()
        body = await request.body()
        if not signature.is_valid(secret=self._configuration.secret, given=request.headers, body=body):
            return self._refuse("signature", status=401)
        if self._faults.strikes(Kind.FAIL, PROVIDER):
            return self._refuse(rules.BROKEN, status=503)
        if self._faults.strikes(Kind.RATE_LIMIT, PROVIDER):
            return self._refuse(rules.RATE_LIMITED, status=429)
        await self._faults.wait(Kind.SLOW, PROVIDER)
        answer = self._accept(_json_object(body), key=request.headers.get("Idempotency-Key", ""))
        if self._faults.strikes(Kind.DROP, PROVIDER):
            return BrokenConnection()
        await self._faults.wait(Kind.LATE, PROVIDER)
        return answer

    def _accept(self, content: dict[str, Any], *, key: str) -> Response:
        first = self._journal.repeat(key) if key else None
        if first:
            return JSONResponse({"code": rules.REPEATED, "id": first})
        code = rules.refusal(content, key=key, senders=self._configuration.senders)
        if code:
            return self._refuse(code, status=400)
        identifier = uuid.uuid4().hex
        self._journal.add(
            identifier=identifier,
            number=content["to"],
            by_citizen=False,
            other=content["from"],
            form=content["type"],
            title=content["title"],
            text=content["text"],
            reference=content["reference"],
            key=key,
            posts=self._receipts(identifier, reference=content["reference"]),
        )
        self._postman.wake()
        return JSONResponse({"code": rules.ACCEPTED, "id": identifier})

    def _receipts(self, identifier: str, *, reference: str) -> list[Outgoing]:
        code = rules.UNDELIVERED if self._faults.strikes(Kind.UNDELIVERED, PROVIDER) else rules.DELIVERED
        receipt = {"id": identifier, "code": code, "occurred_at": _now(), "reference": reference}
        times = 2 if self._faults.strikes(Kind.RECEIPT_TWICE, PROVIDER) else 1
        seconds = self._faults.seconds(Kind.RECEIPT_LATE, PROVIDER) or RECEIPT_SECONDS
        return [Outgoing(RECEIPTS_PATH, json.dumps(receipt).encode(), seconds)] * times

    def _refuse(self, code: str, *, status: int) -> Response:
        self._journal.refuse(code)
        return JSONResponse({"code": code}, status_code=status)

    def write(self, *, number: str, text: str, dialled: str = "", media: str = "") -> str:
        """Write as the citizen with this number, and return the message's id; `media` is where a picture lies.

        A long text is posted in parts, as carriers do. Raises ValueError for an empty text without a picture.
        """
        if not (text.strip() or media) or not PHONE_NUMBER.fullmatch(number):
            raise ValueError("a number and a text are needed")
        text = text.encode(errors="replace").decode()
        identifier = uuid.uuid4().hex
        to = dialled or min(self._configuration.senders)
        inbound = {"from": number, "to": to, "occurred_at": _now()} | ({"media": [media]} if media else {})
        parts = [text[start : start + PART_CHARACTERS] for start in range(0, len(text), PART_CHARACTERS)] or [""]
        whole = [{"id": identifier, "text": text}]
        pieces = (
            whole
            if len(parts) == 1
            else [
                {"id": f"{identifier}-{place}", "text": part, "group": identifier, "part": place, "parts": len(parts)}
                for place, part in enumerate(parts, start=1)
            ]
        )
        self._journal.add(
            identifier=identifier,
            number=number,
            by_citizen=True,
            other=to,
            form="MO",
            title="",
            text=text,
            extras={"image": media} if media else None,
            posts=[Outgoing(MESSAGES_PATH, json.dumps(inbound | piece).encode()) for piece in pieces],
        )
        self._postman.wake()
        return identifier

    async def phone(self, request: Request) -> Response:
        """GET, POST /sandbox/v1/phones/<number>/messages: read a phone, or write as its citizen: `{"text", "to"?}`."""
        number = request.path_params["number"]
        if request.method == "GET":
            return JSONResponse({"messages": [message.__dict__ for message in self._journal.messages(number)]})
        content = _json_object(await request.body())
        try:
            identifier = self.write(
                number=number, text=str(content.get("text", "")), dialled=str(content.get("to", ""))
            )
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"id": identifier}, status_code=202)

    async def faults(self, request: Request) -> Response:
        """GET, POST, DELETE /sandbox/v1/faults: see `faults.Kind`."""
        if request.method == "DELETE":
            self._faults.clear()
        elif request.method == "POST":
            try:
                self._faults.set(_json_object(await request.body()))
            except (KeyError, ValueError, TypeError) as error:
                return JSONResponse({"error": repr(error)}, status_code=400)
        return JSONResponse({"faults": self._faults.as_json()})

    async def statistics(self, request: Request) -> Response:
        """GET /sandbox/v1/statistics: what was accepted, repeated, refused, written and posted."""
        return JSONResponse(self._journal.statistics())


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body) if len(body) <= LONGEST_BODY else None
    except (ValueError, RecursionError):
        content = None
    return content if isinstance(content, dict) else {}


def _now() -> str:
    return datetime.now(UTC).isoformat()
