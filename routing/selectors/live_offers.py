"""To whom a contact is offered now."""

from dataclasses import dataclass
from uuid import UUID

from routing.models import Offer
from routing.types import OfferState


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """An offer nobody has decided on yet, and the agent who has it."""

    offer_id: UUID
    agent_id: UUID
    agent_name: str


def contact_of_offer(*, offer_id: UUID) -> UUID | None:
    """Return the contact that is or was offered, without a lock; None where there is no such offer."""
    return Offer.objects.filter(pk=offer_id).values_list("entry__contact_ref", flat=True).first()


def live_offer_of(*, contact_ref: UUID) -> LiveOffer | None:
    """Return the live offer of a contact, None when it is offered to nobody."""
    live = Offer.objects.filter(entry__contact_ref=contact_ref, state=OfferState.OFFERED)
    offer = live.select_related("seat__user").first()
    return None if offer is None else LiveOffer(offer.pk, offer.seat.user_id, str(offer.seat.user))
