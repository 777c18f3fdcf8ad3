"""What staff see of a messenger's room and of the files that came over it."""

from collections.abc import Iterable
from uuid import UUID

from contacts.models import ChannelSession, CitizenIdentity, Contact, ContactFile
from contacts.types import FileLine, FileState, IdentityKind, RoomView, SessionState
from korean import phone
from messaging.types import Channel


def room_of(contact: Contact) -> RoomView | None:
    """Return how the KakaoTalk room of a contact stands; None for the other channels. Two queries."""
    if contact.channel != Channel.KAKAO:
        return None
    rooms = ChannelSession.objects.filter(channel=contact.channel, address_hash=contact.address_hash)
    room = rooms.order_by("-opened_at").first()
    numbers = CitizenIdentity.objects.filter(citizen=contact.citizen_id, kind=IdentityKind.PHONE, confirmed=True)
    number = next((identity.value for identity in numbers if phone.is_mobile(identity.value)), "")
    return RoomView(
        state=SessionState(room.state) if room else SessionState.ENDED,
        expires_at=room.expires_at if room else None,
        ended_at=room.ended_at if room else None,
        seen_at=room.seen_at if room else None,
        phone_masked=phone.mask(number) if number else "",
    )


def files_of_lines(*, message_ids: Iterable[UUID]) -> dict[UUID, tuple[FileLine, ...]]:
    """Return the files of the lines of a contact, by line. The caller may see the contact. One query."""
    found: dict[UUID, list[FileLine]] = {}
    files = ContactFile.objects.filter(message__in=list(message_ids), position__gt=0).order_by("position")
    for file in files:
        found.setdefault(file.message_id, []).append(
            FileLine(
                id=file.pk,
                state=FileState(file.state),
                name=file.name,
                is_picture=file.content_type.startswith("image/"),
                latitude=file.latitude,
                longitude=file.longitude,
            )
        )
    return {message_id: tuple(lines) for message_id, lines in found.items()}


def files_named(*, names: Iterable[str]) -> set[str]:
    """Return those of the names in the storage that belong to a file of a conversation, for the sweep of what belongs
    to nothing. One query."""
    return set(ContactFile.objects.filter(stored_as__in=list(names)).values_list("stored_as", flat=True))
