"""Show a citizen their conversation, and note that what was sent to the page has arrived."""

from datetime import datetime
from uuid import UUID

from contacts import selectors
from contacts.types import CitizenThread
from messaging import services as messaging


def show_thread(*, contact_id: UUID, after: int | None = None, now: datetime) -> CitizenThread:
    """Return the citizen's page (`contacts.selectors.thread_for_citizen`); what is in it has arrived."""
    thread = selectors.thread_for_citizen(contact_id=contact_id, after=after, now=now)
    if thread.unseen:
        messaging.record_seen(message_ids=thread.unseen, now=now)
    return thread
