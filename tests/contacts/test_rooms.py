"""A KakaoTalk room that is over: the citizen is called back into it; and one that ends with its conversation."""

from dataclasses import replace

import pytest
from django.utils import timezone
from pytest_django import Settings

from contacts import selectors, services
from contacts.models import ChannelSession, Contact
from contacts.types import Direction, SessionState
from messaging import services as outbox_services
from messaging.models import MessageTemplate, OutboundMessage, TemplateApproval
from messaging.types import TemplateState
from tests.contacts.test_kakao import USER, in_hand, kakao, lines, outbound, post, work_off, write  # noqa: F401
from tests.messaging.recorder import Recorder

pytestmark = pytest.mark.usefixtures("city")


def over(contact: Contact) -> None:
    """The citizen has given a number, and thirty days have gone by."""
    post("personal_info", personalInfo={"phoneNumber": "01011112222"})
    work_off()
    services.expire_rooms(now=ChannelSession.objects.get().expires_at)


def approve(purpose: str) -> None:
    outbox_services.load_standard_templates()
    for template in MessageTemplate.objects.filter(purpose=purpose):
        TemplateApproval.objects.create(
            template=template, provider="bizgo", sender="", code=template.code, state=TemplateState.APPROVED
        )


def test_the_citizen_is_called_back_into_a_room_that_is_over_and_the_agent_is_told_when_they_come(
    settings: Settings,
) -> None:
    settings.CHANNEL_PROVIDERS = settings.CHANNEL_PROVIDERS | {"ALIMTALK": "bizgo"}
    contact, agent = in_hand()
    now = timezone.now()
    with pytest.raises(services.NoWayToWrite):
        services.invite_to_room(contact_id=contact.pk, user=agent, request_key="k", now=now)
    post("personal_info", personalInfo={"phoneNumber": "01011112222"})
    work_off()
    with pytest.raises(services.RoomOpen):
        services.invite_to_room(contact_id=contact.pk, user=agent, request_key="k", now=now)
    over(contact)
    with pytest.raises(outbox_services.TemplateUnavailable):
        services.invite_to_room(contact_id=contact.pk, user=agent, request_key="k", now=now)
    approve("REPLY")
    services.save_draft(contact_id=contact.pk, user=agent, text="내일 고칩니다", now=now)
    for _ in range(2):
        services.invite_to_room(contact_id=contact.pk, user=agent, request_key="k", now=now)
    invitation = outbound()[-1]
    assert (invitation.channel, invitation.recipient) == ("ALIMTALK", "+821011112222")
    assert invitation.text.startswith("상담원의 답변이 기다리고 있습니다.\n\n상담창구: 서울 120\n")
    button = invitation.extras["buttons"][0]
    assert (button["kind"], button["name"]) == ("BC", "상담방 열기")
    assert OutboundMessage.objects.filter(channel="ALIMTALK").count() == 1
    assert selectors.drafted(contact_id=contact.pk, user=agent).text == "내일 고칩니다"
    post("reference", sessionId="163755148", reference={"extra": button["extra"]})
    work_off()
    assert "다시 열었습니다" in lines(contact, Direction.SYSTEM)[-1]
    services.reply(contact_id=contact.pk, user=agent, text="내일 고칩니다", now=timezone.now())
    assert outbound()[-1].channel == "KAKAO"


@pytest.fixture
def finished(asked: Recorder, settings: Settings) -> Contact:
    """A KakaoTalk conversation that an agent has closed, in a city that ends rooms."""
    settings.CITY_PROFILE = replace(settings.CITY_PROFILE, ends_rooms=True)
    settings.CHANNEL_PROVIDERS = settings.CHANNEL_PROVIDERS | {"KAKAO": "bizgo"}
    asked.answer = {"data": {"code": "A000"}}
    contact, agent = in_hand()
    services.reply(contact_id=contact.pk, user=agent, text="내일 고칩니다", now=timezone.now())
    services.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=timezone.now())
    return contact


def sent_all() -> None:
    OutboundMessage.objects.update(state="SENT", sent_at=timezone.now())


def test_a_room_ends_with_its_conversation_once_all_was_sent_where_the_city_wants_that(
    finished: Contact, asked: Recorder, settings: Settings
) -> None:
    assert services.end_finished_rooms(now=timezone.now()) == 0  # the answer is still on its way
    sent_all()
    asked.answer = {"data": {"code": "A999"}}
    assert services.end_finished_rooms(now=timezone.now()) == 0
    asked.answer = {"data": {"code": "A000"}}
    assert services.end_finished_rooms(now=timezone.now()) == 1
    assert services.end_finished_rooms(now=timezone.now()) == 0
    path, content = asked.asked[-1][1], asked.asked[-1][3]
    assert path.endswith("/cstalk/end")
    assert content == {"userKey": USER, "senderKey": settings.BIZGO_SENDER_KEY}
    assert ChannelSession.objects.get().state == SessionState.ENDED
    post("result", requestType="end", reportCode="A000")
    write("하나 더 물어볼게요", sessionId="163755147")
    work_off()
    assert ChannelSession.objects.get(state=SessionState.OPEN).provider_session_id == "163755147"


def test_a_room_stays_open_for_who_has_written_since_and_where_the_city_wants_it_open(
    finished: Contact, settings: Settings
) -> None:
    sent_all()
    settings.CITY_PROFILE = replace(settings.CITY_PROFILE, ends_rooms=False)
    assert services.end_finished_rooms(now=timezone.now()) == 0
    settings.CITY_PROFILE = replace(settings.CITY_PROFILE, ends_rooms=True)
    write("하나 더 물어볼게요")
    work_off()
    assert services.end_finished_rooms(now=timezone.now()) == 0
    assert ChannelSession.objects.get().state == SessionState.OPEN
