"""A real gateway program to send to, and the shortest way to write a message."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from messaging import selectors, services
from messaging.models import OutboundMessage
from messaging.types import Channel, Purpose
from tests.messaging.recorder import asked, server  # noqa: F401
from tests.sandbox.program import Product, Sandbox

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _senders_asked_anew() -> Iterator[None]:
    """A process keeps its senders for ten seconds: not those of another test."""
    selectors.forget_senders()
    yield
    selectors.forget_senders()


@pytest.fixture
def number() -> str:
    """A mobile number nobody else uses in this run, in the form the gateway knows."""
    return f"010{next(_numbers):08}"


@pytest.fixture(scope="session")
def gateway_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    database = tmp_path_factory.mktemp("gateway") / "journal.sqlite3"
    with (
        Product() as product,
        Sandbox(database=database, product_url=product.url, secret=django_settings.SMS_GATEWAY_SECRET) as program,
    ):
        yield program


@pytest.fixture
def gateway(gateway_program: Sandbox, settings: Settings) -> Iterator[Sandbox]:
    """The gateway the settings point to, well behaved."""
    settings.SMS_GATEWAY_URL = gateway_program.url
    yield gateway_program
    gateway_program.client.delete("/v1/faults")


Write = Callable[..., OutboundMessage]


@pytest.fixture
def write(number: str) -> Write:
    """Enqueue an SMS to this test's number; anything can be given otherwise."""

    def enqueue(text: str = "접수되었습니다.", **given: Any) -> OutboundMessage:
        values: dict[str, Any] = {
            "channel": Channel.SMS,
            "recipient": number,
            "text": text,
            "purpose": Purpose.RECEIPT,
            "reference": f"contact:{uuid.uuid4()}",
            "idempotency_key": f"test:{uuid.uuid4()}",
            "now": NOW,
        }
        return services.enqueue(**(values | given))

    return enqueue


def arrived(gateway: Sandbox, number: str) -> list[str]:
    """The texts on the phone with the number, in the order of arrival."""
    messages = gateway.client.get(f"/v1/phones/{number}/messages").json()["messages"]
    return [message["text"] for message in messages]
