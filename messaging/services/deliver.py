"""Send what is due.

A message is claimed by a lease, in a transaction of its own; the provider is called with no transaction open; then its
answer is recorded. A worker that dies in between leaves a lease that ends: the next one sends the same idempotency key
again, by which the provider knows the message. Only the oldest unsent message of a recipient is ever claimed, so that
everybody reads in the order in which it was written.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction

from feed.services import unit_of_work
from messaging import policies, providers
from messaging.models import OutboundMessage
from messaging.providers.base import Letter, Provider
from messaging.selectors import DUE, anything_due
from messaging.services.events import tell
from messaging.types import UNSENT, DeliveryCount, FailureReason, OutboundState, Outcome, ProviderAnswer

logger = logging.getLogger(__name__)

# Longer than a batch of 20 needs when each of its calls runs into the time-out.
LEASE = timedelta(seconds=90)
LONGEST_DRAIN_SECONDS = 60
OUT_OF_ATTEMPTS = ProviderAnswer(outcome=Outcome.UNCERTAIN, code="no_answer")

CLAIM = f"""
    UPDATE messaging_outboundmessage SET
        may_have_arrived = may_have_arrived OR state = 'SENDING',
        state = 'SENDING', attempts = attempts + 1, lease_until = %(lease_until)s
    WHERE id IN (SELECT id {DUE} ORDER BY not_before, sequence LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING *
"""  # noqa: S608


def deliver_due(*, limit: int, clock: Callable[[], datetime], provider: str = "") -> DeliveryCount:
    """Send up to `limit` messages that are due (of one provider, or of all in turn) and return what happened.

    Call it outside a transaction. `clock` returns the present time: it is asked again after each answer.
    """
    count = DeliveryCount()
    for name in [provider] if provider else providers.by_name():
        count += _deliver(providers.by_name()[name], limit=limit - count.claimed, clock=clock)
    return count


def drain(*, provider: str, limit: int, clock: Callable[[], datetime]) -> DeliveryCount:
    """Send all that is due of one provider, `limit` at a time, for at most about a minute.

    One process drains a provider at a time, so that a slow one never holds all workers; a call while another process
    drains returns at once, since that process looks again before it leaves.
    """
    count = DeliveryCount()
    ends_at = time.monotonic() + LONGEST_DRAIN_SECONDS
    while time.monotonic() < ends_at:
        with _only_drain_of(provider) as allowed:
            if not allowed:
                return count
            while time.monotonic() < ends_at:
                done = deliver_due(limit=limit, clock=clock, provider=provider)
                count += done
                if not done.claimed:
                    break
        if not anything_due(provider=provider, now=clock()):
            break
    return count


@contextmanager
def _only_drain_of(provider: str) -> Iterator[bool]:
    lock = f"messaging.drain:{provider}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [lock])
        allowed = bool(cursor.fetchone()[0])
        try:
            yield allowed
        finally:
            if allowed:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [lock])


def _deliver(provider: Provider, *, limit: int, clock: Callable[[], datetime]) -> DeliveryCount:
    claimed = _claim(provider, limit=limit, now=clock()) if limit > 0 else []
    if not claimed:
        return DeliveryCount()
    worn_out = [message for message in claimed if message.attempts > policies.ATTEMPTS]
    count = DeliveryCount(claimed=len(claimed))
    if worn_out:
        count += _record([(message, OUT_OF_ATTEMPTS) for message in worn_out], now=clock())
    for answers in _answers(provider, [message for message in claimed if message not in worn_out]):
        count += _record(answers, now=clock())
    return count


def _claim(provider: Provider, *, limit: int, now: datetime) -> list[OutboundMessage]:
    with transaction.atomic(durable=True):
        return list(
            OutboundMessage.objects.raw(
                CLAIM, {"provider": provider.name, "now": now, "limit": limit, "lease_until": now + LEASE}
            )
        )


def _answers(
    provider: Provider, messages: list[OutboundMessage]
) -> Iterator[list[tuple[OutboundMessage, ProviderAnswer]]]:
    """Yield the provider's answers in groups, as they come."""
    if not messages:
        return
    if not provider.capabilities.parallel_calls or len(messages) < 2:
        yield [(message, _call(provider, _letter(message))) for message in messages]
        return
    with ThreadPoolExecutor(provider.capabilities.parallel_calls) as pool:
        calls: dict[Future[ProviderAnswer], OutboundMessage] = {
            pool.submit(_call, provider, _letter(message)): message for message in messages
        }
        waiting = set(calls)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield [(calls[call], call.result()) for call in done]


def _letter(message: OutboundMessage) -> Letter:
    return Letter(
        message_id=message.pk,
        resends=message.resends,
        key=message.provider_key,
        recipient=message.recipient,
        title=message.title,
        text=message.text,
    )


def _call(provider: Provider, letter: Letter) -> ProviderAnswer:
    try:
        return provider.send(letter)
    except Exception:
        logger.exception("%s broke on message %s", provider.name, letter.message_id)
        return ProviderAnswer(outcome=Outcome.UNCERTAIN, code="broken")


def _record(answers: Iterable[tuple[OutboundMessage, ProviderAnswer]], *, now: datetime) -> DeliveryCount:
    """Write answers down, each in the present row: a receipt or another worker may have been faster."""
    claims = {message.pk: (message, answer) for message, answer in answers}
    count = DeliveryCount()
    with unit_of_work():
        for row in OutboundMessage.objects.select_for_update().filter(pk__in=claims).order_by("pk"):
            claim, answer = claims[row.pk]
            if answer.outcome is Outcome.ACCEPTED:
                count += _accepted(row, answer, now=now)
            elif row.state == OutboundState.SENDING and row.lease_until == claim.lease_until:
                count += _not_accepted(row, answer, now=now)
    return count


def _accepted(row: OutboundMessage, answer: ProviderAnswer, *, now: datetime) -> DeliveryCount:
    row.provider_message_id = row.provider_message_id or answer.provider_message_id
    if row.state not in UNSENT:
        row.save(update_fields=["provider_message_id"])
        return DeliveryCount()
    row.state, row.lease_until, row.sent_at = OutboundState.SENT, None, now
    row.provider_code, row.failure_reason = answer.code, ""
    row.save()
    tell(row, now=now)
    return DeliveryCount(sent=1)


def _not_accepted(row: OutboundMessage, answer: ProviderAnswer, *, now: datetime) -> DeliveryCount:
    row.lease_until = None
    row.provider_code = answer.code
    row.may_have_arrived |= answer.outcome is Outcome.UNCERTAIN
    if answer.outcome is Outcome.REJECTED:
        row.state = OutboundState.FAILED
        row.failure_reason = FailureReason.REJECTED
        count = DeliveryCount(failed=1)
    elif row.attempts < policies.ATTEMPTS:
        row.state = OutboundState.QUEUED
        row.not_before = now + policies.pause_after(attempts=row.attempts, jitter=random.random())  # noqa: S311
        count = DeliveryCount(retried=1)
    elif row.may_have_arrived:
        row.state = OutboundState.UNCERTAIN
        row.failure_reason = FailureReason.NO_ANSWER
        count = DeliveryCount(uncertain=1)
    else:
        row.state = OutboundState.FAILED
        row.failure_reason = FailureReason.UNREACHABLE
        count = DeliveryCount(failed=1)
    row.save()
    if row.state != OutboundState.QUEUED:
        tell(row, now=now)
    return count
