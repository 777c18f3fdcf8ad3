"""Put contacts into the queues, move them, and take them out. The caller tells the screens."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from districts import selectors as districts
from districts.types import CITY_HALL
from feed.services import unit_of_work
from routing.models import Offer, Queue, QueueEntry, Seat, Skill
from routing.policies import explaining
from routing.policies.ordering import rank_at
from routing.services import events, locks
from routing.services.counting import Change, apply, count
from routing.services.errors import NoSeat, NotQueued, SeatFull, UnknownQueue, UnknownSkill
from routing.services.offers import withdraw_live_offer
from routing.services.skills import ensure_skills
from routing.types import EntryState, OfferState, Priority, WorkKind

OVER = (EntryState.ENDED, EntryState.ABANDONED)
IN_HAND = (EntryState.ASSIGNED, EntryState.WRAP_UP)
# Who hung up while waiting and calls again within this time stands where they stood.
PLACE_KEPT = timedelta(minutes=10)


def ensure_queues() -> int:
    """Make the queue of every district office and of the city hall that has none yet. Returns how many were made."""
    known = set(Queue.objects.values_list("code", flat=True))
    missing = [info for info in districts.all_districts() if info.code not in known]
    Queue.objects.bulk_create(
        [Queue(code=info.code, name=info.name, district_id=info.code) for info in missing], ignore_conflicts=True
    )
    return len(missing)


def enqueue(
    *,
    contact_ref: UUID,
    district_code: str | None,
    kind: WorkKind,
    priority: int = 0,
    not_before: datetime | None = None,
    required_skills: Iterable[str] = (),
    preferred_skills: Iterable[str] = (),
    last_agent_id: UUID | None = None,
    returning_from: UUID | None = None,
    now: datetime,
) -> UUID:
    """Let a contact wait in the queue of a district (None: the city hall's) and return its entry's id.

    A contact that waits or is being answered already keeps its place; one that left comes in anew.

    It is not offered before `not_before` (a call-back), and only to agents with all the required skills; agents with
    the preferred ones come first for a while. The last agent (a user's id), if at work, is waited for a moment. Who
    gave up waiting in the contact `returning_from` a short while ago stands where they stood.

    Raises UnknownQueue, UnknownSkill (422).
    """
    with unit_of_work():
        queue = _queue(district_code)
        required, preferred = _skills(required_skills), _skills(preferred_skills)
        entry = locks.entry_of(contact_ref)
        if entry is not None and entry.state not in OVER:
            return entry.pk
        wanted: dict[str, Any] = {
            "queue": queue,
            "kind": kind,
            "priority": priority,
            "enqueued_at": _since(returning_from, now),
            "not_before": not_before,
            "required_skills": required,
            "preferred_skills": preferred,
        }
        if entry is None:
            entry, made = _made(contact_ref=contact_ref, **wanted)
            if not made:
                return entry.pk
        else:
            for name, value in wanted.items():
                setattr(entry, name, value)
            entry.ended_at = None
        _await_last_agent(entry, last_agent_id, now)
        _wait(entry)
        events.wake_dispatcher()
        return entry.pk


def enqueue_again(
    *,
    contact_ref: UUID,
    district_code: str | None,
    kind: WorkKind,
    priority: int = 0,
    last_agent_id: UUID | None = None,
    now: datetime,
) -> None:
    """Let a contact that somebody had in hand wait again, with the time since which it waits and whatever agent freed.

    Its priority rises to `priority` but never sinks; one never queued waits from now on. The last agent (a user's id),
    if at work, is waited for a moment. Raises UnknownQueue.
    """
    with unit_of_work():
        queue = _queue(district_code)
        entry = locks.entry_of(contact_ref)
        if entry is None:
            entry, _ = _made(contact_ref=contact_ref, queue=queue, kind=kind, priority=priority, enqueued_at=now)
        _free_the_seat(entry, now)
        entry.queue, entry.priority, entry.ended_at = queue, max(entry.priority, priority), None
        _await_last_agent(entry, last_agent_id, now)
        _wait(entry)
        events.wake_dispatcher()


def postpone(*, contact_ref: UUID, not_before: datetime, priority: int, now: datetime) -> None:
    """Let a waiting contact be called back instead: it keeps its place, and is offered from `not_before` on.

    Its priority rises to `priority` (`Priority.CALL_BACK_DUE`). Raises NotQueued when it does not wait.
    """
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state in OVER or entry.state in IN_HAND:
            raise NotQueued
        withdraw_live_offer(entry=entry, now=now)
        entry.not_before, entry.priority = not_before, max(entry.priority, priority)
        _begin_to_await(entry, not_before)
        _wait(entry)


def raise_priority(*, contact_ref: UUID, priority: int, now: datetime) -> None:
    """Let a contact that waits or is being offered go before those of a lower priority; a live offer is made anew.

    It keeps the time since which it waits; an emergency waits for no opening, promised time or agent any more. For one
    that does not wait nothing changes.
    """
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state in OVER or entry.state in IN_HAND:
            return
        withdraw_live_offer(entry=entry, now=now)
        entry.priority = max(entry.priority, priority)
        if priority >= Priority.EMERGENCY:
            entry.not_before = entry.affinity_seat = entry.affinity_until = None
        _wait(entry)
        events.wake_dispatcher()


def move(*, contact_ref: UUID, district_code: str | None, now: datetime) -> None:
    """Let the contact wait in another district's queue; it keeps the time since which it waits.

    A live offer is withdrawn, an agent who has it is released. Raises NotQueued, UnknownQueue.
    """
    with unit_of_work():
        queue = _queue(district_code)
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state in OVER:
            raise NotQueued
        _free_the_seat(entry, now)
        entry.queue, entry.affinity_seat, entry.affinity_until = queue, None, None
        _wait(entry)
        events.wake_dispatcher()


def leave_queue(*, contact_ref: UUID, abandoned: bool, now: datetime) -> None:
    """Take a contact that waits (or is being offered) out of its queue; one that an agent has stays as it is."""
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state in OVER or entry.state in IN_HAND:
            return
        withdraw_live_offer(entry=entry, now=now)
        end(entry, state=EntryState.ABANDONED if abandoned else EntryState.ENDED, now=now)


def release(*, contact_ref: UUID, now: datetime) -> None:
    """Free the agent of a finished contact and end its wrap-up; again, or for one that waits, nothing changes."""
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.state not in IN_HAND:
            return
        _free_the_seat(entry, now)
        end(entry, state=EntryState.ENDED, now=now)


def assign_directly(
    *,
    contact_ref: UUID,
    user_id: UUID,
    district_code: str | None = None,
    kind: WorkKind = WorkKind.TEXT,
    now: datetime,
) -> None:
    """Give a contact to one agent without an offer; one never queued is entered under `district_code` and `kind`.

    One that this agent is wrapping up goes on. Raises NoSeat, SeatFull (409), UnknownQueue.
    """
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None:
            entry, _ = _made(
                contact_ref=contact_ref, queue=_queue(district_code), kind=kind, priority=0, enqueued_at=now
            )
        seat_id = Seat.objects.filter(user_id=user_id).values_list("pk", flat=True).first()
        if seat_id is None:
            raise NoSeat
        if entry.state == EntryState.ASSIGNED and entry.seat_id == seat_id:
            return
        locks.seats({seat_id, entry.seat_id or seat_id})
        _free_the_seat(entry, now)
        seat = locks.seats([seat_id])[seat_id]
        taken = Change.of(entry.kind, 1)
        apply(seat, taken)
        if seat.voice_active > seat.voice_capacity or seat.text_active > seat.text_capacity:
            raise SeatFull
        count({seat_id: taken}, now=now)
        entry.state, entry.seat, entry.explanation = EntryState.ASSIGNED, seat, {"code": "DIRECT"}
        entry.assigned_at, entry.ended_at = now, None
        entry.save()
        offer = Offer.objects.create(
            entry=entry,
            seat=seat,
            kind=entry.kind,
            state=OfferState.ACCEPTED,
            offered_at=now,
            expires_at=now,
            decided_at=now,
            explanation=entry.explanation,
        )
        events.offer_changed("offer.ended", offer=offer, entry=entry, seat=seat, now=now)


def end(entry: QueueEntry, *, state: EntryState, now: datetime) -> None:
    """Take a (locked) entry whose seat is free out of its queue."""
    entry.state, entry.seat, entry.ended_at = state, None, now
    entry.explanation = {"code": "ABANDONED" if state == EntryState.ABANDONED else "LEFT"}
    entry.save()


def _queue(district_code: str | None) -> Queue:
    code = district_code or CITY_HALL
    queue = Queue.objects.filter(code=code).first()
    if queue is None:
        ensure_queues()
        queue = Queue.objects.filter(code=code).first()
    if queue is None:
        raise UnknownQueue(district_code=code)
    return queue


def _skills(codes: Iterable[str]) -> list[str]:
    wanted = sorted(set(codes))
    if wanted:
        ensure_skills()
        if unknown := set(wanted) - set(Skill.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
            raise UnknownSkill(skill=min(unknown))
    return wanted


def _since(returning_from: UUID | None, now: datetime) -> datetime:
    """Return since when a contact waits: since the one did that was given up a short while ago, or from now on."""
    if returning_from is None:
        return now
    given_up = QueueEntry.objects.filter(
        contact_ref=returning_from, state=EntryState.ABANDONED, ended_at__gt=now - PLACE_KEPT
    )
    return given_up.values_list("enqueued_at", flat=True).first() or now


def _await_last_agent(entry: QueueEntry, user_id: UUID | None, now: datetime) -> None:
    """Let an entry wait for the agent it was with, from when it may be offered on, if that agent serves its queue.

    Whether they are there is seen when it is dispatched. An emergency waits for nobody.
    """
    entry.affinity_seat = None
    if user_id is not None and entry.priority < Priority.EMERGENCY:
        takes = {"voice_capacity__gt" if entry.kind == WorkKind.VOICE else "text_capacity__gt": 0}
        entry.affinity_seat = Seat.objects.filter(seat_queues__queue=entry.queue, user_id=user_id, **takes).first()
    _begin_to_await(entry, max(now, entry.not_before or now))


def _begin_to_await(entry: QueueEntry, since: datetime) -> None:
    """Let an entry wait for its last agent, if it has one, alone for the queue's time from `since` on."""
    patience = timedelta(seconds=entry.queue.affinity_seconds)
    entry.affinity_until = since + patience if entry.affinity_seat_id else None


def _made(*, contact_ref: UUID, enqueued_at: datetime, priority: int, **wanted: Any) -> tuple[QueueEntry, bool]:
    """Make the entry, or find the one that another process made at the same moment."""
    try:
        with transaction.atomic():
            entry = QueueEntry.objects.create(
                contact_ref=contact_ref,
                enqueued_at=enqueued_at,
                priority=priority,
                rank_at=rank_at(enqueued_at=enqueued_at, priority=priority),
                explanation=explaining.queued(),
                **wanted,
            )
            return entry, True
    except IntegrityError:
        return QueueEntry.objects.select_for_update().get(contact_ref=contact_ref), False


def _wait(entry: QueueEntry) -> None:
    entry.state, entry.seat, entry.assigned_at = EntryState.WAITING, None, None
    entry.passed_by, entry.passed_at = None, None
    entry.rank_at = rank_at(enqueued_at=entry.enqueued_at, priority=entry.priority)
    entry.explanation = explaining.queued() if entry.not_before is None else {"code": "CALL_BACK", "behind": False}
    entry.save()


def _free_the_seat(entry: QueueEntry, now: datetime) -> None:
    """End the hold of a seat on a (locked) entry, whether offered, assigned or in wrap-up."""
    if entry.state == EntryState.OFFERED:
        withdraw_live_offer(entry=entry, now=now)
    elif entry.state in IN_HAND and entry.seat_id is not None:
        wrapping_up = -1 if entry.state == EntryState.WRAP_UP else 0
        freed = Change.of(entry.kind, -1, wrapping_up=wrapping_up)
        count({entry.seat_id: replace(freed, idle_since=now)}, now=now)
        events.wake_dispatcher()
        entry.state, entry.seat = EntryState.WAITING, None
