"""What people published is written over a new edition of the city's files, once."""

import pytest

from districts import selectors as districts
from districts.models import City, Responsibility
from routing import services
from routing.types import Edit, EditKind

from .conftest import EUNPYEONG, NOW
from .test_publishing import publish, small_city, supervisor

__all__ = ["small_city"]


def in_charge() -> str:
    return districts.topic_holder(district_code=EUNPYEONG, topic_code="streetlight", on=NOW.date())


def hand_over(code: str) -> None:
    """As the administration and `load_city` do, which know nothing of what was published."""
    Responsibility.objects.filter(topic_id="streetlight", valid_until=None).update(department_id=code)


def new_edition(name: str) -> None:
    City.objects.update(loaded={**City.objects.get().loaded, "responsibility": name})


@pytest.mark.usefixtures("small_city")
def test_a_start_leaves_a_correction_alone_until_a_new_edition_comes() -> None:
    to_park = Edit(
        EditKind.RESPONSIBILITY, district_code=EUNPYEONG, topic_code="streetlight", department_code="ep-park"
    )
    publish(supervisor(), to_park)
    new_edition("first")
    services.load_tables(now=NOW)
    hand_over("ep-desk")
    services.load_tables(now=NOW)
    assert in_charge() == "ep-desk"
    new_edition("second")
    hand_over("ep-road")
    services.load_tables(now=NOW)
    assert in_charge() == "ep-park"
