"""The door: a provider's request is written down and acknowledged; what it says is worked off right after, in order.

A sender's requests are worked off one after the other, those of different senders side by side by as many workers as
there are. What fails unexpectedly is tried again with growing pauses, and meanwhile the sender's later ones wait.
What fails for good is counted among the refused requests, and the words of a message are kept for a person to read.
"""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid6
from django.conf import settings
from django.db import connection

from accounts.crypto import encrypt, keyed_hash
from contacts.models import InboundRequest
from contacts.policies.kakao import KakaoEvent
from contacts.services import kakao_events, texts
from contacts.services.later import Later
from contacts.types import InboxState
from feed.doorbell import ring
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging import services as messaging

logger = logging.getLogger(__name__)

TAKE_IN_TASK = "contacts.tasks.take_in"
ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=2)
WRITE = """
    INSERT INTO contacts_inboundrequest
        (id, provider, kind, key, sender_hash, content, state, attempts, problem, next_at, received_at)
    VALUES
        (%(id)s, %(provider)s, %(kind)s, %(key)s, %(sender_hash)s, %(content)s, 'WAITING', 0, '', %(now)s, %(now)s)
    ON CONFLICT DO NOTHING RETURNING id
"""
HEAD = """
    SELECT id FROM contacts_inboundrequest AS request
    WHERE state = 'WAITING' AND next_at <= %(now)s AND NOT EXISTS (
        SELECT 1 FROM contacts_inboundrequest AS earlier
        WHERE earlier.sender_hash = request.sender_hash AND earlier.state = 'WAITING' AND earlier.id < request.id
    )
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
Handler = Callable[[InboundRequest, Mapping[str, Any], datetime], None]
HANDLERS: Mapping[str, Handler] = {texts.KIND: texts.take, **kakao_events.HANDLERS}
UNDECIDED: Mapping[str, Handler] = {
    texts.KIND: texts.take_undecided,
    KakaoEvent.MESSAGE.value: kakao_events.take_undecided,
}
"""How the words of a message are kept where its handler fails for good."""
HOLD_IDENTITIES = frozenset({kakao_events.PERSONAL_INFO, kakao_events.CERT_RESULT})


def write_down(*, provider: str, kind: str, key: str, sender: str, content: Mapping[str, Any], now: datetime) -> bool:
    """Write a provider's request down and have it worked off; return whether it is new.

    The same (`provider`, `kind`, `key`) again changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "id": uuid6.uuid7(),
                "provider": provider,
                "kind": kind,
                "key": key,
                "sender_hash": keyed_hash(sender or key),
                "content": encrypt(json.dumps(content)),
                "now": now,
            },
        )
        is_new = cursor.fetchone() is not None
    if is_new:
        ring(TAKE_IN_TASK)
    return is_new


def take_in(*, now: datetime, limit: int = 100) -> int:
    """Work off what was written down, at most `limit` requests, and return how many; where more may be left, the next
    worker goes on, so that other work gets its turn. Several may do so at once."""
    taken = 0
    while taken < limit and _take_next(now):
        taken += 1
    if taken == limit:
        ring(TAKE_IN_TASK)
    return taken


def forget_requests(*, now: datetime) -> int:
    """Throw away what was worked off `INBOUND_PAYLOAD_DAYS` days ago and longer; return how many rows."""
    old = InboundRequest.objects.filter(received_at__lt=now - timedelta(days=settings.INBOUND_PAYLOAD_DAYS))
    removed, _of = old.exclude(state=InboxState.WAITING).delete()
    return removed


def _take_next(now: datetime) -> bool:
    request_id: UUID | None = None
    try:
        with unit_of_work():
            request_id = _head(now)
            if request_id is None:
                return False
            _work_off(InboundRequest.objects.get(pk=request_id), now)
    except Exception:
        if request_id is None:
            raise
        logger.exception("inbound request %s failed", request_id)
        _try_again(request_id, now)
    return True


def _head(now: datetime) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(HEAD, {"now": now})
        row = cursor.fetchone()
    return row[0] if row else None


def _work_off(request: InboundRequest, now: datetime) -> None:
    try:
        with unit_of_work():
            HANDLERS[request.kind](request, json.loads(request.content), now)
    except Later as later:
        request.next_at = now + later.pause
        request.save(update_fields=["next_at"])
        return
    except DomainError as error:
        _give_up(request, error.code, now)
    else:
        request.state = InboxState.TAKEN
    _save(request)


def _give_up(request: InboundRequest, problem: str, now: datetime) -> None:
    """Note that a (locked) request fails for good; the words of a message are kept all the same."""
    logger.warning("inbound %s of %s refused: %s", request.kind, request.provider, problem)
    request.state, request.problem = InboxState.REFUSED, problem[:60]
    if keep := UNDECIDED.get(request.kind):
        try:
            with unit_of_work():
                keep(request, json.loads(request.content), now)
            request.state = InboxState.TAKEN
        except Exception:
            logger.exception("the words of inbound request %s could not be kept", request.pk)
    messaging.count_refusal(provider=request.provider, code=request.problem, now=now)


def _save(request: InboundRequest) -> None:
    request.next_at = None
    if request.kind in HOLD_IDENTITIES:
        request.content = ""
    request.save(update_fields=["state", "problem", "next_at", "content"])


def _try_again(request_id: UUID, now: datetime) -> None:
    with unit_of_work():
        waiting = InboundRequest.objects.select_for_update().filter(pk=request_id, state=InboxState.WAITING)
        request = waiting.first()
        if request is None:
            return
        request.attempts += 1
        request.next_at = now + FIRST_PAUSE * 2**request.attempts
        request.save(update_fields=["attempts", "next_at"])
        if request.attempts >= ATTEMPTS:
            _give_up(request, "failed", now)
            _save(request)
