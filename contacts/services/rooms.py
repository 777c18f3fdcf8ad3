"""A messenger's chat room: it opens when the citizen comes, lives on with every message of theirs, and ends."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.crypto import keyed_hash
from contacts.models import ChannelSession, Citizen, Contact
from contacts.policies import wording
from contacts.policies.kakao import session_until
from contacts.services.conversation import add_system_line, tell
from contacts.types import ContactState, SessionState
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.types import Channel


class RoomClosed(DomainError):
    """The chat room is over, nothing can be written into it any more: 422, with the `state`."""

    code = "room_closed"
    status = 422
    message = _("카카오톡 상담방이 끝나 이 방으로는 보낼 수 없습니다. 알림톡이나 문자로 보내 주세요.")


def open_room(
    *, channel: Channel, citizen: Citizen, address: str, provider_session_id: str, reference: str = "", now: datetime
) -> ChannelSession:
    """Return the citizen's open room, with what their link carried; another room of theirs that was open has ended.

    Call it with the citizen's identity locked (see `contacts.services.identity`).
    """
    room = _open_rooms(channel, address).first()
    if room is not None and provider_session_id and room.provider_session_id not in ("", provider_session_id):
        _close(room, state=SessionState.ENDED, now=now)
        room = None
    if room is None:
        return ChannelSession.objects.create(
            channel=channel,
            citizen=citizen,
            address_hash=keyed_hash(address),
            provider_session_id=provider_session_id,
            reference=reference,
            opened_at=now,
            last_citizen_message_at=now,
            expires_at=session_until(last_message_at=now),
        )
    room.provider_session_id = provider_session_id or room.provider_session_id
    room.reference = reference or room.reference
    room.last_citizen_message_at, room.expires_at = now, session_until(last_message_at=now)
    room.save(update_fields=["provider_session_id", "reference", "last_citizen_message_at", "expires_at"])
    return room


def end_room(*, channel: Channel, address: str, provider_session_id: str, now: datetime) -> bool:
    """Note that the room has ended, and tell the conversation in it; False when it is not the one that is open.

    One that ends after its time has expired, an earlier end is the citizen's or ours.
    """
    with unit_of_work():
        room = _open_rooms(channel, address).first()
        if room is None or (provider_session_id and room.provider_session_id not in ("", provider_session_id)):
            return False
        _close(room, state=SessionState.EXPIRED if now >= room.expires_at else SessionState.ENDED, now=now)
        return True


def room_is_open(contact: Contact) -> bool:
    """Tell whether we can write into the room of the contact's citizen."""
    rooms = ChannelSession.objects.filter(channel=contact.channel, address_hash=contact.address_hash)
    return rooms.filter(state=SessionState.OPEN).exists()


def confirmed_in_room(*, channel: Channel, address: str) -> datetime | None:
    """Return when it was last made sure who writes in the messenger's room that is open; None for not at all."""
    if channel != Channel.KAKAO:
        return None
    room = ChannelSession.objects.filter(channel=channel, address_hash=keyed_hash(address), state=SessionState.OPEN)
    opened_at = room.values_list("opened_at", flat=True).first()
    if opened_at is None:
        return None
    earlier = Contact.objects.filter(channel=channel, address_hash=keyed_hash(address), confirmed_at__gte=opened_at)
    return earlier.order_by("-confirmed_at").values_list("confirmed_at", flat=True).first()


def note_seen(*, channel: Channel, address: str, seen_at: datetime) -> None:
    """Note that the citizen has read what is in their open room."""
    _open_rooms(channel, address).update(seen_at=seen_at)


def expire_rooms(*, now: datetime, limit: int = 500) -> int:
    """End the rooms whose 30 days are over and of which nobody told us; return how many."""
    ended = 0
    due = ChannelSession.objects.filter(state=SessionState.OPEN, expires_at__lte=now).order_by("expires_at")
    for room_id in list(due.values_list("pk", flat=True)[:limit]):
        with unit_of_work():
            room = due.select_for_update(skip_locked=True).filter(pk=room_id).first()
            if room is not None:
                _close(room, state=SessionState.EXPIRED, now=now)
                ended += 1
    return ended


def _open_rooms(channel: Channel, address: str) -> QuerySet[ChannelSession]:
    rooms = ChannelSession.objects.filter(channel=channel, address_hash=keyed_hash(address), state=SessionState.OPEN)
    return rooms.select_for_update()


def _close(room: ChannelSession, *, state: SessionState, now: datetime) -> None:
    room.state, room.ended_at = state, now
    room.save(update_fields=["state", "ended_at"])
    running = Contact.objects.select_for_update(of=("self",)).select_related("citizen")
    running = running.filter(channel=room.channel, address_hash=room.address_hash).exclude(state=ContactState.CLOSED)
    contact = running.first()
    if contact is not None:
        add_system_line(contact, wording.room_closed(expired=state == SessionState.EXPIRED), now=now)
        tell(contact, "contact.room_closed", now=now)
