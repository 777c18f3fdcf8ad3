"""End a messenger's room with the conversation in it, where the city wants that."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from contacts.models import ChannelSession, Contact
from contacts.services.rooms import end_room
from contacts.types import ContactState, SessionState
from messaging import selectors as outbox
from messaging import services as messaging
from messaging.types import Channel

FINISHED = Contact.objects.filter(channel=Channel.KAKAO, state=ContactState.CLOSED, agent__isnull=False)


def end_finished_rooms(*, now: datetime, limit: int = 20) -> int:
    """End the KakaoTalk rooms whose conversations agents have closed, once all that was written has left; return how
    many. Only where the city's profile says `ends_rooms`.

    A citizen who has written since keeps their room. When the provider is away the next sweep tries again. Call it
    outside a transaction.
    """
    if not settings.CITY_PROFILE.ends_rooms:
        return 0
    ended = 0
    for room in _finished_rooms()[:limit]:
        contact = FINISHED.filter(citizen=room.citizen_id, address_hash=room.address_hash).latest("closed_at")
        if outbox.anything_unsent(channel=Channel.KAKAO, recipient=contact.address):
            continue
        if not messaging.end_session(recipient=contact.address, district_code=contact.district_id or "", now=now):
            break
        ended += end_room(
            channel=Channel.KAKAO,
            address=contact.address,
            provider_session_id=room.provider_session_id,
            now=now,
        )
    return ended


def _finished_rooms() -> QuerySet[ChannelSession]:
    theirs = Contact.objects.filter(citizen=OuterRef("citizen"), address_hash=OuterRef("address_hash"))
    closed = FINISHED.filter(
        citizen=OuterRef("citizen"),
        address_hash=OuterRef("address_hash"),
        closed_at__gte=OuterRef("last_citizen_message_at"),
    )
    rooms = ChannelSession.objects.filter(Exists(closed), channel=Channel.KAKAO, state=SessionState.OPEN)
    running = theirs.filter(channel=Channel.KAKAO).exclude(state=ContactState.CLOSED)
    return rooms.exclude(Exists(running)).order_by("last_citizen_message_at")
