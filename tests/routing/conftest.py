"""A small city: two district offices and city hall, with agents."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.services import create_user
from accounts.types import Role
from districts.models import District
from korean import morphemes
from routing import services
from routing.models import Queue
from routing.policies import deciding
from routing.policies.tables import Tables
from routing.services.tables import load
from routing.types import Decision, Intent
from tests.seoul import fill_with_seoul

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
GANGNAM, EUNPYEONG, CITY = "11680", "11380", "11000"


@pytest.fixture
def now() -> datetime:
    return NOW


def make_city() -> None:
    for code, name in ((CITY, "서울특별시"), (EUNPYEONG, "은평구"), (GANGNAM, "강남구")):
        District.objects.create(
            code=code,
            name=name,
            name_en=name,
            office_address="",
            zip="00000",
            main_phone="+8221234567",
            latitude=37.5,
            longitude=127.0,
            source="test",
        )
        Queue.objects.create(code=code, name=name, district_id=code)


@pytest.fixture
def city(db: None) -> None:
    make_city()


def make_agent(name: str, *, rings: dict[str, int] | None = None, now: datetime = NOW, **capacities: int) -> User:
    user = create_user(
        username=f"{name}-{uuid.uuid4().hex[:6]}", password="p", role=Role.AGENT, display_name=name, scopes=[("", "")]
    )
    services.ensure_seat(
        user_id=user.pk,
        queue_rings={GANGNAM: 0} if rings is None else rings,
        **{"voice_capacity": 1, "text_capacity": 3, **capacities},
        now=now,
    )
    services.set_intent(user_id=user.pk, intent=Intent.READY, now=now)
    return user


@pytest.fixture
def agent(city: None) -> Callable[..., User]:
    return make_agent


@pytest.fixture(scope="session")
def seoul(django_db_setup: None, django_db_blocker: Any) -> Tables:
    """The tables of the whole city, compiled once; nothing stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill_with_seoul(now=NOW)
        tables = load()
        transaction.set_rollback(True)
    return tables


@pytest.fixture(scope="session")
def decide(seoul: Tables) -> Callable[..., Decision]:
    def decide_in_seoul(text: str, *, now: datetime = NOW, **given: Any) -> Decision:
        return deciding.decide(seoul, deciding.Input(text=text, **given), now=now, tokenise=morphemes.tokens)

    return decide_in_seoul
