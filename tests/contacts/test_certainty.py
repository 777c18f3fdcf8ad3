"""How long it is certain who the citizen is: for one contact, one room, one day."""

from datetime import timedelta

import pytest

from accounts.models import User
from contacts import selectors, services
from contacts.models import ChannelSession, Contact
from contacts.selectors.citizens import is_certain
from contacts.services.rooms import confirmed_in_room, end_room, open_room
from messaging.types import Channel
from tests.contacts.conftest import NOW, accepted, chat_in, city, later, seoul, text_in

__all__ = ["city", "seoul"]

DAY = 86_400
KAKAO_USER = "u-1"


@pytest.fixture
def confirmed(active: Contact, agent: User) -> Contact:
    return services.confirm_citizen(contact_id=active.pk, user=agent, how="접수번호를 앎", name="김시민", now=NOW)


@pytest.mark.parametrize(("seconds", "certain"), [(DAY - 1, True), (DAY, False)])
def test_a_confirmation_lasts_a_day_at_most(confirmed: Contact, agent: User, seconds: int, certain: bool) -> None:
    card = selectors.citizen_card(contact=confirmed, user=agent, now=later(seconds))
    assert (card.confirmed, card.name, bool(card.contacts)) == (certain, "김시민" if certain else "", certain)


def test_it_ends_with_its_contact_and_says_nothing_of_the_next(confirmed: Contact, agent: User) -> None:
    closed = services.finish(contact_id=confirmed.pk, user=agent, wrap_up_code="ANSWERED", now=later(5))
    again = accepted(text_in("강남구 역삼동 가로등이 꺼졌어요", now=later(6)), agent, now=later(7))
    assert again.citizen_id == closed.citizen_id
    assert [is_certain(contact, now=later(8)) for contact in (closed, again)] == [False, False]
    assert selectors.citizen_card(contact=again, user=agent, now=later(8)).contacts == ()


def test_a_web_conversation_is_opened_by_its_token_alone(city: None) -> None:
    assert is_certain(chat_in("강남구 역삼동에 불법주차가 많아요"), now=NOW)


def enter_room(contact: Contact, session: str, *, now_seconds: float) -> ChannelSession:
    return open_room(
        channel=Channel.KAKAO, citizen=contact.citizen, address=KAKAO_USER, provider_session_id=session,
        now=later(now_seconds),
    )  # fmt: skip


def test_in_a_messenger_it_belongs_to_the_room(city: None) -> None:
    first = text_in("강남구 역삼동에 불법주차가 많아요", number=KAKAO_USER, channel=Channel.KAKAO)
    enter_room(first, "s1", now_seconds=1)
    Contact.objects.filter(pk=first.pk).update(confirmed_at=later(2))
    assert confirmed_in_room(channel=Channel.KAKAO, address=KAKAO_USER) == later(2)
    Contact.objects.filter(pk=first.pk).update(state="CLOSED", closed_at=later(3), wrap_up_code="ANSWERED", agent=None)
    second = text_in("강남구 가로등이 꺼졌어요", number=KAKAO_USER, channel=Channel.KAKAO, now=later(4))
    assert second.pk != first.pk
    assert is_certain(second, now=later(5))
    assert not is_certain(second, now=later(2) + timedelta(days=1))
    end_room(channel=Channel.KAKAO, address=KAKAO_USER, provider_session_id="s1", now=later(6))
    enter_room(first, "s2", now_seconds=7)
    assert confirmed_in_room(channel=Channel.KAKAO, address=KAKAO_USER) is None
