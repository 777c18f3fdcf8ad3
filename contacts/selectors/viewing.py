"""Who has a contact on the screen now."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from contacts.models import Viewing
from contacts.types import Viewer

STILL_THERE = timedelta(seconds=30)
"""So long after its last sign a screen counts as open: three signs, one every ten seconds."""


def viewers(*, contact_id: UUID, but: User, now: datetime) -> list[Viewer]:
    """Return who beside `but` has the contact on the screen, by name. The caller may see the contact."""
    there = Viewing.objects.filter(contact=contact_id, seen_at__gt=now - STILL_THERE).exclude(user=but)
    return [
        Viewer(user_id=row.user_id, name=str(row.user))
        for row in there.select_related("user").order_by("user__display_name", "user_id")
    ]
