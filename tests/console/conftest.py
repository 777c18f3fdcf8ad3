"""Seoul, people at their screens, and a client for each. The screens use the real clock, and so do these helpers."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.models import Contact
from messaging.types import Channel
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent
from tests.contacts.conftest import CITY_HALL, GANGNAM, city, make_user, seoul

__all__ = ["city", "seoul"]

STREETLIGHT = "강남구 역삼동 테헤란로 가로등이 3일째 꺼져 있어요. 빨리 고쳐 주세요."
ROADS = "11680-도로관리과"


def make_agent(name: str = "김상담") -> User:
    """Return an agent of Gangnam who is ready."""
    user = make_user(Role.AGENT, name=name)
    now = timezone.now()
    rings = dict.fromkeys((GANGNAM, CITY_HALL), 0)
    routing.ensure_seat(user_id=user.id, queue_rings=rings, voice_capacity=1, text_capacity=3, now=now)
    routing.set_intent(user_id=user.id, intent=Intent.READY, now=now)
    routing.heartbeat(user_id=user.id, now=now)
    return user


def chat_in(text: str = STREETLIGHT) -> Contact:
    """Receive a web message in a new conversation."""
    return _receive(Channel.WEB, sender="", provider="web", text=text)


def text_in(text: str = STREETLIGHT, *, number: str = "010-1234-5678") -> Contact:
    """Receive a text message."""
    return _receive(Channel.SMS, sender=number, provider="gateway", text=text)


def _receive(channel: Channel, *, sender: str, provider: str, text: str) -> Contact:
    reception = services.receive_message(
        channel=channel,
        sender=sender,
        text=text,
        provider=provider,
        provider_message_id=uuid4().hex,
        now=timezone.now(),
    )
    return Contact.objects.get(pk=reception.contact_id)


def offered_to(agent: User) -> Any:
    """Have what waits offered, and return the agent's first offer."""
    now = timezone.now()
    routing.dispatch_waiting(now=now)
    return routing_selectors.offers_for(user_id=agent.id, now=now)[0]


def held_by(agent: User, contact: Contact) -> Contact:
    """Have the contact offered to the agent and accepted."""
    now = timezone.now()
    routing.dispatch_waiting(now=now)
    offers = routing_selectors.offers_for(user_id=agent.id, now=now)
    offer = next(offer for offer in offers if offer.contact_ref == contact.pk)
    return services.accept(offer_id=offer.offer_id, user=agent, now=now)


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """Return a client of a user who is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def agent(city: None) -> User:
    return make_agent()


@pytest.fixture
def desk(agent: User, sign_in: Callable[[User], Client]) -> Client:
    """The browser of `agent`."""
    return sign_in(agent)


@pytest.fixture
def contact(agent: User) -> Contact:
    """A chat that `agent` has accepted."""
    return held_by(agent, chat_in())
