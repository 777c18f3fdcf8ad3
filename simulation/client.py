"""Requests to the product, made as the others make them: signed, and again with the same id until they are answered."""

import asyncio
import hashlib
import hmac
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.5
AGAIN = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Target:
    """Where the product is, and the secrets its partners share with it."""

    url: str
    text_secret: str
    exchange: str
    exchange_secret: str
    password: str


class Refused(Exception):
    """The product said no, or nothing at all for as long as a partner would have tried."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text[:200]}")
        self.status = status


@dataclass
class Client:
    """One connection pool to the product, and counts of what was answered."""

    target: Target
    http: httpx.AsyncClient
    answers: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    tokens: dict[str, str] = field(default_factory=dict)

    async def send(
        self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None, secret: str = ""
    ) -> Any:
        """Make a request until it is answered with something else than "try again"; return the answer's JSON.

        With `secret` the body is signed, anew each time. Raises Refused.
        """
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = await self._once(method, path, content, dict(headers or {}), secret)
            if answer is not None and answer.status_code not in AGAIN:
                break
            if time.monotonic() > ends_at:
                raise Refused(answer.status_code if answer else 0, answer.text if answer else "no answer")
            self.repeats += 1
            await asyncio.sleep(PAUSE_SECONDS)
        if answer.is_error:
            raise Refused(answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def _once(
        self, method: str, path: str, content: bytes, headers: dict[str, str], secret: str
    ) -> httpx.Response | None:
        headers["Content-Type"] = "application/json"
        if secret:
            headers |= _signature(secret, content)
        try:
            answer = await self.http.request(method, self.target.url + path, content=content, headers=headers)
        except httpx.HTTPError as error:
            self.answers[type(error).__name__] += 1
            return None
        self.answers[str(answer.status_code)] += 1
        return answer

    async def as_user(self, username: str, method: str, path: str, body: Any = None) -> Any:
        """Make a request as one of the product's accounts. Raises Refused."""
        if username not in self.tokens:
            given = {"username": username, "password": self.target.password}
            self.tokens[username] = (await self.send("POST", "/api/token/", body=given))["token"]
        return await self.send(method, path, body=body, headers={"Authorization": f"Token {self.tokens[username]}"})

    async def as_exchange(self, method: str, path: str, body: Any = None) -> Any:
        """Make a request as the telephone exchange. Raises Refused."""
        headers = {"X-Pbx": self.target.exchange}
        return await self.send(method, path, body=body, headers=headers, secret=self.target.exchange_secret)


def _signature(secret: str, content: bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + content, hashlib.sha256).hexdigest()
    return {"X-Gateway-Timestamp": timestamp, "X-Gateway-Signature": signed}
