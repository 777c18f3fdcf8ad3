"""A small city: two district offices and city hall, with agents."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from accounts.models import User
from accounts.services import create_user
from accounts.types import Role
from districts.models import District
from routing import services
from routing.models import Queue
from routing.types import Intent

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
