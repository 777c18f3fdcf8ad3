"""Calls of providers over HTTP and JSON: a pool of connections each, and what a failure of the network means."""

import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from select import POLLIN, poll
from typing import Any
from urllib.parse import SplitResult, urlsplit

from messaging.types import Outcome, ProviderAnswer

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0
LARGEST_ANSWER = 1_000_000
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
    """Connections to one provider that are kept open, shared by the threads that call it."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, str], deque[HTTPConnection]] = defaultdict(deque)

    def post(self, url: str, *, content: Mapping[str, Any] | bytes, headers: Mapping[str, str]) -> Reply:
        """Post a JSON object (or its bytes, when they were signed) and return the reply.

        Raises CallFailed: a connection that never stood may be tried again, a lost answer is uncertain.
        """
        body = content if isinstance(content, bytes) else written(content)
        return self._call(
            "POST", url, body=body, headers={**headers, "Content-Type": "application/json; charset=utf-8"}
        )

    def get(self, url: str, *, headers: Mapping[str, str]) -> Reply:
        """Return the reply to a question. Raises CallFailed."""
        return self._call("GET", url, body=None, headers=headers)

    def _call(self, method: str, url: str, *, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(url)
        idle = self._idle[parts.scheme, parts.netloc]
        try:
            connection = _still_open(idle) or _connected(parts)
        except (OSError, HTTPException) as error:
            raise CallFailed(_failed(Outcome.RETRY, "unreachable", error)) from error
        try:
            connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
            response = connection.getresponse()
            answer = response.read(LARGEST_ANSWER)
            if response.length:
                raise IncompleteRead(answer, response.length)
        except (OSError, HTTPException) as error:
            connection.close()
            raise CallFailed(_failed(Outcome.UNCERTAIN, "no_answer", error)) from error
        if response.will_close or not response.isclosed():
            connection.close()
        else:
            idle.append(connection)
        return Reply(status=response.status, content=members(_json(answer)))


def _connected(parts: SplitResult) -> HTTPConnection:
    """Return a connection that stands. Raises OSError."""
    is_secure = parts.scheme == "https"
    kind = HTTPSConnection if is_secure else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
    connection.connect()
    connection.sock.settimeout(ANSWER_SECONDS)
    return connection


def _still_open(idle: "deque[HTTPConnection]") -> HTTPConnection | None:
    """Return a kept connection that the provider has not closed meanwhile; None without one."""
    while idle:
        try:
            connection = idle.pop()
        except IndexError:
            return None
        if connection.sock is not None and not _has_something_to_say(connection):
            return connection
        connection.close()
    return None


def _has_something_to_say(connection: HTTPConnection) -> bool:
    """Tell whether something came on a connection from which nothing is expected: its end, that is."""
    waiting = poll()
    waiting.register(connection.sock, POLLIN)
    return bool(waiting.poll(0))


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


def _json(answer: bytes) -> object:
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return None
