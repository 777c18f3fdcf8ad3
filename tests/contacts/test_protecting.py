"""Abuse: a warning, the end of the conversation, a record for the supervisor, and a break for the agent."""

import pytest

from accounts.models import User
from accounts.types import Role
from contacts import selectors, services
from contacts.models import AbuseIncident, Contact, Message
from contacts.types import ContactState
from messaging.models import OutboundMessage
from messaging.types import Channel
from routing import selectors as routing_selectors
from routing.types import Intent
from tests.contacts.conftest import NOW, accepted, city, later, make_user, seoul

__all__ = ["city", "seoul"]


def test_abuse_is_warned_of_once_before_the_end(active: Contact, agent: User) -> None:
    with pytest.raises(services.WarnFirst):
        services.end_for_abuse(contact_id=active.pk, user=agent, kind="VERBAL", now=later(10))
    assert not AbuseIncident.objects.exists()
    for _press in range(2):
        incident = services.warn_of_abuse(
            contact_id=active.pk, user=agent, kind="VERBAL", request_key="one", now=later(11)
        )
    incident.refresh_from_db()
    assert incident.warnings == 1
    assert "제4조" in OutboundMessage.objects.order_by("id").latest("id").text
    services.end_for_abuse(contact_id=active.pk, user=agent, kind="VERBAL", note="욕설을 되풀이함", now=later(12))
    active.refresh_from_db()
    assert (active.state, active.wrap_up_code, active.wrap_up_note) == (ContactState.CLOSED, "ABUSE", "욕설을 되풀이함")
    seat = routing_selectors.seat_of(user_id=agent.id, now=later(12))
    assert seat is not None
    assert (seat.intent, seat.text_active) == (Intent.BREAK, 0)


@pytest.mark.parametrize("kind", ["SEXUAL", "THREAT"])
def test_the_worst_needs_no_warning(active: Contact, agent: User, kind: str) -> None:
    incident = services.end_for_abuse(contact_id=active.pk, user=agent, kind=kind, now=later(10))
    assert incident.ended_at == later(10)


def test_a_caller_is_warned_by_word(agent: User) -> None:
    services.open_call(call_id="call-1", caller="010-2222-3333", dialled="02120", now=later(0))
    call = accepted(Contact.objects.get(external_call_id="call-1"), agent)
    services.warn_of_abuse(contact_id=call.pk, user=agent, kind="VERBAL", now=later(5))
    assert Message.objects.filter(contact=call, spoken=True, text__contains="보호받습니다").count() == 1
    assert not OutboundMessage.objects.exists()


def test_a_supervisor_says_what_is_done_for_the_agent(active: Contact, agent: User) -> None:
    incident = services.end_for_abuse(contact_id=active.pk, user=agent, kind="THREAT", now=later(10))
    supervisor, elsewhere = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR, scopes=[("11380", "")])
    assert [row.pk for row in selectors.incidents(user=supervisor, only_open=True)] == [incident.pk]
    assert selectors.incidents(user=elsewhere) == []
    with pytest.raises(services.NotAllowed):
        services.review_incident(incident_id=incident.pk, user=agent, measure="휴식", now=later(20))
    with pytest.raises(services.MeasureMissing):
        services.review_incident(incident_id=incident.pk, user=supervisor, measure=" ", now=later(20))
    services.review_incident(incident_id=incident.pk, user=supervisor, measure="30분 휴식", now=later(20))
    with pytest.raises(services.AlreadyReviewed):
        services.review_incident(incident_id=incident.pk, user=supervisor, measure="상담 연결", now=later(21))
    assert selectors.incidents(user=supervisor, only_open=True) == []


def test_abuse_is_recorded_and_ended_after_the_messengers_room_is_over(agent: User) -> None:
    services.receive_message(
        channel=Channel.KAKAO,
        sender="no-room",
        text="강남구 역삼동에 불법주차가 너무 많아요",
        provider="bizgo",
        provider_message_id="k1",
        now=NOW,
    )
    contact = accepted(Contact.objects.get(channel=Channel.KAKAO), agent)
    for _press in range(2):
        incident = services.warn_of_abuse(
            contact_id=contact.pk, user=agent, kind="VERBAL", request_key="one", now=later(5)
        )
    incident.refresh_from_db()
    assert incident.warnings == 1
    assert contact.messages.filter(direction="NOTE", spoken=False, text__contains="보호받습니다").count() == 1
    services.end_for_abuse(contact_id=contact.pk, user=agent, kind="VERBAL", now=later(6))
    contact.refresh_from_db()
    assert contact.state == ContactState.CLOSED
