"""Agents, officials and the telephone exchange."""

import asyncio
import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from simulation.client import Client, Refused
from simulation.ledger import BY_NUMBER, Conversation, Ledger
from simulation.words import Matter

HEARTBEAT_SECONDS = 10.0
LOOK_SECONDS = 0.7


class Agent:
    """An agent who takes what is offered, answers or registers a complaint, and finishes."""

    def __init__(self, *, username: str, client: Client, ledger: Ledger, chance: random.Random, hurry: float) -> None:
        self.username = username
        self.handled = 0
        self._client = client
        self._ledger = ledger
        self._chance = chance
        self._hurry = hurry
        self._in_hand: set[asyncio.Task[None]] = set()

    async def work(self, *, officials: "Officials") -> None:
        """Sit down and work until cancelled."""
        while not await self._try("seat", self._do("PUT", "/api/seat/", {"intent": "READY"})):
            await asyncio.sleep(LOOK_SECONDS)
        beat = asyncio.create_task(self._heartbeat())
        try:
            while True:
                await self._look(officials)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            beat.cancel()
            await asyncio.gather(beat, *self._in_hand, return_exceptions=True)
            await self._try("going home", self._do("PUT", "/api/seat/", {"intent": "OFFLINE"}))

    async def _heartbeat(self) -> None:
        while True:
            await self._try("heartbeat", self._do("POST", "/api/seat/heartbeat/"))
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _look(self, officials: "Officials") -> None:
        for offer in await self._try("offers", self._do("GET", "/api/offers/")) or []:
            contact = await self._try(
                "accept", self._do("POST", f"/api/offers/{offer['id']}/accept/"), gone_is_fine=True
            )
            if contact:
                number = await self._number(contact) if contact["channel"] in BY_NUMBER else ""
                conversation = self._ledger.taken(contact["id"], number=number, agent=self.username)
                task = asyncio.create_task(self._handle(contact, conversation, officials))
                self._in_hand.add(task)
                task.add_done_callback(self._in_hand.discard)

    async def _number(self, contact: dict[str, Any]) -> str:
        wanted = self._do("POST", f"/api/contacts/{contact['id']}/reveal/", {"reason": "통화 확인"})
        revealed = await self._try("reveal", wanted)
        return revealed["phone"].replace("-", "") if revealed else ""

    async def _handle(self, contact: dict[str, Any], conversation: Conversation | None, officials: "Officials") -> None:
        path = f"/api/contacts/{contact['id']}"
        matter = conversation.inquiry.matter if conversation else Matter.SMALL_TALK
        try:
            await asyncio.sleep(self._chance.uniform(0.5, 2.0) / self._hurry)
            if matter is Matter.REPORT and conversation:
                code = await self._register(contact, conversation, officials)
            else:
                code = await self._answer(contact, path, conversation)
            await asyncio.sleep(self._chance.uniform(0.5, 2.0) / self._hurry)
            await self._do("POST", f"{path}/end/")
            await self._do("POST", f"{path}/finish/", {"wrap_up_code": code, "note": ""})
            self.handled += 1
        except Refused as error:
            self._ledger.failed(f"handling a {contact['channel']} contact", error)

    async def _answer(self, contact: dict[str, Any], path: str, conversation: Conversation | None) -> str:
        words = conversation.inquiry.text if conversation else "민원 안내"
        found = await self._do("GET", f"/api/articles/search?q={words}")
        hits = found.get("results", found) if isinstance(found, dict) else found
        if hits and contact["channel"] != "PHONE":
            await self._do("POST", f"{path}/article/", {"article": hits[0]["article_id"]})
            return "ARTICLE_SENT"
        text = "문의하신 내용을 안내해 드렸습니다. 더 궁금하신 점이 있으면 말씀해 주세요."
        spoken = {"text": text, "spoken": True}
        if contact["channel"] == "PHONE":
            await self._do("POST", f"{path}/notes/", spoken)
        else:
            await self._do("POST", f"{path}/messages/", {"text": text, "request_key": str(uuid.uuid4())})
        return "ANSWERED"

    async def _register(self, contact: dict[str, Any], conversation: Conversation, officials: "Officials") -> str:
        path = f"/api/contacts/{contact['id']}"
        if not (contact["district"] and contact["topic"] and contact["department"]):
            corrected = {"district": "11680", "topic": "road", "reason": "통화로 확인"}
            contact = await self._do("POST", f"{path}/routing/", corrected)
        complaint = await self._do(
            "POST",
            "/api/complaints/",
            {
                "request_key": contact["id"],
                "citizen_id": contact["citizen"],
                "contact_id": contact["id"],
                "channel": contact["channel"],
                "kind": "SIMPLE",
                "title": conversation.inquiry.text[:60],
                "body": conversation.inquiry.text,
                "district_code": contact["district"]["code"],
                "topic_code": contact["topic"]["code"],
                "department_code": contact["department"]["code"],
            },
        )
        conversation.complaint = complaint["line"]["id"]
        officials.expect(conversation, complaint["line"])
        return "COMPLAINT"

    async def _do(self, method: str, path: str, body: Any = None) -> Any:
        return await self._client.as_user(self.username, method, path, body)

    async def _try(self, what: str, request: Any, *, gone_is_fine: bool = False) -> Any:
        try:
            return await request
        except Refused as error:
            if not (gone_is_fine and error.status in {404, 409, 410}):
                self._ledger.failed(what, error)
            return None


class Officials:
    """The officials of all departments: each takes what its department was given, plans it and completes it."""

    def __init__(self, *, client: Client, ledger: Ledger, chance: random.Random, hurry: float) -> None:
        self._client = client
        self._ledger = ledger
        self._chance = chance
        self._hurry = hurry
        self._work: set[asyncio.Task[None]] = set()

    def expect(self, conversation: Conversation, line: dict[str, Any]) -> None:
        """Let the official of the complaint's department look out for it."""
        official = f"{line['district_name']}-{line['department_name']}"
        task = asyncio.create_task(self._complete(conversation, official, line["id"]))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def finish(self, *, seconds: float, stop: bool) -> None:
        """Let the officials go on with what they have for up to `seconds`; with `stop`, let them drop the rest."""
        if self._work:
            await asyncio.wait(set(self._work), timeout=seconds)
        if stop:
            for task in list(self._work):
                task.cancel()

    async def _complete(self, conversation: Conversation, official: str, complaint: str) -> None:
        path = f"/api/complaints/{complaint}/"
        try:
            while (line := (await self._client.as_user(official, "GET", path))["line"])["state"] != "HANDED_OVER":
                conversation.complaint_state = line["state"]
                await asyncio.sleep(1)
            for action, extra in self._steps():
                await asyncio.sleep(self._chance.uniform(0.5, 3.0) / self._hurry)
                body = {"version": line["version"], **extra}
                line = (await self._client.as_user(official, "POST", f"{path}{action}/", body))["line"]
                conversation.complaint_state = line["state"]
        except Refused as error:
            conversation.complaint_error = str(error)
            self._ledger.failed("department work", error)

    @staticmethod
    def _steps() -> list[tuple[str, dict[str, str]]]:
        day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
        return [
            ("receive", {}),
            ("plan", {"plan": "현장을 확인하고 조치 일정을 알려 드리겠습니다.", "planned_for": day}),
            ("complete", {"result": "현장을 확인하고 조치를 마쳤습니다.", "closing_reason": "RESOLVED"}),
        ]


class Exchange:
    """The telephone exchange: connects whom it is told to, and tells when a call is over."""

    def __init__(self, *, client: Client, ledger: Ledger) -> None:
        self._client = client
        self._ledger = ledger

    async def work(self) -> None:
        """Carry out commands until cancelled."""
        while True:
            try:
                for command in await self._client.as_exchange("GET", "/telephony/v1/commands"):
                    await self._carry_out(command)
            except Refused as error:
                self._ledger.failed("exchange", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def _carry_out(self, command: dict[str, Any]) -> None:
        event = {"offer": ("call.answered", 2), "hangup": ("call.ended", 9)}.get(command["verb"])
        if event:
            kind, seq = event
            call = command["call"]
            told = {"id": f"{call}-{seq}", "call": call, "seq": seq, "type": kind, "ts": datetime.now(UTC).isoformat()}
            await self._client.as_exchange("POST", "/telephony/v1/events", [told])
        await self._client.as_exchange("POST", f"/telephony/v1/commands/{command['id']}", {"done": True})
