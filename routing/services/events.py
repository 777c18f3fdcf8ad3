"""What the queue tells the screens and the dispatcher."""

from datetime import datetime
from uuid import UUID

from feed import doorbell
from feed.services import publish
from routing.models import Offer, QueueEntry, Seat, SeatQueue
from routing.types import Ring

DISPATCH_TASK = "routing.tasks.dispatch_waiting"


def offer_changed(kind: str, *, offer: Offer, entry: QueueEntry, seat: Seat, now: datetime) -> None:
    """Tell the agent and the district that an offer was made or has ended (`kind`: offer.made, offer.ended)."""
    publish(
        streams=[f"user:{seat.user_id}", f"district:{entry.queue_id}"],
        kind=kind,
        ids={"offer": str(offer.pk), "contact": str(entry.contact_ref), "district": entry.queue_id},
        now=now,
    )


def seats_changed(*seats: Seat, now: datetime) -> None:
    """Tell agents, the districts that they serve first, and the city that their seats' state changed."""
    serving = SeatQueue.objects.filter(seat__in=seats, ring=Ring.DISTRICT).order_by("queue_id")
    districts: dict[UUID, list[str]] = {}
    for seat_id, code in serving.values_list("seat_id", "queue_id"):
        districts.setdefault(seat_id, []).append(f"district:{code}")
    for seat in seats:
        streams = [f"user:{seat.user_id}", *districts.get(seat.pk, ()), "city"]
        publish(streams=streams, kind="seat.changed", ids={"user": str(seat.user_id)}, now=now)


def queue_changed(*, queue_code: str, by: UUID, now: datetime) -> None:
    """Tell the district and the supervisors that a queue was opened to all agents, or no longer is."""
    ids = {"district": queue_code, "user": str(by)}
    publish(streams=[f"district:{queue_code}", "city"], kind="queue.changed", ids=ids, now=now)


def wake_dispatcher() -> None:
    """Have the waiting contacts looked at once this transaction has committed."""
    doorbell.ring_until_answered(DISPATCH_TASK)
