"""Seoul as it is loaded, once a module: every test runs in a savepoint of that one transaction."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.services import create_user
from accounts.types import Role
from contacts import services
from contacts.models import Contact
from knowledgebase.services import publish
from knowledgebase.types import CITY_COLLECTION, ArticleContent
from messaging.types import Channel
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent
from tests.messaging.recorder import asked, server  # noqa: F401
from tests.seoul import fill_with_seoul

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 10:00 in Seoul
PHONE = "010-1234-5678"
GANGNAM, GWANAK, EUNPYEONG, CITY_HALL = "11680", "11620", "11380", "11000"
PASSPORT = ArticleContent(
    external_id="passport-1",
    title="여권을 새로 만들거나 다시 받으려면",
    body="신분증과 사진을 가지고 가까운 구청 여권 창구에 신청합니다. 여권 재발급도 같습니다.",
    category="여권",
    topic_code="passport",
    spoken_answer="여권은 신분증과 사진 한 장을 가지고 가까운 구청 여권 창구에 신청하시면 됩니다.",
    chat_summary="여권은 신분증과 사진 1장을 가지고 가까운 구청 여권 창구에 신청합니다.",
    sms_summary="여권은 신분증과 사진 1장을 가지고 가까운 구청 여권 창구에 신청합니다.",
    source="여권법 제9조",
    source_date=date(2026, 1, 2),
    questions=(
        "여권 재발급 방법",
        "여권 재발급은 어떻게 하나요?",
        "여권 신청하려면 뭐가 필요해요?",
        "여권 만들 때 준비물",
        "여권 다시 만들고 싶어요",
    ),
)


@pytest.fixture(scope="module")
def seoul(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the city and one article, and take them back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill_with_seoul(now=NOW)
        publish(content=PASSPORT, collection=CITY_COLLECTION, now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def city(seoul: None, db: None) -> None:
    """Seoul, and a savepoint of it for this test."""


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def make_user(role: Role, *, name: str = "", scopes: list[tuple[str, str]] | None = None, extension: str = "") -> User:
    return create_user(
        username=f"{role.lower()}-{uuid4().hex[:8]}",
        password="a long pass phrase",
        role=role,
        display_name=name or str(role.label),
        scopes=[("", "")] if scopes is None else scopes,
        extension=extension,
    )


def make_agent(name: str = "김상담", *, queues: tuple[str, ...] = (GANGNAM, CITY_HALL), extension: str = "") -> User:
    user = make_user(Role.AGENT, name=name, extension=extension)
    rings = dict.fromkeys(queues, 0)
    routing.ensure_seat(user_id=user.id, queue_rings=rings, voice_capacity=1, text_capacity=3, now=NOW)
    routing.set_intent(user_id=user.id, intent=Intent.READY, now=NOW)
    return user


def text_in(
    text: str, *, number: str = PHONE, key: str = "", channel: Channel = Channel.SMS, now: datetime = NOW
) -> Contact:
    """Receive a text message and return its contact."""
    reception = services.receive_message(
        channel=channel,
        sender=number,
        text=text,
        provider="gateway",
        provider_message_id=key or uuid4().hex,
        dialled="02120",
        now=now,
    )
    return Contact.objects.get(pk=reception.contact_id)


def chat_in(text: str, *, contact: Contact | None = None, now: datetime = NOW) -> Contact:
    """Receive a web message and return its contact."""
    reception = services.receive_message(
        channel=Channel.WEB,
        sender="",
        text=text,
        provider="web",
        provider_message_id="",
        contact_id=contact.pk if contact else None,
        now=now,
    )
    return Contact.objects.get(pk=reception.contact_id)


def accepted(contact: Contact, agent: User, *, now: datetime = NOW) -> Contact:
    """Have the contact offered to the agent, and accepted."""
    routing.dispatch_waiting(now=now)
    offers = routing_selectors.offers_for(user_id=agent.id, now=now)
    offer = next(offer for offer in offers if offer.contact_ref == contact.pk)
    services.accept(offer_id=offer.offer_id, user=agent, now=now)
    return Contact.objects.get(pk=contact.pk)


@pytest.fixture
def agent(city: None) -> User:
    return make_agent()


@pytest.fixture
def active(agent: User) -> Contact:
    """A text conversation that `agent` holds."""
    return accepted(text_in("강남구 역삼동에 불법주차가 너무 많아요"), agent)


@pytest.fixture
def lines() -> Callable[[Contact], list[tuple[str, str]]]:
    """Who said what in a contact, in order."""
    return lambda contact: list(contact.messages.order_by("sequence").values_list("author", "text"))
