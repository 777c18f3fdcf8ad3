"""Reports: what an agent did in each state, in which team on which day, and who sees whose figures."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from accounts import services as accounts
from accounts.models import User
from accounts.types import Role
from contacts import services as contacts
from reporting import metrics, services
from reporting.selectors import flow_report, forecast, period, work_report
from reporting.types import Breakdown, Goal, Work
from routing import services as routing
from routing.types import Intent
from tests.contacts.conftest import EUNPYEONG, GANGNAM, NOW, accepted, later, make_agent, make_user, text_in

MINUTE = 60
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def worked(seoul: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """A quarter of an hour of one agent: 5 minutes ready, a conversation of 4 minutes, a break; counted."""
    with django_db_blocker.unblock(), transaction.atomic():
        agent = make_agent("김통계")
        contact = text_in("강남구 역삼동에 불법주차가 너무 많아요", now=later(5 * MINUTE - 2))
        routing.heartbeat(user_id=agent.pk, now=later(5 * MINUTE - 2))
        accepted(contact, agent, now=later(5 * MINUTE))
        routing.heartbeat(user_id=agent.pk, now=later(9 * MINUTE))
        contacts.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=later(9 * MINUTE))
        routing.set_intent(user_id=agent.pk, intent=Intent.BREAK, now=later(10 * MINUTE))
        services.roll_up(since=NOW, until=later(20 * MINUTE), now=later(20 * MINUTE))
        yield agent
        transaction.set_rollback(True)


def work_of(user: User, by: Breakdown, *, first: date = TODAY, last: date = TODAY) -> dict[str, Work]:
    found = work_report(user=user, period=period(first=first, last=last), by=by)
    return {line.label: line.of for line in found.lines}


def test_time_in_each_state(worked: User, db: None) -> None:
    mine = work_of(make_user(Role.SUPERVISOR), Breakdown.AGENT)["김통계"]
    assert (mine.taken, mine.handled, mine.talk) == (1, 1, timedelta(minutes=4))
    assert mine.busy == timedelta(minutes=4)
    assert mine.ready + mine.ringing == timedelta(minutes=6)
    assert mine.resting == timedelta(minutes=10)
    assert metrics.occupancy(mine) == pytest.approx(40, abs=0.5)


def test_a_change_of_team_leaves_the_past_where_it_was(worked: User, db: None) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    first = accounts.create_team(by=supervisor, name="첫째 팀")
    second = accounts.create_team(by=supervisor, name="둘째 팀")
    accounts.join_team(by=supervisor, user_id=worked.pk, team_id=first.pk, on=TODAY - timedelta(days=30))
    assert work_of(supervisor, Breakdown.TEAM)["첫째 팀"].handled == 1
    accounts.join_team(by=supervisor, user_id=worked.pk, team_id=second.pk, on=TODAY + timedelta(days=1))
    assert {name: work.handled for name, work in work_of(supervisor, Breakdown.TEAM).items()} == {"첫째 팀": 1}
    accounts.join_team(by=supervisor, user_id=worked.pk, team_id=second.pk, on=TODAY)
    assert {name: work.handled for name, work in work_of(supervisor, Breakdown.TEAM).items()} == {"둘째 팀": 1}


def test_agents_see_their_own_figures_only(worked: User, db: None) -> None:
    other = make_user(Role.AGENT)
    assert [work.handled for work in work_of(worked, Breakdown.DAY).values()] == [1]
    assert work_of(other, Breakdown.DAY) == {}


def test_contacts_by_district_for_whom_they_concern(worked: User, db: None) -> None:
    whole = make_user(Role.SUPERVISOR)
    report = flow_report(user=whole, period=period(first=TODAY, last=TODAY), by=Breakdown.DISTRICT)
    assert [(line.key, line.of.answered) for line in report.lines] == [(GANGNAM, 1)]
    for scope, lines in ((GANGNAM, 1), (EUNPYEONG, 0)):
        user = make_user(Role.SUPERVISOR, scopes=[(scope, "")])
        found = flow_report(user=user, period=period(first=TODAY, last=TODAY), by=Breakdown.HOUR)
        assert len(found.lines) == lines
    yesterday = TODAY - timedelta(days=1)
    empty = flow_report(user=whole, period=period(first=yesterday, last=yesterday), by=Breakdown.DAY)
    assert (empty.lines, empty.counted_at) == ((), None)


def test_reports_read_quarters_only(worked: User, db: None) -> None:
    user = make_user(Role.SUPERVISOR)
    with CaptureQueriesContext(connection) as captured:
        flow_report(user=user, period=period(first=TODAY, last=TODAY), by=Breakdown.DAY)
    assert all("contacts_contact" not in query["sql"] for query in captured)
    assert len(captured) <= 2


def test_a_forecast_rests_on_the_same_weekday(worked: User, db: None) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    goal = Goal(channel="SMS")
    found = forecast(user=supervisor, day=TODAY + timedelta(days=7), goal=goal)
    assert found.days == (TODAY,)
    (line,) = found.lines
    assert (line.expected, line.agents, line.on_duty) == (1, 1, 2)
    assert forecast(user=supervisor, day=TODAY + timedelta(days=8), goal=goal).lines == ()


def test_teams_are_for_their_supervisors(worked: User, db: None) -> None:
    elsewhere = make_user(Role.SUPERVISOR, scopes=[(EUNPYEONG, "")])
    with pytest.raises(accounts.NotYourTeam):
        accounts.create_team(by=elsewhere, name="강남 팀", district_code=GANGNAM)
    with pytest.raises(accounts.TeamRefused):
        accounts.create_team(by=elsewhere, name=" ", district_code=EUNPYEONG)
    team = accounts.create_team(by=elsewhere, name="은평 팀", district_code=EUNPYEONG)
    with pytest.raises(accounts.TeamRefused):
        accounts.join_team(by=elsewhere, user_id=elsewhere.pk, team_id=team.pk, on=TODAY)
