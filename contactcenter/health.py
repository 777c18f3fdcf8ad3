"""Is it alive, and can it serve: /healthz and /readyz."""

import contextlib
import os
import socket
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contactcenter.checks import postgres_version, sees_hangul
from contactcenter.tasks import BEAT_HEARTBEAT, WORKER_HEARTBEAT
from korean import meaning
from messaging import selectors

OLDEST_HEARTBEAT_SECONDS = 30
OLDEST_UNSENT_SECONDS = 300
LIVE_TIMEOUT_SECONDS = 2

_migrations_applied = False


class NotReady(Exception):
    """A part does not work; the message says what is wrong with it."""


def _database(*, now: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        if not sees_hangul(cursor):
            raise NotReady("trigrams do not see Hangul")
    return {"version": postgres_version()}


def _migrations(*, now: datetime) -> dict[str, Any]:
    global _migrations_applied  # once applied, they stay applied for the life of this process
    if not _migrations_applied:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            raise NotReady(f"{missing} migrations are not applied")
        _migrations_applied = True
    return {}


def _redis(*, now: datetime) -> dict[str, Any]:
    cache.set("readyz", "민원", 10)
    if cache.get("readyz") != "민원":
        raise NotReady("does not keep what is written")
    return {}


def _heartbeat(key: str, *, now: datetime) -> dict[str, Any]:
    written = cache.get(key)
    if written is None:
        raise NotReady("no heartbeat")
    age = round(now.timestamp() - written, 1)
    if age > OLDEST_HEARTBEAT_SECONDS:
        raise NotReady(f"the last heartbeat is {age:.0f} seconds old")
    return {"age_seconds": age}


def _worker(*, now: datetime) -> dict[str, Any]:
    return _heartbeat(WORKER_HEARTBEAT, now=now)


def _beat(*, now: datetime) -> dict[str, Any]:
    return _heartbeat(BEAT_HEARTBEAT, now=now)


def _outbox(*, now: datetime) -> dict[str, Any]:
    age = selectors.outbox_age(now=now)
    if age > OLDEST_UNSENT_SECONDS:
        raise NotReady(f"the oldest unsent message waits for {age:.0f} seconds")
    return {"oldest_unsent_seconds": round(age, 1)}


def _live(*, now: datetime) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        if path := os.environ.get("LIVE_SOCKET"):
            connection = HTTPConnection("live")
            connection.sock = stack.enter_context(socket.socket(socket.AF_UNIX))
            connection.sock.settimeout(LIVE_TIMEOUT_SECONDS)
            connection.sock.connect(path)
        elif address := os.environ.get("LIVE_URL"):
            connection = HTTPConnection(urlsplit(address).netloc, timeout=LIVE_TIMEOUT_SECONDS)
        else:
            return {"checked": False}
        stack.enter_context(contextlib.closing(connection))
        connection.request("GET", "/live/healthz")
        status = connection.getresponse().status
    if status != HTTPStatus.OK:
        raise NotReady(f"answers {status}")
    return {}


def _search(*, now: datetime) -> dict[str, Any]:
    """Search goes on by words where the model of meanings is missing: this is told, and the product stays ready."""
    if problem := meaning.problem():
        return {"by": "words alone", "meaning": problem}
    return {"by": "words and meaning", "model": meaning.MODEL}


PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
    "worker": _worker,
    "beat": _beat,
    "outbox": _outbox,
    "live": _live,
    "search": _search,
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process is alive; it asks nothing of any other."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer the state of each part: 200 when all of them work, otherwise 503."""
    now = timezone.now()
    parts: dict[str, dict[str, Any]] = {}
    for name, check in PARTS.items():
        try:
            parts[name] = {"ok": True} | check(now=now)
        except NotReady as problem:
            parts[name] = {"ok": False, "problem": str(problem)}
        except Exception as error:  # a broken part must not hide the others; its message may hold an address
            parts[name] = {"ok": False, "problem": type(error).__name__}
    ready = all(part["ok"] for part in parts.values())
    return JsonResponse({"status": "ready" if ready else "not ready", "parts": parts}, status=200 if ready else 503)
