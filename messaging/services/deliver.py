"""Send what is due.

A message is claimed by a lease, in a transaction of its own; the provider is called with no transaction open; then its
answer is recorded. A worker that dies in between leaves a lease that ends: the next one sends the same idempotency key
again, by which the provider knows the message. Only the oldest unsent message of a recipient is ever claimed, so that
everybody reads in the order in which it was written.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from feed.doorbell import answered
from feed.services import unit_of_work
from messaging import policies, providers
from messaging.models import OutboundMessage
from messaging.policies import extras as kakao
from messaging.providers.base import Letter, Provider
from messaging.selectors import DUE, anything_due
from messaging.services.alone import alone_in
from messaging.services.enqueue import task_of
from messaging.services.events import tell
from messaging.services.fall_back import fall_back
from messaging.services.pace import Pace, rest
from messaging.types import UNSENT, Channel, DeliveryCount, FailureReason, OutboundState, Outcome, ProviderAnswer

logger = logging.getLogger(__name__)

# Longer than a batch needs when each of its calls runs into the time-out: 128 messages, 16 calls side by side.
LEASE = timedelta(seconds=120)
LARGEST_BATCH = 128
# A drain begins with as many messages as are sent side by side, and takes twice as many while they are sent this fast:
# a slow provider never holds a worker longer than a call takes.
FAST_SECONDS = 2.0
LONGEST_DRAIN_SECONDS = 60
RECORD_SECONDS = 0.1
OUT_OF_ATTEMPTS = ProviderAnswer(outcome=Outcome.UNCERTAIN, code="no_answer")

# Chosen once, whatever the plan: a subquery asked anew for each row would skip what it has locked and find more.
CLAIM = f"""
    WITH due AS MATERIALIZED (
        SELECT id {DUE} AND sender <> ALL(%(exhausted)s)
        ORDER BY not_before, sequence LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    UPDATE messaging_outboundmessage AS message SET
        may_have_arrived = message.may_have_arrived OR message.state = 'SENDING',
        state = 'SENDING', attempts = message.attempts + 1, lease_until = %(lease_until)s
    FROM due WHERE message.id = due.id
    RETURNING message.*
"""  # noqa: S608

MARK_SENT = """
    UPDATE messaging_outboundmessage AS message SET
        state = 'SENT', lease_until = NULL, failure_reason = '', sent_at = sent.sent_at, ask_after = sent.ask_after,
        provider_message_id = sent.provider_message_id, provider_code = sent.provider_code
    FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[])
        AS sent (id, sent_at, ask_after, provider_message_id, provider_code)
    WHERE message.id = sent.id
"""


def deliver_due(*, limit: int, clock: Callable[[], datetime], provider: str = "") -> DeliveryCount:
    """Send up to `limit` messages that are due (of one provider, or of all in turn) and return what happened.

    Call it outside a transaction. `clock` returns the present time: it is asked again after each answer.
    """
    count = DeliveryCount()
    for name in [provider] if provider else providers.by_name():
        count += _deliver(providers.by_name()[name], limit=limit - count.claimed, clock=clock)
    return count


def drain(*, provider: str, clock: Callable[[], datetime]) -> DeliveryCount:
    """Send all that is due of one provider, for at most about a minute.

    One process drains a provider at a time; a call while another process drains returns at once, since that process
    looks again before it leaves. A slow provider is left after each batch, and one whose senders keep their pace after
    two looks in vain, so that it never holds all workers: the next sweep goes on with it.
    """
    count, looked_in_vain = DeliveryCount(), False
    answered(task_of(provider))
    ends_at = time.monotonic() + LONGEST_DRAIN_SECONDS
    while time.monotonic() < ends_at:
        with alone_in(f"messaging.drain:{provider}") as allowed:
            if not allowed:
                return count
            done, is_slow = _drain(provider, ends_at=ends_at, clock=clock)
            count += done
        if is_slow or (looked_in_vain and not done.claimed) or not anything_due(provider=provider, now=clock()):
            break
        looked_in_vain = not done.claimed
    return count


def _drain(provider: str, *, ends_at: float, clock: Callable[[], datetime]) -> tuple[DeliveryCount, bool]:
    count = DeliveryCount()
    limit = max(providers.by_name()[provider].capabilities.parallel_calls, 1)
    while time.monotonic() < ends_at:
        began = time.monotonic()
        done = deliver_due(limit=limit, clock=clock, provider=provider)
        count += done
        if not done.claimed:
            return count, False
        if time.monotonic() - began > FAST_SECONDS:
            return count, True
        limit = min(2 * limit, LARGEST_BATCH)
    return count, False


def _deliver(provider: Provider, *, limit: int, clock: Callable[[], datetime]) -> DeliveryCount:
    claimed = _claim(provider, limit=limit, now=clock()) if limit > 0 else []
    if not claimed:
        return DeliveryCount()
    worn_out = [
        message for message in claimed if message.attempts > policies.ATTEMPTS or _may_be_doubled(provider, message)
    ]
    count = DeliveryCount(claimed=len(claimed))
    if worn_out:
        count += _record(provider, [(message, OUT_OF_ATTEMPTS) for message in worn_out], now=clock())
    for answers in _answers(provider, [message for message in claimed if message not in worn_out]):
        count += _record(provider, answers, now=clock())
    rest(provider.name, (message.sender for message in claimed), now=clock())
    return count


def _claim(provider: Provider, *, limit: int, now: datetime) -> list[OutboundMessage]:
    with transaction.atomic(durable=True):
        pace = Pace.of(provider.name, now=now)
        claimed = list(
            OutboundMessage.objects.raw(
                CLAIM,
                {
                    "provider": provider.name,
                    "now": now,
                    "limit": min(limit, pace.room) if pace.room is not None else limit,
                    "exhausted": pace.exhausted,
                    "lease_until": now + LEASE,
                },
            )
        )
        pace.take(Counter(message.sender for message in claimed), now=now)
        return claimed


def _answers(
    provider: Provider, messages: list[OutboundMessage]
) -> Iterator[list[tuple[OutboundMessage, ProviderAnswer]]]:
    """Yield the provider's answers in groups, as they come."""
    if not messages:
        return
    if not provider.capabilities.parallel_calls or len(messages) < 2:
        yield [(message, _call(provider, _letter(provider, message))) for message in messages]
        return
    with ThreadPoolExecutor(provider.capabilities.parallel_calls) as pool:
        calls: dict[Future[ProviderAnswer], OutboundMessage] = {
            pool.submit(_call, provider, _letter(provider, message)): message for message in messages
        }
        waiting = set(calls)
        while waiting:
            # What is answered within a moment is written down together; the others go on meanwhile.
            done, waiting = wait(waiting, timeout=RECORD_SECONDS)
            if done:
                yield [(calls[call], call.result()) for call in done]


def _letter(provider: Provider, message: OutboundMessage) -> Letter:
    return Letter(
        message_id=message.pk,
        resends=message.resends,
        key=message.provider_key,
        channel=Channel(message.channel),
        sender=message.sender or provider.own_sender(Channel(message.channel)),
        recipient=message.recipient,
        title=message.title,
        text=message.text,
        template_code=message.template_code,
        extras=kakao.read(message.extras),
    )


def _call(provider: Provider, letter: Letter) -> ProviderAnswer:
    try:
        return provider.send(letter)
    except Exception:
        logger.exception("%s broke on message %s", provider.name, letter.message_id)
        return ProviderAnswer(outcome=Outcome.UNCERTAIN, code="broken")


def _record(
    provider: Provider, answers: Iterable[tuple[OutboundMessage, ProviderAnswer]], *, now: datetime
) -> DeliveryCount:
    """Write answers down, each in the present row: a receipt or another worker may have been faster."""
    claims = {message.pk: (message, answer) for message, answer in answers}
    count = DeliveryCount()
    sent: list[OutboundMessage] = []
    with unit_of_work():
        rows = OutboundMessage.objects.select_for_update().defer("title", "text", "recipient")
        for row in rows.filter(pk__in=claims).order_by("pk"):
            claim, answer = claims[row.pk]
            row.recipient = claim.recipient  # never changes, and need not be decrypted again
            if answer.outcome is Outcome.ACCEPTED:
                row.provider_message_id = row.provider_message_id or answer.provider_message_id
                if row.state in UNSENT:
                    _mark_sent(row, provider, answer, now=now)
                    sent.append(row)
                else:
                    row.save(update_fields=["provider_message_id"])
            elif row.state == OutboundState.SENDING and row.lease_until == claim.lease_until:
                count += _not_accepted(provider, row, answer, now=now)
        if sent:
            _save_sent(sent)
    return count + DeliveryCount(sent=len(sent))


def _save_sent(rows: list[OutboundMessage]) -> None:
    """Save what `_mark_sent` has changed, of all rows in one statement."""
    columns: list[list[Any]] = [
        [row.pk for row in rows],
        [row.sent_at for row in rows],
        [row.ask_after for row in rows],
        [row.provider_message_id for row in rows],
        [row.provider_code for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(MARK_SENT, columns)


def _mark_sent(row: OutboundMessage, provider: Provider, answer: ProviderAnswer, *, now: datetime) -> None:
    row.state, row.lease_until, row.sent_at = OutboundState.SENT, None, now
    row.provider_code, row.failure_reason = answer.code, ""
    wait_before = provider.capabilities.ask_after
    row.ask_after = now + wait_before if wait_before and row.provider_message_id else None
    tell(row, now=now)


def _not_accepted(provider: Provider, row: OutboundMessage, answer: ProviderAnswer, *, now: datetime) -> DeliveryCount:
    row.lease_until = None
    row.provider_code = answer.code
    row.may_have_arrived |= answer.outcome is Outcome.UNCERTAIN
    if _may_be_doubled(provider, row):
        return _give_up(row, OutboundState.UNCERTAIN, FailureReason.NO_ANSWER, now=now)
    if answer.outcome is Outcome.REJECTED:
        return _give_up(row, OutboundState.FAILED, FailureReason.REJECTED, now=now)
    if row.attempts < policies.ATTEMPTS:
        row.state = OutboundState.QUEUED
        row.not_before = now + policies.pause_after(attempts=row.attempts, jitter=random.random())  # noqa: S311
        row.save()
        return DeliveryCount(retried=1)
    if row.may_have_arrived:
        return _give_up(row, OutboundState.UNCERTAIN, FailureReason.NO_ANSWER, now=now)
    return _give_up(row, OutboundState.FAILED, FailureReason.UNREACHABLE, now=now)


def _may_be_doubled(provider: Provider, row: OutboundMessage) -> bool:
    """Whether a repetition may be a second copy: nobody knows of the call before, and no key tells the provider."""
    return row.may_have_arrived and Channel(row.channel) not in provider.capabilities.honours_key


def _give_up(row: OutboundMessage, state: OutboundState, reason: FailureReason, *, now: datetime) -> DeliveryCount:
    row.state, row.failure_reason = state, reason
    row.save()
    if state == OutboundState.UNCERTAIN:
        tell(row, now=now)
        return DeliveryCount(uncertain=1)
    if fall_back(row, now=now) is None:
        tell(row, now=now)
    return DeliveryCount(failed=1)
