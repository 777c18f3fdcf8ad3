"""An agent takes a contact that was offered, or lets it pass."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from contacts.models import Contact
from contacts.policies import wording
from contacts.policies.transitions import Action
from contacts.services.conversation import add_system_line, advance, lock, tell
from contacts.services.handing import taken_from_queue
from contacts.services.promises import begin_attempt
from contacts.services.video import ensure_room
from contacts.types import ContactState
from feed.services import unit_of_work
from messaging.types import Channel
from routing import selectors as routing_selectors
from routing import services as routing


def accept(*, offer_id: UUID, user: User, now: datetime) -> Contact:
    """Give the offered contact to the agent and return it; pressing twice returns it again.

    Of one in sign language the video room opens, into which the citizen's page goes by itself.

    Raises OfferTaken (409, who has it), OfferGone (410), OfferNotFound (404).
    """
    with unit_of_work():
        offered = routing_selectors.contact_of_offer(offer_id=offer_id)
        if offered is not None:
            lock(offered)  # before the locks of routing
        accepted = routing.accept_offer(offer_id=offer_id, user_id=user.id, now=now)
        contact = lock(accepted.contact_ref)
        if contact.state in (ContactState.ACTIVE, ContactState.WRAP_UP) and contact.agent_id == user.id:
            return contact
        advance(contact, Action.ACCEPT, agent=user, accepted_at=now)
        taken_from_queue(contact, user=user, now=now)
        begin_attempt(contact, now=now)
        add_system_line(contact, wording.accepted(name=str(user)), now=now)
        if contact.channel == Channel.SIGN:
            ensure_room(contact, user=user, now=now)
        tell(contact, "contact.accepted", now=now)
        return contact


def decline(*, offer_id: UUID, user: User, reason: str, now: datetime) -> None:
    """Let an offered contact pass: it returns to its place in the queue and is offered to somebody else.

    Raises OfferTaken (409), OfferGone (410), OfferNotFound (404).
    """
    routing.decline_offer(offer_id=offer_id, user_id=user.id, reason=reason, now=now)
