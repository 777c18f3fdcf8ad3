"""Who sends over a channel, asked once in ten seconds."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from districts.models import District
from messaging.models import Sender
from messaging.selectors import forget_senders, sender_of
from messaging.types import Channel

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_senders_are_asked_once_in_ten_seconds(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    gangnam = District.objects.create(
        code="11680",
        name="강남구",
        name_en="Gangnam-gu",
        office_address="학동로 426",
        zip="06090",
        main_phone="+82234235114",
        latitude=37.5,
        longitude=127.0,
        source="시험",
    )

    def key(*, district_code: str = "", seconds: int = 0) -> str:
        choice = sender_of(channel=Channel.SMS, district_code=district_code, now=NOW + timedelta(seconds=seconds))
        return choice.key if choice else ""

    with django_assert_num_queries(1):
        assert (key(), key(district_code="11680"), key(seconds=9)) == ("", "", "")
    Sender.objects.create(channel=Channel.SMS, provider="bizgo", key="02120")
    Sender.objects.create(channel=Channel.SMS, provider="bizgo", key="0234235114", district=gangnam)
    with django_assert_num_queries(1):
        assert (key(seconds=9), key(seconds=10)) == ("", "02120")
        assert (key(district_code="11680", seconds=11), key(district_code="11620", seconds=19)) == (
            "0234235114",
            "02120",
        )
    forget_senders()
    with django_assert_num_queries(1):
        assert key(seconds=19) == "02120"
