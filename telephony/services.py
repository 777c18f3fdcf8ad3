"""Hear what exchanges tell of calls, and give them their commands."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts import selectors as contact_selectors
from contacts import services as contacts
from contacts.types import WaitOfCall
from feed import selectors as feed
from feed.errors import DomainError
from feed.services import unit_of_work
from feed.types import FeedEvent
from messaging.services import SignatureInvalid, verify_signature
from telephony.models import CallEvent, Command, FeedCursor, Pbx
from telephony.policies import life_of, masked_number, verb_for
from telephony.types import BESIDE_THE_CALL, UNSETTLED, CommandState, EventsTaken, EventType, IncomingEvent, Verb

logger = logging.getLogger(__name__)

PBX_HEADER = "X-Pbx"
CALLS = "calls"
LEASE = timedelta(seconds=10)
RINGING = (Verb.OFFER, Verb.DIAL, Verb.CONSULT)
HELD = {EventType.CALL_HELD: True, EventType.CALL_RESUMED: False}
ARRIVALS = (EventType.CALL_ARRIVED, EventType.CALL_ADOPTED)


class CallNotWaiting(DomainError):
    """No call with this number waits: 404."""

    code = "call_not_waiting"
    status = 404
    message = _("기다리는 통화가 아닙니다.")


class CommandNotFound(DomainError):
    """This exchange has no such command: 404."""

    code = "command_not_found"
    status = 404
    message = _("그런 명령이 없습니다.")


def register_pbx(*, code: str, name: str, secret: str) -> Pbx:
    """Make an exchange known by its code, or change its name and secret."""
    pbx, _made = Pbx.objects.update_or_create(code=code, defaults={"name": name, "secret": secret, "active": True})
    return pbx


def verify(*, headers: Mapping[str, str], body: bytes, now: datetime) -> Pbx:
    """Return the exchange that signed the request (header `X-Pbx` names it; signed as messaging's webhooks are).

    Raises SignatureInvalid, also for an unknown exchange, and TimestampExpired (401).
    """
    pbx = Pbx.objects.filter(code=headers.get(PBX_HEADER, ""), active=True).first()
    if pbx is None:
        raise SignatureInvalid
    verify_signature(secret=pbx.secret, headers=headers, body=body, now=now)
    return pbx


def wait_of(*, pbx: Pbx, call: str, now: datetime) -> WaitOfCall:
    """Return what a waiting caller may be told: place, expected wait, when they would be called back.

    Raises CallNotWaiting (404).
    """
    wait = contact_selectors.wait_of_call(call_id=_call_id(pbx, call), now=now)
    if wait is None:
        raise CallNotWaiting
    return wait


def take_events(*, pbx: Pbx, events: Sequence[IncomingEvent], now: datetime) -> EventsTaken:
    """Store a batch of events, each once, and bring each call's contact along in the order of `seq`.

    An event told twice changes nothing. One that comes before its call is known (the end before the arrival) is kept,
    and counts when the arrival comes.
    """
    stored = sum(_take(pbx, event, now=now) for event in sorted(events, key=lambda event: (event.call, event.seq)))
    return EventsTaken(stored=stored, duplicates=len(events) - stored)


def make_commands(*, now: datetime, limit: int = 500) -> int:
    """Turn what happened to calls since the last time into commands. Returns how many were made.

    The stored cursor moves in the same transaction; who comes while another is at it returns at once. An event of which
    no command can be made is logged and does not keep the others from theirs.
    """
    with unit_of_work():
        FeedCursor.objects.get_or_create(stream=CALLS)
        cursor = FeedCursor.objects.select_for_update(skip_locked=True).filter(stream=CALLS).first()
        if cursor is None:
            return 0
        events = feed.events_after(cursors={CALLS: cursor.seq}, limit=limit)
        if not events:
            return 0
        made = sum(_command_for_one(event, now=now) for event in events)
        cursor.seq = events[-1].seq
        cursor.save(update_fields=["seq"])
        return made


def take_commands(*, pbx: Pbx, now: datetime, limit: int = 50) -> list[Command]:
    """Return the commands the exchange has to carry out, in order.

    Not answered within 10 seconds they come again, until they have expired.
    """
    make_commands(now=now)
    with transaction.atomic():
        waiting = Command.objects.filter(
            Q(state=CommandState.PENDING) | Q(state=CommandState.TAKEN, taken_until__lte=now),
            pbx=pbx,
            expires_at__gt=now,
        )
        taken = list(waiting.select_for_update(skip_locked=True).order_by("feed_seq")[:limit])
        for command in taken:
            command.state, command.taken_until = CommandState.TAKEN, now + LEASE
        Command.objects.bulk_update(taken, ["state", "taken_until"])
    return taken


def expire_commands(*, now: datetime) -> int:
    """Give up the commands whose time is over, and tell the agents who wait for a call. Returns how many they were."""
    overdue = Command.objects.filter(state__in=UNSETTLED, expires_at__lte=now)
    expired = 0
    for command_id in overdue.order_by("feed_seq").values_list("pk", flat=True):
        with unit_of_work():
            command = overdue.select_for_update(skip_locked=True).filter(pk=command_id).first()
            if command is not None:
                _settle(command, CommandState.FAILED, answer="expired", now=now)
                expired += 1
    return expired


def settle_command(*, pbx: Pbx, command_id: UUID, done: bool, answer: str = "", now: datetime) -> Command:
    """Note that a command was carried out, or that it did not fit (`answer`: why), which the agent is told.

    Raises CommandNotFound (404).
    """
    with unit_of_work():
        command = Command.objects.select_for_update().filter(pbx=pbx, pk=command_id).first()
        if command is None:
            raise CommandNotFound
        _settle(command, CommandState.DONE if done else CommandState.FAILED, answer=answer, now=now)
        return command


def prune(*, older_than: timedelta, now: datetime) -> int:
    """Forget events and commands older than `older_than`. Returns how many went."""
    events, _ = CallEvent.objects.filter(received_at__lt=now - older_than).delete()
    commands, _ = Command.objects.filter(created_at__lt=now - older_than).delete()
    return events + commands


def _take(pbx: Pbx, event: IncomingEvent, *, now: datetime) -> bool:
    with unit_of_work():
        _one_at_a_time(pbx, event.call)
        row, new = CallEvent.objects.get_or_create(
            pbx=pbx,
            event_id=event.id,
            defaults={
                "call": event.call,
                "seq": event.seq,
                "type": event.type,
                "at": event.at,
                "payload": _without_number(event.payload),
                "received_at": now,
            },
        )
        if new and event.type in ARRIVALS:
            _open(pbx, event, now=now)
            told_before = CallEvent.objects.filter(pbx=pbx, call=event.call, seq__gt=event.seq).order_by("seq")
            for earlier in told_before:
                _follow(pbx, earlier, now=now)
        elif new:
            _follow(pbx, row, now=now)
        return new


def _open(pbx: Pbx, event: IncomingEvent, *, now: datetime) -> None:
    caller, dialled = str(event.payload.get("ani") or ""), str(event.payload.get("did") or "")
    if event.type == EventType.CALL_ARRIVED or dialled:
        contacts.open_call(call_id=_call_id(pbx, event.call), caller=caller, dialled=dialled, now=now)


def _follow(pbx: Pbx, event: CallEvent, *, now: datetime) -> None:
    if event.type == EventType.CALL_ANSWERED:
        extension = str(event.payload.get("agent") or "")
        contacts.call_answered(call_id=_call_id(pbx, event.call), extension=extension, now=now)
    elif event.type in HELD:
        contacts.note_hold(call_id=_call_id(pbx, event.call), held=HELD[EventType(event.type)], now=now)
    elif event.type == EventType.CALLBACK_REQUESTED:
        contacts.call_back_requested(call_id=_call_id(pbx, event.call), now=now)
    elif event.type == EventType.CALL_ENDED:
        Command.objects.filter(pbx=pbx, call=event.call, state__in=UNSETTLED).update(
            state=CommandState.FAILED, taken_until=None, answer="the call is over"
        )
        contacts.end_call(call_id=_call_id(pbx, event.call), now=now)


def _one_at_a_time(pbx: Pbx, call: str) -> None:
    """Let nobody else work on the same call until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"telephony.call:{pbx.pk}:{call}"])


def _call_id(pbx: Pbx, call: str) -> str:
    return f"{pbx.pk}:{call}"


def _without_number(payload: Mapping[str, object]) -> dict[str, object]:
    return {name: masked_number(str(value)) if name == "ani" else value for name, value in payload.items()}


def _settle(command: Command, state: CommandState, *, answer: str, now: datetime) -> None:
    was_open = command.state in UNSETTLED
    command.state, command.taken_until, command.answer = state, None, answer[:200]
    command.save(update_fields=["state", "taken_until", "answer"])
    if was_open and state == CommandState.FAILED:
        _tell_of_failure(command, now=now)


def _tell_of_failure(command: Command, *, now: datetime) -> None:
    call_id = f"{command.pbx_id}:{command.call}"
    if command.verb in RINGING:
        contacts.call_not_connected(call_id=call_id, now=now)
    elif command.verb in (Verb.HOLD, Verb.RESUME):
        contacts.note_hold(call_id=call_id, held=command.verb == Verb.RESUME, failed=True, now=now)
    elif command.verb == Verb.LISTEN:
        contacts.listening_failed(call_id=call_id, now=now)


def _command_for_one(event: FeedEvent, *, now: datetime) -> bool:
    try:
        with unit_of_work():
            return _command_for(event, now=now)
    except OperationalError:  # the database, not the event: it comes again
        raise
    except Exception:
        logger.exception("no command could be made of event %d of the stream %s", event.seq, event.stream)
        return False


def _command_for(event: FeedEvent, *, now: datetime) -> bool:
    facts = contact_selectors.call_facts(contact_id=UUID(event.ids["contact"]))
    if facts is None:
        return False
    pbx_code, call = facts.call_id.split(":", 1)
    if not pbx_code:  # a citizen who wrote is called: any exchange may
        pbx_code = Pbx.objects.filter(active=True).order_by("code").values_list("code", flat=True).first() or ""
        if not pbx_code:
            return False
        contacts.give_exchange(contact_id=facts.contact_id, exchange=pbx_code)
    given = Command.objects.filter(pbx_id=pbx_code, call=call).exclude(verb__in=BESIDE_THE_CALL)
    last = given.order_by("-feed_seq").values_list("verb", flat=True).first() or ""
    verb = verb_for(kind=event.kind, ids=event.ids, last_verb=last, calls_back=bool(facts.calls_back))
    if verb is None or _is_over(pbx_code, call):
        return False
    arguments = {}
    if verb == Verb.OFFER:
        arguments = {"extension": facts.agent_extension}
    elif verb == Verb.DIAL:
        arguments = {"extension": facts.agent_extension, "to": facts.calls_back}
    elif verb == Verb.LISTEN:
        arguments = {"extension": event.ids["extension"]}
    elif verb == Verb.CONSULT:
        transfer = contact_selectors.transfer_facts(transfer_id=UUID(event.ids["transfer"]))
        arguments = {"to": transfer.number if transfer else ""}
    command = Command.objects.create(
        pbx_id=pbx_code,
        feed_seq=event.seq,
        call=call,
        verb=verb,
        arguments=arguments,
        created_at=now,
        expires_at=now + life_of(verb),
    )
    if not all(arguments.values()):
        _settle(command, CommandState.FAILED, answer="no number to ring", now=now)
    return True


def _is_over(pbx_code: str, call: str) -> bool:
    return CallEvent.objects.filter(pbx=pbx_code, call=call, type=EventType.CALL_ENDED).exists()
