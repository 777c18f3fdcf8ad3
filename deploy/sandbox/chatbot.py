"""The bot of the channel: it asks the product's skill server, waits five seconds, and shows only valid answers."""

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox import skill_rules
from deploy.sandbox.configuration import Configuration
from deploy.sandbox.journal import Journal
from deploy.sandbox.rooms import KakaoUser, Rooms

ANSWER_SECONDS = 5.0
CALLBACK_SECONDS = 60.0


@dataclass
class Callback:
    """Somebody waits for an answer until `until`."""

    user: KakaoUser
    until: float


class Chatbot:
    """Talks with citizens by the skill server."""

    def __init__(self, configuration: Configuration, journal: Journal, rooms: Rooms) -> None:
        self._url = f"{configuration.product_url}/webhooks/kakao/{configuration.credential('KAKAO_WEBHOOK_PATH')}/skill"
        self._header = configuration.credential("KAKAO_SKILL_HEADER")
        self._callback_url = f"{configuration.product_url}/sandbox/bot/callback"
        self._journal, self._rooms = journal, rooms
        self._callbacks: dict[str, Callback] = {}

    async def ask(
        self, user: KakaoUser, utterance: str, *, shown: str = "", extra: dict[str, Any] | None = None
    ) -> None:
        """Say `utterance` as the citizen, and show what the bot answers; `extra` is what the pressed button carried."""
        self._line(user, text=shown or utterance, by_citizen=True, extras={})
        token = uuid.uuid4().hex
        self._callbacks[token] = Callback(user, time.monotonic() + CALLBACK_SECONDS)
        try:
            async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
                headers = {"X-Skill-Key": self._header}
                response = await client.post(
                    self._url, json=self._request(user, utterance, token, extra), headers=headers
                )
            content = response.json() if response.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            content = None
        if isinstance(content, dict) and content.get("useCallback") is True and content.get("version") == "2.0":
            waiting = content.get("data")
            self._line(user, text=str(waiting.get("text", "")) if isinstance(waiting, dict) else "…", extras={})
            return
        self._callbacks.pop(token, None)
        self._show(user, content)

    async def callback(self, request: Request) -> Response:
        """POST /sandbox/bot/callback/<token>: the late answer, once and within a minute."""
        callback = self._callbacks.pop(request.path_params["token"], None)
        if callback is None or time.monotonic() > callback.until:
            return JSONResponse({"status": "FAIL", "message": "Invalid callback token"}, status_code=400)
        try:
            content = json.loads(await request.body())
        except (ValueError, RecursionError):
            content = None
        valid = self._show(callback.user, content)
        return JSONResponse({"taskId": uuid.uuid4().hex, "status": "SUCCESS" if valid else "ERROR"})

    def _show(self, user: KakaoUser, content: Any) -> bool:
        problem = skill_rules.problem_of(content)
        if problem:
            self._journal.refuse(f"skill: {problem}")
            self._line(user, text="지금은 답할 수 없습니다. 잠시 뒤 다시 시도해 주세요.", extras={"problem": problem})
            return False
        template = content["template"]
        contexts = {context["name"]: context for context in json.loads(self._rooms.user_of(user.number).contexts)}
        for context in contexts.values():
            context["lifeSpan"] -= 1
        contexts |= {value["name"]: value for value in (content.get("context") or {}).get("values") or []}
        kept = [context for context in contexts.values() if context["lifeSpan"] > 0]
        self._rooms.change(user, contexts=json.dumps(kept, ensure_ascii=False))
        replies = template.get("quickReplies") or []
        self._line(user, text="", extras={"outputs": template["outputs"], "bot_replies": replies})
        return True

    def _line(self, user: KakaoUser, *, text: str, by_citizen: bool = False, extras: dict[str, Any]) -> None:
        self._journal.add(
            identifier=uuid.uuid4().hex,
            number=user.number,
            by_citizen=by_citizen,
            other="bot",
            form="BOT",
            title="",
            text=text,
            extras=extras,
        )

    def _request(self, user: KakaoUser, utterance: str, token: str, extra: dict[str, Any] | None) -> dict[str, Any]:
        block = {"id": "b1", "name": "상담 도우미"}
        return {
            "intent": block,
            "userRequest": {
                "timezone": "Asia/Seoul",
                "lang": "ko",
                "utterance": utterance,
                "params": {},
                "block": block,
                "callbackUrl": f"{self._callback_url}/{token}",
                "user": {
                    "id": f"b{user.user_key}",
                    "type": "botUserKey",
                    "properties": {"botUserKey": f"b{user.user_key}", "plusfriendUserKey": user.user_key},
                },
            },
            "bot": {"id": "bot", "name": "상담 도우미"},
            "action": {"id": "a1", "name": "skill", "params": {}, "detailParams": {}, "clientExtra": extra or {}},
            "flow": {"trigger": {"type": "TEXT_INPUT", "referrerBlock": {"id": "", "name": ""}}},
            "contexts": json.loads(self._rooms.user_of(user.number).contexts),
        }
