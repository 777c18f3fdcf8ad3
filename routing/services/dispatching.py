"""Bring waiting contacts to free agents: one dispatcher a queue, seats shared by all queues, many offers at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from feed import doorbell
from feed.services import unit_of_work
from routing.models import Offer, Queue, QueueEntry, Seat
from routing.policies import explaining
from routing.policies.pairing import FreeSeat, Pair, Waiting, pair, widen
from routing.selectors import lines
from routing.services import events, locks
from routing.services.counting import COUNT_FIELDS, Change, apply, note
from routing.services.rows import update_rows
from routing.types import EntryState, WorkKind

# So many offers of a queue are made in one transaction; the next pass makes the others.
PAGE = 200
# How many more of a line are looked at than there is room for: some wait for another skill, ring or agent.
SPARE = 8
ROUNDS = 3


def dispatch_waiting(*, now: datetime) -> int:
    """Offer waiting contacts to free agents, queue by queue, as many as there is room for; return how many."""
    doorbell.answered(events.DISPATCH_TASK)
    free = lines.free_seats(now=now)
    if not free:
        return 0
    made, served = 0, set[str]()
    rings = lines.rings(seat_ids=[seat.id for seat in free])
    for code, kind in lines.heads(now=now):
        ring = rings.get(code, {})
        if code in served or not any(seat.id in ring and seat.has_room(kind) for seat in free):
            continue
        served.add(code)
        near = [replace(seat, ring=ring[seat.id]) for seat in free if seat.id in ring]
        if offers := _offer(code, near, now):
            made += offers
            free = lines.free_seats(now=now)
    return made


def _offer(queue_code: str, free: Sequence[FreeSeat], now: datetime) -> int:
    """Make offers of one queue to free seats that serve it: paired in memory, locked and written in one transaction.

    Returns how many; 0 also when another dispatcher is at it.
    """
    with unit_of_work():
        if not locks.try_queue(queue_code):
            return 0
        queue = Queue.objects.get(code=queue_code)
        line = _line(queue, free, now)
        if any(waiting.required or waiting.preferred for waiting in line):
            skills = lines.skills_of(codes=None, seat_ids=[seat.id for seat in free])
            free = [replace(seat, skills=skills.get(seat.id, {})) for seat in free]
        pairs = pair(line, free)
        entries = locks.waiting_entries((each.waiting.id for each in pairs), queue_code=queue.code) if pairs else {}
        locked_line = [each.waiting for each in pairs if _is_unchanged(each.waiting, entries)]
        pairs, seats = _lock_seats(locked_line, free, now)
        _write(queue, pairs, entries, seats, now)
        return len(pairs)


def _line(queue: Queue, free: Sequence[FreeSeat], now: datetime) -> list[Waiting]:
    """Return who is looked at: calls first, each line as far as there may be room for it."""
    found: list[Waiting] = []
    for kind in (WorkKind.VOICE, WorkKind.TEXT):
        room = sum(_room(seat, kind) for seat in free)
        if not room:
            continue
        limit = min(PAGE, room + SPARE)
        line = widen(lines.line_of(queue=queue, kind=kind, limit=limit, now=now))
        if len(line) == limit and len(pair(line, free)) < min(limit, room):
            # Many who stand first ask for what nobody has: see who stands behind them.
            line = widen(lines.line_of(queue=queue, kind=kind, limit=None, now=now))
        found += line
    free_ids = {seat.id for seat in free}
    if any(waiting.passed_by in free_ids for waiting in found):
        serving = lines.serving_seats(queue=queue, now=now)
        found = [
            replace(waiting, passed_by=None)
            if waiting.passed_by in free_ids and lines.may_be_asked_again(waiting, serving, now=now)
            else waiting
            for waiting in found
        ]
    return found


def _room(seat: FreeSeat, kind: WorkKind) -> int:
    if not seat.has_room(kind):
        return 0
    if kind == WorkKind.VOICE:
        return seat.voice_capacity - seat.voice_active
    return seat.text_capacity - seat.text_active


def _is_unchanged(waiting: Waiting, entries: dict[UUID, QueueEntry]) -> bool:
    return waiting.id in entries and entries[waiting.id].rank_at == waiting.rank_at


def _lock_seats(
    line: Sequence[Waiting], free: Sequence[FreeSeat], now: datetime
) -> tuple[list[Pair], dict[UUID, Seat]]:
    """Lock the seats that a line goes to; where one is lost to another queue, see what the others are then."""
    held: dict[UUID, Seat] = {}
    mine: list[FreeSeat] = []
    known = {seat.id: seat for seat in free}
    left, lost = known, set[UUID]()

    def hold(wanted: set[UUID], *, wait: bool = False) -> None:
        for seat in lines.lock_free_seats(wanted, wait=wait, now=now):
            held[seat.pk] = seat
            mine.append(lines.seat_as_free(seat, ring=known[seat.pk].ring, skills=known[seat.pk].skills))

    for _round in range(ROUNDS):
        wanted = {each.seat_id for each in pair(line, [*mine, *left.values()])} - held.keys()
        if not wanted:
            break
        hold(wanted)
        left = {seat_id: seat for seat_id, seat in left.items() if seat_id not in wanted}
        lost |= wanted - held.keys()
    if lost and not held:
        # "No free seat" may only mean that the last one was locked for a moment.
        hold(lost, wait=True)
    return pair(line, mine), held


def _write(
    queue: Queue, pairs: Sequence[Pair], entries: dict[UUID, QueueEntry], seats: dict[UUID, Seat], now: datetime
) -> None:
    """Make the offers: entries and seats are locked."""
    seconds = queue.offer_seconds
    if queue.overflow_since is not None:
        seconds = min(seconds, queue.overflow_offer_seconds)
    offers = []
    for each in pairs:
        entry, seat = entries[each.waiting.id], seats[each.seat_id]
        entry.state, entry.seat = EntryState.OFFERED, seat
        entry.explanation = explaining.chosen(each, again=entry.passed_by_id == seat.pk, now=now)
        apply(seat, Change.of(entry.kind, 1, offered=1))
        offers.append(
            Offer(
                entry=entry,
                seat=seat,
                kind=entry.kind,
                offered_at=now,
                expires_at=now + timedelta(seconds=seconds),
                explanation=entry.explanation,
            )
        )
    if not offers:
        return
    Offer.objects.bulk_create(offers)
    update_rows([offer.entry for offer in offers], fields=("state", "seat", "explanation"))
    note(list({offer.seat_id: offer.seat for offer in offers}.values()), fields=COUNT_FIELDS, now=now, tell=False)
    for offer in offers:
        events.offer_changed("offer.made", offer=offer, entry=offer.entry, seat=offer.seat, now=now)
