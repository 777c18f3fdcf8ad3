"""The time after a conversation in which its agent writes up the result and is given nothing new."""

from datetime import datetime, timedelta
from uuid import UUID

from feed.services import unit_of_work
from routing.models import QueueEntry, Seat
from routing.services import events, locks
from routing.services.counting import Change, count
from routing.services.errors import NotInHand
from routing.services.queueing import end
from routing.types import EntryState


def start_wrap_up(*, contact_ref: UUID, seconds: int | None = None, now: datetime) -> datetime:
    """Begin the wrap-up of a contact in hand, for so many seconds (None: its queue's); return when it is over.

    Until then, or until the contact is released, its agent gets no offers and its room stays taken. Called again, the
    time is counted anew from now and never shortened. Raises NotInHand (409).
    """
    with unit_of_work():
        entry = locks.entry_of(contact_ref)
        if entry is None or entry.seat_id is None or entry.state not in (EntryState.ASSIGNED, EntryState.WRAP_UP):
            raise NotInHand
        until = now + timedelta(seconds=entry.queue.wrap_up_seconds if seconds is None else seconds)
        more = 1 if entry.state == EntryState.ASSIGNED else 0
        count({entry.seat_id: Change(wrapping_up=more, wrap_up_until=until)}, now=now)
        if more:
            entry.state, entry.explanation = EntryState.WRAP_UP, {"code": "WRAP_UP"}
            entry.save(update_fields=["state", "explanation"])
        return until


def end_wrap_ups(*, now: datetime) -> int:
    """End the wrap-ups whose time is over: the agent can be given work again, the contact's result may still follow.

    Returns how many contacts they were of.
    """
    over = Seat.objects.filter(wrap_up_until__lte=now).order_by("pk").values_list("pk", flat=True)
    return sum(_end_wrap_ups_of(seat_id, now) for seat_id in list(over))


def _end_wrap_ups_of(seat_id: UUID, now: datetime) -> int:
    with unit_of_work():
        mine = QueueEntry.objects.filter(seat_id=seat_id, state=EntryState.WRAP_UP)
        entries = locks.entries(mine.values_list("pk", flat=True), state=EntryState.WRAP_UP, skip_locked=True)
        seat = locks.seats([seat_id])[seat_id]
        if seat.wrap_up_until is None or seat.wrap_up_until > now or not entries:
            return 0
        kinds = [entry.kind for entry in entries.values()]
        for entry in entries.values():
            end(entry, state=EntryState.ENDED, now=now)
        freed = Change(voice=-kinds.count("VOICE"), text=-kinds.count("TEXT"), wrapping_up=-len(kinds), idle_since=now)
        count({seat_id: freed}, now=now)
        events.wake_dispatcher()
        return len(kinds)
