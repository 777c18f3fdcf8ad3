"""Video rooms: opened by who holds the contact, entered by links, ended at once. Only signals pass through us."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.access import room_token
from contacts.models import Contact
from contacts.models.video import VideoParticipant, VideoRoom, VideoSignal
from contacts.policies import wording
from contacts.policies.languages import language_for
from contacts.policies.transitions import Action
from contacts.services.answering import reply
from contacts.services.conversation import add_system_line, advance, lock_held, tell, tell_message
from contacts.services.transferring import cancel_transfer
from contacts.services.wrapping_up import begin_wrap_up
from contacts.types import ContactState, RoomNews, RoomParticipant, RoomSide, RoomSignal
from feed.errors import DomainError
from feed.services import publish, unit_of_work
from messaging.types import Channel

LINKS_LAST = timedelta(hours=2)
MOST_PARTICIPANTS = 3
GONE_AFTER = timedelta(seconds=20)
MOST_SIGNALS_AT_ONCE = 200


class VideoOver(DomainError):
    """The room has ended or its time is over: 410."""

    code = "video_over"
    status = 410
    message = _("영상 상담이 끝났습니다.")


class VideoFull(DomainError):
    """Three are in the room already: 409."""

    code = "video_full"
    status = 409
    message = _("영상 상담에는 세 사람까지 들어올 수 있습니다.")


class NotInVideo(DomainError):
    """The participant is not (any more) in this room: 404."""

    code = "not_in_video"
    status = 404
    message = _("영상 상담에서 나갔습니다. 다시 들어와 주세요.")


def open_video(*, contact_id: UUID, user: User, now: datetime) -> VideoRoom:
    """Open a room for a contact the user holds, and send the citizen its link; return the one that is open.

    Who came in sign language is not written to: their page goes into the room by itself.

    Raises ContactNotFound (404), NotYourContact (403), ActionNotPossible (409), and what `reply` raises.
    """
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.ANSWER)
        room, is_new = ensure_room(contact, user=user, now=now)
        if not is_new or contact.channel == Channel.SIGN:
            return room
        link = f"{settings.PUBLIC_BASE_URL}/video/{room_token(room.pk, RoomSide.CITIZEN)}/"
        reply(
            contact_id=contact.pk,
            user=user,
            text=wording.video_link(link=link, language=language_for(contact)),
            request_key=f"video:{room.pk}",
            now=now,
        )
        return room


def ensure_room(contact: Contact, *, user: User, now: datetime) -> tuple[VideoRoom, bool]:
    """Return the open room of a locked contact, and whether it was opened just now."""
    over = VideoRoom.objects.filter(ended_at__isnull=True, expires_at__lte=now)
    for room in over.select_for_update(skip_locked=True)[:MOST_SIGNALS_AT_ONCE]:
        _end(room, now=now)
    running = VideoRoom.objects.filter(contact=contact, ended_at__isnull=True).first()
    if running is not None:
        return running, False
    opened = VideoRoom.objects.create(contact=contact, opened_by=user, opened_at=now, expires_at=now + LINKS_LAST)
    return opened, True


def end_room_of(contact: Contact, *, now: datetime) -> None:
    """End the room of a locked contact whose conversation is over, if there is one."""
    for room in VideoRoom.objects.select_for_update().filter(contact=contact, ended_at__isnull=True):
        _end(room, now=now)


def join_video(*, room_id: UUID, side: RoomSide, now: datetime) -> UUID:
    """Let a browser in and return the id it is known by there. Raises VideoOver (410), VideoFull (409)."""
    with unit_of_work():
        room = _open_room(room_id, now=now)
        if _there(room, now=now).count() >= MOST_PARTICIPANTS:
            raise VideoFull
        participant = VideoParticipant.objects.create(room=room, side=side, seen_at=now)
        _tell(room, now=now)
        return participant.pk


def video_news(*, room_id: UUID, participant_id: UUID, after: int, now: datetime) -> RoomNews:
    """Return who is in the room, and what was signalled to the participant after the signal numbered `after`.

    Asking is a sign of life. Raises NotInVideo (404), VideoOver (410).
    """
    room = VideoRoom.objects.filter(pk=room_id, ended_at__isnull=True, expires_at__gt=now).first()
    if room is None:
        raise VideoOver
    if not VideoParticipant.objects.filter(pk=participant_id, room=room).update(seen_at=now):
        raise NotInVideo
    signals = VideoSignal.objects.filter(recipient=participant_id, pk__gt=after).order_by("pk")
    return RoomNews(
        participants=tuple(RoomParticipant(id=one.pk, side=RoomSide(one.side)) for one in _there(room, now=now)),
        signals=tuple(
            RoomSignal(sequence=signal.pk, sender=signal.sender, body=signal.body)
            for signal in signals[:MOST_SIGNALS_AT_ONCE]
        ),
    )


def signal_video(
    *, room_id: UUID, participant_id: UUID, recipient_id: UUID, bodies: Iterable[dict[str, Any]], now: datetime
) -> None:
    """Pass what one browser tells another on. Raises NotInVideo (404), VideoOver (410)."""
    with unit_of_work():
        room = _open_room(room_id, now=now)
        both = VideoParticipant.objects.filter(room=room, pk__in=[participant_id, recipient_id])
        if both.count() != 2:
            raise NotInVideo
        VideoSignal.objects.bulk_create(
            VideoSignal(room=room, sender=participant_id, recipient=recipient_id, body=body) for body in bodies
        )
        _tell(room, now=now)


def leave_video(*, room_id: UUID, participant_id: UUID, now: datetime) -> None:
    """Let a browser go; nothing happens where it has gone already."""
    with unit_of_work():
        room = VideoRoom.objects.select_for_update().filter(pk=room_id).first()
        if room is not None and VideoParticipant.objects.filter(pk=participant_id, room=room).delete()[0]:
            _tell(room, now=now)


def end_video(*, room_id: UUID, now: datetime) -> None:
    """End the room for everybody, with all that was signalled in it. Raises VideoOver (410).

    A conversation in sign language is over with it: its agent writes up the result.
    """
    with unit_of_work():
        contact_id = VideoRoom.objects.filter(pk=room_id).values_list("contact", flat=True).first()
        contact = Contact.objects.select_for_update().get(pk=contact_id) if contact_id else None
        room = _open_room(room_id, now=now)
        _end(room, now=now)
        if contact is not None:
            minutes = max(1, round((now - room.opened_at).total_seconds() / 60))
            add_system_line(contact, wording.video_ended(minutes=minutes), now=now)
            tell_message(contact, now=now)
            if contact.channel == Channel.SIGN and contact.state == ContactState.ACTIVE:
                cancel_transfer(contact, now=now)
                advance(contact, Action.END, ended_at=now)
                begin_wrap_up(contact, now=now)
                tell(contact, "contact.ended", now=now)


def ice_servers(*, participant_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """Return how browsers find a way to each other: `STUN_URLS`, and `TURN_URLS` with a password for two hours."""
    servers: list[dict[str, Any]] = [{"urls": settings.STUN_URLS}] if settings.STUN_URLS else []
    if settings.TURN_URLS:
        name = f"{int((now + LINKS_LAST).timestamp())}:{participant_id}"
        digest = hmac.new(settings.TURN_SECRET.encode(), name.encode(), hashlib.sha1).digest()
        password = base64.b64encode(digest).decode()
        servers.append({"urls": settings.TURN_URLS, "username": name, "credential": password})
    return servers


def _open_room(room_id: UUID, *, now: datetime) -> VideoRoom:
    open_rooms = VideoRoom.objects.select_for_update().filter(ended_at__isnull=True, expires_at__gt=now)
    room = open_rooms.filter(pk=room_id).first()
    if room is None:
        raise VideoOver
    return room


def _there(room: VideoRoom, *, now: datetime) -> Any:
    return VideoParticipant.objects.filter(room=room, seen_at__gt=now - GONE_AFTER).order_by("id")


def _end(room: VideoRoom, *, now: datetime) -> None:
    room.ended_at = now
    room.save(update_fields=["ended_at"])
    VideoSignal.objects.filter(room=room).delete()
    VideoParticipant.objects.filter(room=room).delete()
    _tell(room, now=now)


def _tell(room: VideoRoom, *, now: datetime) -> None:
    publish(streams=[f"video:{room.pk}"], kind="video.changed", ids={"room": str(room.pk)}, now=now)
