"""Bizgo's interface (bizgo-sdk-comm 1.2.0), under /sandbox/bizgo: 상담톡, Alimtalk, text messages, templates."""

import hmac
import json
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.sandbox import kakao_rules
from deploy.sandbox.configuration import Configuration
from deploy.sandbox.delivery import Alimtalk, Delivery, Order, Receipt, Text
from deploy.sandbox.faults import Kind
from deploy.sandbox.forms import first_file
from deploy.sandbox.journal import Journal, Outgoing
from deploy.sandbox.postman import Postman
from deploy.sandbox.rooms import Rooms, stamp

PROVIDER = "bizgo"
ROOT = "/sandbox/bizgo/api/comm/v1"
REPORTS_PATH = "/webhooks/bizgo/reports"
MOST_RECIPIENTS = 200
LONGEST_KEY = 200
LONGEST_KEY_SECONDS = 86_400
LARGEST_IMAGE = 5 * 1024 * 1024
QUERIES_A_SECOND = 5
OK = {"code": "A000", "result": "Success"}
SIGNS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


class Bizgo:
    """Answers as Bizgo's documentation says."""

    def __init__(
        self, configuration: Configuration, journal: Journal, postman: Postman, rooms: Rooms, delivery: Delivery
    ) -> None:
        self._api_key = configuration.credential("BIZGO_API_KEY")
        self._sender_key = configuration.credential("BIZGO_SENDER_KEY")
        self._url = configuration.product_url
        self._journal, self._postman, self._rooms, self._delivery = journal, postman, rooms, delivery
        self._queries: deque[float] = deque(maxlen=QUERIES_A_SECOND)

    def routes(self) -> list[Route]:
        """Return the addresses Bizgo answers at."""
        posts: dict[str, Callable[[dict[str, Any]], Response]] = {
            "/cstalk/plain": lambda content: self._chat(content, rich=False),
            "/cstalk/rich": lambda content: self._chat(content, rich=True),
            "/cstalk/end": self._end,
            "/cstalk/endWithBot": self._end,
            "/send/omni": self._omni,
            "/center/alimtalk/template": self._register,
            "/center/alimtalk/template/request": self._inspect,
        }
        return [
            *(Route(ROOT + path, self._posted(answer), methods=["POST"]) for path, answer in posts.items()),
            Route(ROOT + "/file/cstalk/image", self.upload_image, methods=["POST"]),
            Route(ROOT + "/file/cstalk", self.upload_file, methods=["POST"]),
            Route(ROOT + "/center/cstalk/session", self._asked(self._session)),
            Route(ROOT + "/report/inquiry/{key}", self._asked(self._report)),
            Route(ROOT + "/center/alimtalk/template/senderKey/{sender}/templateCode/{code}", self._asked(self._state)),
        ]

    def _posted(self, answer: Callable[[dict[str, Any]], Response]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            if not self._is_ours(request):
                return _denied()
            content = _object(await request.body())
            if content is None:
                return self._refuse("A010")
            return await self._delivery.faults.around(
                PROVIDER,
                lambda: answer(content),
                fail=_failed("A920", status=503),
                limited=_failed("A020", status=429),
            )

        return endpoint

    def _asked(self, answer: Callable[[Request], Response]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            if not self._is_ours(request):
                return _denied()
            now = time.monotonic()
            if len(self._queries) == QUERIES_A_SECOND and now - self._queries[0] < 1:
                return _failed("A020", status=429)
            self._queries.append(now)
            return answer(request)

        return endpoint

    def _is_ours(self, request: Request) -> bool:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), self._api_key.encode())

    def _refuse(self, code: str) -> Response:
        self._journal.refuse(code)
        return _failed(code)

    def _chat(self, content: dict[str, Any], *, rich: bool) -> Response:
        code = kakao_rules.refusal_of_chat(content, rich=rich)
        if not code and content.get("senderKey") != self._sender_key:
            code = "A502"
        user = None if code else self._rooms.user_by_key(content["userKey"])
        if not code and (user is None or user.blocked or self._rooms.session(user) is None):
            code = "A821"
        if code or user is None:
            return self._refuse(code)
        key, attachment = uuid.uuid4().hex, content.get("attachment") or {}
        faults = self._delivery.faults
        arrives = not faults.strikes(Kind.UNDELIVERED, PROVIDER)
        result = self._rooms.result_of(
            user,
            key=key,
            reference=str(content.get("ref") or ""),
            code="A000" if arrives else "A999",
            seconds=faults.seconds(Kind.RECEIPT_LATE, PROVIDER) or 0.3,
        )
        posts = [] if faults.strikes(Kind.NO_RECEIPT, PROVIDER) else [result]
        self._journal.add(
            identifier=key,
            number=user.number,
            by_citizen=False,
            other=PROVIDER,
            form="KAKAO" if arrives else "EVENT",
            title="",
            text=content["message"] if arrives else "",
            reference=str(content.get("ref") or key),
            extras={
                "buttons": attachment.get("buttons") or [],
                "quick_replies": attachment.get("quickReplies") or [],
                "image": (attachment.get("image") or {}).get("imgUrl", ""),
                "asks_phone": content["msgType"] == "PERSONAL",
            },
            posts=posts * (2 if faults.strikes(Kind.RECEIPT_TWICE, PROVIDER) else 1),
        )
        self._postman.wake()
        return JSONResponse(_envelope(OK | {"msgKey": key}))

    def _end(self, content: dict[str, Any]) -> Response:
        user = self._rooms.user_by_key(str(content.get("userKey", "")))
        if user is None or self._rooms.session(user) is None:
            return self._refuse("A821")
        return JSONResponse(_envelope(OK | {"data": {"msgKey": self._rooms.end_by_agent(user)}}))

    def _omni(self, content: dict[str, Any]) -> Response:
        destinations, flow = content.get("destinations"), content.get("messageFlow")
        key, seconds = content.get("idempotencyKey"), content.get("idempotencyTtl")
        if not isinstance(destinations, list) or not destinations or not isinstance(flow, list) or not flow:
            return self._refuse("A300")
        if len(destinations) > MOST_RECIPIENTS:
            return self._refuse("A318")
        if key is not None and not (isinstance(key, str) and 0 < len(key) <= LONGEST_KEY):
            return self._refuse("A308")
        if key is not None and not (type(seconds) is int and 0 <= seconds <= LONGEST_KEY_SECONDS):
            return self._refuse("A309")
        results = [
            self._one(destination, flow, reference=content.get("ref"), key=f"{PROVIDER}:{key}:{place}" if key else "")
            for place, destination in enumerate(destinations)
        ]
        return JSONResponse(_envelope(OK | {"data": {"destinations": results}}))

    def _one(self, destination: Any, flow: list[Any], *, reference: Any, key: str) -> dict[str, Any]:
        to = destination.get("to") if isinstance(destination, Mapping) else None
        if not isinstance(to, str):
            return {"to": "", "code": "A306", "result": "to"}
        earlier = self._delivery.earlier(key)
        if earlier:
            return {"to": to, "msgKey": earlier, "code": "A301", "result": "duplicate"}
        orders = [self._order(to, item, destination.get("replaceWords")) for item in flow]
        code = next((order if isinstance(order, str) else self._delivery.refusal(order) for order in orders), "A300")
        taken = [order for order in orders if not isinstance(order, str) and not self._delivery.refusal(order)]
        if code or not taken:
            self._journal.refuse(_own_code(code))
            return {"to": to, "code": _own_code(code), "result": code}
        identifier = self._delivery.take(
            taken,
            provider=PROVIDER,
            reference=str(destination.get("ref") or reference or ""),
            key=key,
            report=_report,
        )
        return {"to": to, "msgKey": identifier, "code": "A000", "result": "Success"}

    def _order(self, to: str, item: Any, words: Any) -> Order | str:
        """Return what one step of a flow orders, or the code of what is wrong with it."""
        if not isinstance(item, Mapping) or len(item) != 1:
            return "A300"
        [(channel, message)] = item.items()
        if not isinstance(message, Mapping):
            return "A300"
        if channel in ("sms", "mms"):
            given = [message.get("from"), message.get("title") or "", message.get("text")]
            if not all(isinstance(value, str) for value in given):
                return "A303"
            sender, title, text = (str(value) for value in given)
            return Text(to=to, sender=sender, form="SMS" if channel == "sms" else "LMS", title=title, text=text)
        if channel == "alimtalk":
            return self._alimtalk_order(to, message, words)
        return "A325"

    def _alimtalk_order(self, to: str, message: Mapping[str, Any], words: Any) -> Order | str:
        if message.get("senderKey") != self._sender_key:
            return "A502"
        code, buttons = str(message.get("templateCode", "")), (message.get("attachment") or {}).get("button") or []
        found = self._journal.template(code)
        if message.get("sendType") == "template":
            text = kakao_rules.filled(str(found[0]["text"]), words) if found and isinstance(words, Mapping) else None
            if text is None:
                return "A505"
            return Alimtalk(to, code, "", text, (found[0].get("attachment") or {}).get("button") or [] if found else [])
        if message.get("msgType") not in ("AT", "AI"):
            return "A523"
        return Alimtalk(to, code, str(message.get("title") or ""), str(message.get("text") or ""), buttons)

    def _register(self, content: dict[str, Any]) -> Response:
        template = content.get("alimtalk")
        if not isinstance(template, dict) or not 0 < len(str(template.get("templateCode", ""))) <= 30:
            return self._refuse("A505")
        if not 0 < len(str(template.get("text", ""))) <= kakao_rules.LONGEST_ALIMTALK:
            return self._refuse("A328")
        self._journal.keep_template(code=template["templateCode"], content=template, state="REG")
        return JSONResponse(_envelope(OK | {"data": {"alimtalk": template | {"inspectionStatus": "REG"}}}))

    def _inspect(self, content: dict[str, Any]) -> Response:
        """Kakao's people approve at once here."""
        asked = content.get("alimtalk")
        found = self._journal.template(str(asked.get("templateCode", ""))) if isinstance(asked, dict) else None
        if found is None:
            return self._refuse("A820")
        self._journal.keep_template(code=found[0]["templateCode"], content=found[0], state="APR")
        return JSONResponse(_envelope(OK))

    def _state(self, request: Request) -> Response:
        found = self._journal.template(request.path_params["code"])
        if found is None:
            return self._refuse("A820")
        return JSONResponse(_envelope(OK | {"data": {"alimtalk": found[0] | {"inspectionStatus": found[1]}}}))

    def _session(self, request: Request) -> Response:
        user = self._rooms.user_by_key(request.query_params.get("userKey", ""))
        session = self._rooms.last_session(user) if user else None
        if session is None:
            return self._refuse("A820")
        told = {
            "sessionId": session.id,
            "senderKey": self._sender_key,
            "startedType": "UM",
            "startedAt": stamp(session.started_at)[:23],
            "expiredType": "AE",
            "expiredAt": stamp(session.ended_at or session.expires_at)[:19],
        }
        return JSONResponse(_envelope(OK | {"data": {"session": told}}))

    def _report(self, request: Request) -> Response:
        outcome = self._journal.receipt_code(request.path_params["key"])
        if not outcome:
            return self._refuse("A820")
        code = "A000" if outcome == "arrived" else "E999"
        return JSONResponse(_envelope(OK | {"data": {"reportCode": code, "reportTime": stamp()}}))

    async def upload_image(self, request: Request) -> Response:
        """POST …/file/cstalk/image: a picture (JPEG, PNG, GIF, 5 MB) for a room."""
        return await self._upload(request, "imgUrl", pictures_only=True)

    async def upload_file(self, request: Request) -> Response:
        """POST …/file/cstalk: any file for a room."""
        return await self._upload(request, "fileUrl", pictures_only=False)

    async def _upload(self, request: Request, member: str, *, pictures_only: bool) -> Response:
        if not self._is_ours(request):
            return _denied()
        file = first_file(content_type=request.headers.get("Content-Type", ""), body=await request.body())
        if file is None:
            return self._refuse("A204")
        name, content = file
        if len(content) > LARGEST_IMAGE:
            return self._refuse("A200")
        kind = next((kind for sign, kind in SIGNS.items() if content.startswith(sign)), "")
        if pictures_only and not kind:
            return self._refuse("A206")
        identifier = uuid.uuid4().hex
        kind = kind or "application/octet-stream"
        self._journal.keep_file(identifier=identifier, name=name, kind=kind, content=content)
        url = f"{self._url}/sandbox/files/{identifier}"
        extra = {} if pictures_only else {"fileName": name, "size": str(len(content))}
        return JSONResponse(_envelope(OK | {"data": {member: url} | extra}))


def _report(receipt: Receipt) -> list[Outgoing]:
    content = {
        "msgKey": receipt.identifier,
        "serviceType": "ALIMTALK" if receipt.form == "ALIMTALK" else "SMS" if receipt.form == "SMS" else "MMS",
        "sendTime": stamp(),
        "reportTime": stamp(),
        "reportType": "report",
        "reportCode": "A000" if receipt.arrived else "E999",
        "reportText": "Success" if receipt.arrived else "Undelivered",
    } | ({"ref": receipt.reference} if receipt.reference else {})
    return [Outgoing(REPORTS_PATH, json.dumps(content).encode(), receipt.seconds, "bizgo")]


def _own_code(code: str) -> str:
    """Return Bizgo's own code for a refusal of the carriers' rules."""
    own = {"A400": "A328", "A401": "A303", "A402": "A303", "A403": "A306", "NoMatchedTemplate": "A572"}
    return own.get(code, code or "A300")


def _envelope(data: dict[str, Any]) -> dict[str, Any]:
    common = {"authCode": "A000", "authResult": "Success", "infobankTrId": uuid.uuid4().hex}
    return {"common": common, "data": data}


def _failed(code: str, *, status: int = 400) -> Response:
    return JSONResponse(_envelope({"code": code, "result": "Failed"}), status_code=status)


def _denied() -> Response:
    return JSONResponse({"common": {"authCode": "A100", "authResult": "Failed"}}, status_code=401)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body) if len(body) <= 1024 * 1024 else None
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
