"""A messenger's room is over and an answer waits: the citizen is called back into it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Message
from contacts.policies.languages import KOREAN
from contacts.policies.transitions import Action
from contacts.services.answering import author_of
from contacts.services.conversation import lock_held, tell_message
from contacts.services.rooms import room_is_open
from contacts.services.sending import NoWayToWrite, confirmed_phones, send_by
from feed.errors import DomainError
from feed.services import unit_of_work
from korean import dates
from messaging.types import Alternative, Channel, Purpose


class RoomOpen(DomainError):
    """What is written into the room arrives: nobody has to be called back: 409."""

    code = "room_open"
    status = 409
    message = _("카카오톡 상담방이 열려 있습니다. 바로 답을 보내세요.")


def invite_to_room(*, contact_id: UUID, user: User, request_key: str, now: datetime) -> Message:
    """Tell the citizen of a KakaoTalk contact by an Alimtalk to their confirmed number that an answer waits; its button
    opens the room again. Returns its line; what the agent has typed stays in the draft.

    The same `request_key` again sends nothing. Raises RoomOpen (409), NoWayToWrite (422: no KakaoTalk, or no number),
    TemplateUnavailable of messaging (422), ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.ANSWER)
        numbers = confirmed_phones(contact)
        if contact.channel != Channel.KAKAO or not numbers:
            raise NoWayToWrite
        if room_is_open(contact):
            raise RoomOpen
        language = contact.citizen.language
        variables = {
            "상담창구": settings.CITY_PROFILE.service_in(language),
            "상담일": dates.day_as_people_write(contact.opened_at, "ko" if language == KOREAN else "en"),
        }
        invitation = Alternative(channel=Channel.ALIMTALK, recipient=numbers[0], language=language, variables=variables)
        line = send_by(
            contact,
            [invitation],
            purpose=Purpose.REPLY,
            author=author_of(user),
            user=user,
            idempotency_key=f"invitation:{contact.pk}:{request_key}",
            now=now,
        )
        tell_message(contact, now=now)
        return line
