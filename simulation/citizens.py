"""Citizens: they text, write on the web page, or call."""

import asyncio
import random
import time
import uuid
from datetime import UTC, datetime

from simulation.client import Client, Refused
from simulation.ledger import Conversation, Ledger
from simulation.words import PLACES, Inquiry

CHANNELS = {"SMS": 0.4, "WEB": 0.4, "PHONE": 0.2}


class Citizens:
    """Makes citizens, each with a number of their own."""

    def __init__(self, *, client: Client, ledger: Ledger, chance: random.Random) -> None:
        self._client = client
        self._ledger = ledger
        self._chance = chance
        self._first_number = int(time.time()) % 100_000 * 100

    def next_conversation(self, number: int, inquiry: Inquiry) -> Conversation:
        """Return a new citizen with something to say over some channel."""
        channel = self._chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        return Conversation(channel, inquiry, number=f"0100{(self._first_number + number) % 10_000_000:07d}")

    async def speak(self, conversation: Conversation) -> None:
        """Say the first words, until the product has taken them in."""
        try:
            if conversation.channel == "SMS":
                await self._text(conversation)
            elif conversation.channel == "WEB":
                await self._write(conversation)
            else:
                await self._call(conversation)
        except Refused as error:
            self._ledger.failed(f"{conversation.channel} not taken in", error)
            return
        self._ledger.accepted(conversation)
        await self._answer_question(conversation)

    async def _text(self, conversation: Conversation, text: str = "") -> None:
        body = {
            "id": uuid.uuid4().hex,
            "from": conversation.number,
            "to": "120",
            "text": text or conversation.inquiry.text,
            "occurred_at": datetime.now(UTC).isoformat(),
        }
        secret = self._client.target.text_secret
        await self._client.send("POST", "/webhooks/sms/messages", body=body, secret=secret)

    async def _write(self, conversation: Conversation) -> None:
        body = {"text": conversation.inquiry.text, "request_key": str(uuid.uuid4())}
        answer = await self._client.send("POST", "/api/chat/", body=body)
        conversation.contact, conversation.token = answer["contact"], answer["token"]

    async def _call(self, conversation: Conversation) -> None:
        call = uuid.uuid4().hex
        asked = {"call": call, "ani": conversation.number, "did": "120"}
        await self._client.as_exchange("POST", "/telephony/v1/route", asked)
        event = {
            **asked,
            "id": f"{call}-1",
            "seq": 1,
            "type": "call.arrived",
            "ts": datetime.now(UTC).isoformat(),
        }
        await self._client.as_exchange("POST", "/telephony/v1/events", [event])
        conversation.contact = call

    async def _answer_question(self, conversation: Conversation) -> None:
        """Once asked where it is, press a district or write where."""
        await asyncio.sleep(1)
        try:
            if conversation.channel == "WEB":
                await self._answer_on_the_page(conversation)
            elif conversation.channel == "SMS":
                await self._answer_by_text(conversation)
        except Refused as error:
            self._ledger.failed("question", error)

    async def _answer_on_the_page(self, conversation: Conversation) -> None:
        headers = {"Authorization": f"Contact {conversation.token}"}
        path = f"/api/chat/{conversation.contact}"
        thread = await self._client.send("GET", f"{path}/messages", headers=headers)
        if thread["question"]:
            chosen = self._chance.choice(thread["question"])["code"]
            await self._client.send("POST", f"{path}/district", body={"district": chosen}, headers=headers)
        elif thread["state"] == "ASKING":
            body = {"text": self._chance.choice(PLACES), "request_key": str(uuid.uuid4())}
            await self._client.send("POST", f"{path}/messages", body=body, headers=headers)

    async def _answer_by_text(self, conversation: Conversation) -> None:
        """Write where, whichever way it was asked: a place that fits no choice goes on to a person as well."""
        phone = await self._client.send("GET", f"/sandbox/v1/phones/{conversation.number}/messages")
        if phone["messages"] and "?" in phone["messages"][-1]["text"]:
            await self._text(conversation, self._chance.choice(PLACES))
