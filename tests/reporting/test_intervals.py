"""Quarters of an hour counted from a day of contacts: the board and the report say the same."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services as contacts
from contacts.selectors import tallies
from contacts.types import WrapUpCode
from reporting import metrics, services
from reporting.models import Interval
from reporting.selectors import live_board
from reporting.types import Flow
from routing import services as routing
from tests.contacts.conftest import CITY_HALL, GANGNAM, NOW, accepted, later, make_agent, make_user, text_in
from tests.reporting.test_board import call

pytestmark = pytest.mark.usefixtures("city")
MINUTE = 60


@pytest.fixture
def day(city: None) -> User:
    """An hour of contacts with hand-counted ends; returns the agent of most of them."""
    agent = make_agent()
    for number, (begun, waited, talked, wrapped) in enumerate(
        [(0, 5, 60, 10), (3 * MINUTE, 12, 60, 10), (16 * MINUTE, 20, 60, 10), (20 * MINUTE, 21, 120, 20)]
    ):
        contact = call(number, seconds=begun)
        routing.heartbeat(user_id=agent.pk, now=later(begun + waited))
        accepted(contact, agent, now=later(begun + waited))
        contacts.end(contact_id=contact.pk, user=agent, now=later(begun + waited + talked))
        over = later(begun + waited + talked + wrapped)
        contacts.finish(contact_id=contact.pk, user=agent, wrap_up_code=WrapUpCode.ANSWERED, now=over)
    for number, (begun, waited) in enumerate([(30 * MINUTE, 3), (31 * MINUTE, 15), (50 * MINUTE, 200)], start=10):
        call(number, seconds=begun)
        contacts.end_call(call_id=f"main:{number}", now=later(begun + waited))
    text_in("강남구 역삼동에 불법주차가 너무 많아요", now=later(55 * MINUTE))
    return agent


def counted() -> Flow:
    names = list(Flow.__dataclass_fields__)
    return Flow.total(Flow(**row) for row in Interval.objects.values(*names))


def test_the_report_agrees_with_the_board(day: User) -> None:
    now = later(60 * MINUTE)
    services.roll_up_lately(now=now)
    services.roll_up(since=NOW, until=now, now=now)
    report = counted()
    live = live_board(user=make_user(Role.SUPERVISOR), now=now)
    costly = {"transferred": 0, "resolved": 0}
    assert {**_as_dict(report), **costly} == _as_dict(live.flow)
    assert report == Flow(
        offered=8,
        answered=4,
        answered_in_time=3,
        abandoned=3,
        abandoned_soon=1,
        abandoned_in_time=2,
        handled=4,
        transferred=0,
        matters=4,
        resolved=4,
        wait=timedelta(seconds=58),
        abandoned_wait=timedelta(seconds=218),
        talk=timedelta(seconds=300),
        wrap_up=timedelta(seconds=50),
    )
    assert metrics.service_level(report) == 50  # 3 ÷ (4 + 3 − 1)


def test_counting_again_changes_nothing(day: User) -> None:
    now = later(60 * MINUTE)
    first = services.roll_up(since=NOW, until=now, now=now)
    rows = set(Interval.objects.values_list("starts_at", "district", "channel", "offered"))
    assert services.roll_up(since=NOW, until=now, now=now) == first
    assert set(Interval.objects.values_list("starts_at", "district", "channel", "offered")) == rows
    assert {start.minute for start, *_rest in rows} == {0, 15, 30, 45}
    assert {office for _start, office, *_rest in rows} == {CITY_HALL, GANGNAM}


def test_a_day_is_counted_anew_by_hand(
    day: User, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: later(4 * 60 * MINUTE))
    call_command("rebuild_intervals", "2026-11-23")
    assert int(capsys.readouterr().out.split()[0]) > 5
    assert counted().offered == 8


def test_what_moves_later_is_counted_anew(day: User) -> None:
    services.roll_up_lately(now=later(60 * MINUTE))
    assert counted().answered == 4
    routing.heartbeat(user_id=day.pk, now=later(100 * MINUTE))
    waiting = tallies.begun(since=NOW).get(accepted_at=None, closed_at=None)
    accepted(waiting, day, now=later(100 * MINUTE))
    services.roll_up_lately(now=later(101 * MINUTE))
    assert (counted().offered, counted().answered) == (8, 5)


def test_the_contacts_behind_a_figure_are_those_counted(day: User) -> None:
    until = later(60 * MINUTE)
    supervisor, stranger = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR, scopes=[("11380", "")])
    services.roll_up(since=NOW, until=until, now=until)
    report = counted()
    for name in tallies.counts(metrics.LIMITS):
        listed = tallies.behind(
            name, user=supervisor, since=NOW, until=until, district_codes=None, limits=metrics.LIMITS
        )
        assert listed.count() == getattr(report, name), name
        hidden = tallies.behind(name, user=stranger, since=NOW, until=until, district_codes=None, limits=metrics.LIMITS)
        assert not hidden.exists()


def test_a_matter_that_comes_again_was_not_resolved(city: None) -> None:
    agent = make_agent()
    for day in (0, 6, 20):
        begun = day * 24 * 3600
        contact = text_in("강남구 역삼동에 불법주차가 너무 많아요", now=later(begun))
        routing.heartbeat(user_id=agent.pk, now=later(begun + 1))
        accepted(contact, agent, now=later(begun + 1))
        contacts.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=later(begun + 9))
    services.roll_up(since=NOW, until=later(21 * 24 * 3600), now=later(21 * 24 * 3600))
    assert (counted().matters, counted().resolved) == (3, 2)


def _as_dict(flow: Flow) -> dict[str, object]:
    return {name: getattr(flow, name) for name in Flow.__dataclass_fields__}
