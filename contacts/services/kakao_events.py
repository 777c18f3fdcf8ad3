"""What KakaoTalk (상담톡) told us, off the inbox."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from accounts.crypto import keyed_hash
from contacts.models import Citizen, Contact, InboundRequest
from contacts.policies import kakao, wording
from contacts.policies.kakao import KakaoEvent
from contacts.services import receiving
from contacts.services.conversation import add_system_line, tell_message
from contacts.services.identity import citizen_at, give_phone
from contacts.services.later import Later
from contacts.services.receiving import receive_long
from contacts.services.rooms import end_room, note_seen, open_room
from contacts.types import ContactState, IdentityKind
from korean import phone
from messaging import services as messaging
from messaging.types import Channel

PROVIDER = "bizgo"
# The result of a call may be faster than the record of the call.
RECORDED_WITHIN = timedelta(minutes=2)
LOOK_AGAIN_AFTER = timedelta(seconds=2)
PERSONAL_INFO, CERT_RESULT = KakaoEvent.PERSONAL_INFO.value, KakaoEvent.CERT_RESULT.value


def _message(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """The citizen wrote. Their room opens or lives on first: an automatic answer needs it."""
    event = kakao.event_of(content)
    room = open_room(
        channel=Channel.KAKAO,
        citizen=_citizen(event.user_key, now),
        address=event.user_key,
        provider_session_id=event.session_id,
        now=now,
    )
    reception = receive_long(
        channel=Channel.KAKAO,
        sender=event.user_key,
        text=kakao.words_of(content),
        provider=request.provider,
        provider_message_id=request.key,
        files=kakao.files_of(content),
        whole_text=kakao.whole_text_of(content),
        now=now,
    )
    if room.reference and not reception.duplicate:
        contact = Contact.objects.select_for_update().get(pk=reception.contact_id)
        add_system_line(contact, wording.came_with(reference=room.reference), now=now)
        tell_message(contact, now=now)
        room.reference = ""
        room.save(update_fields=["reference"])


def _reference(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """A citizen pressed our link: the room is open before they write, and knows what the link carried. An agent whose
    answer waits for that is told."""
    event = kakao.event_of(content)
    room = open_room(
        channel=Channel.KAKAO,
        citizen=_citizen(event.user_key, now),
        address=event.user_key,
        provider_session_id=event.session_id,
        reference=kakao.reference_of(content),
        now=now,
    )
    if room.opened_at == now:
        _tell_staff(event.user_key, wording.room_opened(), now=now)


def _expired_session(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    event = kakao.event_of(content)
    end_room(channel=Channel.KAKAO, address=event.user_key, provider_session_id=event.session_id, now=now)


def _seen_info(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    event = kakao.event_of(content)
    note_seen(channel=Channel.KAKAO, address=event.user_key, seen_at=event.at or now)


def _personal_info(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """The citizen agreed to give their number: later notices reach them there (알림톡)."""
    event = kakao.event_of(content)
    try:
        number = phone.normalise(kakao.phone_of(content))
    except phone.InvalidPhoneNumber:
        return
    citizen = _citizen(event.user_key, now)
    joined = give_phone(citizen=citizen, kind=IdentityKind.KAKAO, address=event.user_key, number=number, now=now)
    _tell_staff(event.user_key, wording.phone_given(masked=phone.mask(number), known=joined), now=now)


def _cert_result(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """A certificate's answer identifies the citizen and is destroyed at once (Kakao's terms): we keep that it came."""
    _tell_staff(kakao.event_of(content).user_key, wording.certificate_destroyed(), now=now)


def _result(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """What became of something we wrote, or of our ending the room."""
    event = kakao.event_of(content)
    if content.get("requestType") in ("end", "endwithbot"):
        end_room(channel=Channel.KAKAO, address=event.user_key, provider_session_id=event.session_id, now=now)
        return
    try:
        messaging.record_session_result(body=request.content.encode(), now=now)
    except messaging.UnknownMessage as error:
        if now < request.received_at + RECORDED_WITHIN:
            raise Later(LOOK_AGAIN_AFTER) from error
        raise
    if content.get("reportCode") == kakao.SESSION_OVER:
        end_room(channel=Channel.KAKAO, address=event.user_key, provider_session_id=event.session_id, now=now)


HANDLERS = MappingProxyType(
    {
        KakaoEvent.MESSAGE.value: _message,
        KakaoEvent.REFERENCE.value: _reference,
        KakaoEvent.EXPIRED_SESSION.value: _expired_session,
        KakaoEvent.SEEN_INFO.value: _seen_info,
        KakaoEvent.PERSONAL_INFO.value: _personal_info,
        KakaoEvent.CERT_RESULT.value: _cert_result,
        KakaoEvent.RESULT.value: _result,
    }
)


def take_undecided(request: InboundRequest, content: Mapping[str, Any], now: datetime) -> None:
    """Keep the words of a message where taking it in fails for good."""
    receiving.take_undecided(
        channel=Channel.KAKAO,
        sender=kakao.event_of(content).user_key,
        text=kakao.words_of(content),
        provider=request.provider,
        provider_message_id=request.key,
        files=kakao.files_of(content),
        now=now,
    )


def _citizen(user_key: str, now: datetime) -> Citizen:
    return citizen_at(kind=IdentityKind.KAKAO, value=user_key, now=now)


def _tell_staff(user_key: str, text: str, *, now: datetime) -> None:
    """Add a line to the citizen's running conversation, if there is one."""
    running = Contact.objects.select_for_update(of=("self",)).select_related("citizen")
    running = running.filter(channel=Channel.KAKAO, address_hash=keyed_hash(user_key))
    contact = running.exclude(state=ContactState.CLOSED).first()
    if contact is not None:
        add_system_line(contact, text, now=now)
        tell_message(contact, now=now)
