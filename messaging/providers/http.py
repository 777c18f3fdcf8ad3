"""Calls of providers over HTTP and JSON: a pool of connections each, and what a failure of the network means."""

import atexit
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from messaging.types import Outcome, ProviderAnswer

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0
LONGEST_ID = 100
LONGEST_CODE = 20
NOT_TAKEN = frozenset({401, 403, 404, 408, 429})


@dataclass(frozen=True)
class Reply:
    """What a provider answered: the status of HTTP and the JSON object, empty when it was none."""

    status: int
    content: Mapping[str, Any]

    @property
    def is_success(self) -> bool:
        """Whether HTTP says that the call went well."""
        return 200 <= self.status < 300

    def undecided(self, code: str = "") -> ProviderAnswer | None:
        """Return the answer when HTTP alone decides: a server's error may have been accepted, a wrong key or too many
        calls was surely not, and ends when somebody sets it right."""
        if self.status >= 500:
            return ProviderAnswer(outcome=Outcome.UNCERTAIN, code=short(code or f"HTTP{self.status}"))
        if self.status in NOT_TAKEN:
            return ProviderAnswer(outcome=Outcome.RETRY, code=short(code or f"HTTP{self.status}"))
        return None


class CallFailed(Exception):
    """There was no answer; `answer` says whether the call may have been accepted."""

    def __init__(self, answer: ProviderAnswer) -> None:
        super().__init__(answer.code)
        self.answer = answer


class JsonClient:
    """Connections to one provider, shared by the threads that call it."""

    def __init__(self, *, connections: int) -> None:
        self._connections = connections

    @cached_property
    def _client(self) -> httpx.Client:
        client = httpx.Client(
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=self._connections, max_keepalive_connections=self._connections),
            trust_env=False,
        )
        atexit.register(client.close)
        return client

    def post(self, url: str, *, content: Mapping[str, Any] | bytes, headers: Mapping[str, str]) -> Reply:
        """Post a JSON object (or its bytes, when they were signed) and return the reply.

        Raises CallFailed: a connection that never stood may be tried again, a lost answer is uncertain.
        """
        body = content if isinstance(content, bytes) else written(content)
        return self._call("POST", url, body=body, headers=headers)

    def get(self, url: str, *, headers: Mapping[str, str]) -> Reply:
        """Return the reply to a question. Raises CallFailed."""
        return self._call("GET", url, body=None, headers=headers)

    def _call(self, method: str, url: str, *, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        sent_headers = {**headers, "Content-Type": "application/json; charset=utf-8"} if body else dict(headers)
        try:
            response = self._client.request(method, url, content=body, headers=sent_headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise CallFailed(_failed(Outcome.RETRY, "unreachable", error)) from error
        except httpx.HTTPError as error:
            raise CallFailed(_failed(Outcome.UNCERTAIN, "no_answer", error)) from error
        return Reply(status=response.status_code, content=members(_json(response)))


def written(content: Mapping[str, Any]) -> bytes:
    """Return the JSON that is sent, and signed."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def members(value: object) -> Mapping[str, Any]:
    """Return the value where it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def first(value: object) -> Mapping[str, Any]:
    """Return the first object of a JSON array, else an empty one."""
    return members(value[0]) if isinstance(value, list) and value else {}


def text_of(value: object) -> str:
    """Return a JSON string or number as text; "" for anything else."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def short(code: str) -> str:
    """Return a provider's code as it is stored."""
    return code[:LONGEST_CODE]


def accepted(code: str, identifier: str) -> ProviderAnswer:
    """Return that the provider took the message; an id nobody could store leaves the message to its reference."""
    known = identifier if len(identifier) <= LONGEST_ID else ""
    return ProviderAnswer(outcome=Outcome.ACCEPTED, code=short(code), provider_message_id=known)


def rejected(code: str) -> ProviderAnswer:
    """Return that the provider will never take the message."""
    return ProviderAnswer(outcome=Outcome.REJECTED, code=short(code))


def uncertain(code: str) -> ProviderAnswer:
    """Return that nobody knows whether the provider took the message."""
    return ProviderAnswer(outcome=Outcome.UNCERTAIN, code=short(code))


def _failed(outcome: Outcome, code: str, error: Exception) -> ProviderAnswer:
    return ProviderAnswer(outcome=outcome, code=code, reason=type(error).__name__)


def _json(response: httpx.Response) -> object:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
