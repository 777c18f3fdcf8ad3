"""Lists by number, text and filters, and the filters that people save."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from complaints import selectors, services
from complaints.policies.transitions import InvalidFields
from complaints.selectors import InvalidCursor
from complaints.selectors.search import filtered
from complaints.services import ViewNotFound
from complaints.types import State
from complaints.types.lists import Sharing
from tests.complaints.conftest import MONDAY, City, ComplaintMaker


def found(user: User, **filters: str | list[str]) -> list[str]:
    values = {name: [value] if isinstance(value, str) else value for name, value in filters.items()}
    page = selectors.listing(user=user, filters=values, now=MONDAY + timedelta(hours=1))
    return [line.title for line in page.lines]


@pytest.fixture
def three(make_complaint: ComplaintMaker) -> None:
    make_complaint(title="맨홀 뚜껑이 흔들립니다", state=State.COMPLETED)
    make_complaint(title="밤마다 불법주차", state=State.RECEIVED)
    make_complaint(title="은평 주차장", district_code="11380", department_code="11380-주차관리과")


def test_filters_combine_and_a_number_ignores_them(city: City, three: None, make_complaint: ComplaintMaker) -> None:
    agent = city.user("agent")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert found(agent) == ["은평 주차장", "밤마다 불법주차", "맨홀 뚜껑이 흔들립니다"]
    assert len(queries) == 2  # the scopes, the list
    assert found(agent, q="주차", district="11680") == ["밤마다 불법주차"]
    assert found(agent, q="맨호") == ["맨홀 뚜껑이 흔들립니다"]
    assert found(agent, open="true") == ["은평 주차장", "밤마다 불법주차"]
    assert found(agent, state=["RECEIVED", "COMPLETED"]) == ["밤마다 불법주차", "맨홀 뚜껑이 흔들립니다"]
    assert found(agent, completed_after=MONDAY.isoformat(), completed_before="") == ["맨홀 뚜껑이 흔들립니다"]
    assert found(agent, official="official", open="true") == ["밤마다 불법주차"]
    assert found(city.user("official"), official="me", open="true") == ["밤마다 불법주차"]
    number = selectors.listing(user=agent, filters={"state": ["COMPLETED"]}, now=MONDAY).lines[0].number
    assert found(agent, q=number.replace("-", " "), state="ACCEPTED") == ["맨홀 뚜껑이 흔들립니다"]
    assert found(agent, state="FILED", unknown="x") == []


def test_filters_of_the_row_itself_read_no_more_than_is_shown(city: City) -> None:
    chosen = {"state": ["RECEIVED", "COMPLETED"], "kind": ["SIMPLE", "PROPOSAL"], "channel": ["PHONE", "SMS"]}
    assert "DISTINCT" not in str(filtered(user=city.users["agent"], filters=chosen, now=MONDAY).query)


def test_wrong_filters_say_what_is_wrong(city: City) -> None:
    with pytest.raises(InvalidFields) as refusal:
        found(city.user("agent"), state="GONE", due_after="tomorrow")
    assert set(refusal.value.extra["errors"]) == {"state", "due_after"}


def test_pages_follow_each_other(city: City, three: None) -> None:
    agent = city.user("agent")
    first = selectors.listing(user=agent, filters={}, now=MONDAY, limit=2)
    rest = selectors.listing(user=agent, filters={}, now=MONDAY, limit=2, cursor=first.next_cursor)
    assert [len(first.lines), len(rest.lines), rest.next_cursor] == [2, 1, ""]
    with pytest.raises(InvalidCursor):
        selectors.listing(user=agent, filters={}, now=MONDAY, cursor="abc")


def save(user: User, name: str, sharing: Sharing = Sharing.NOBODY, code: str = "", **filters: list[str]) -> Any:
    return services.save_view(user=user, name=name, filters=filters, sharing=sharing, code=code, now=MONDAY)


def test_views_are_shared_with_those_one_works_with(city: City) -> None:
    official = city.user("official")
    save(official, "내 것", official=["me"])
    save(official, "부서 것", Sharing.DEPARTMENT, "11680-주차관리과", state=["RECEIVED"], unknown=["x"])
    save(official, "구 것", Sharing.DISTRICT, "11680", q=["주차"])
    seen = {name: [view.name for view in selectors.saved_views(user=city.user(name))] for name in city.users}
    everything = ["구 것", "부서 것"]
    assert seen == {
        "agent": everything,
        "agent_11680": everything,
        "supervisor_11680": everything,
        "official": ["구 것", "내 것", "부서 것"],
        "colleague": everything,
        "official_road": ["구 것"],
        "head": everything,
        "auditor_11380": [],
        "integration": ["구 것"],
        "admin": everything,
        "nobody": [],
    }
    shared = selectors.saved_views(user=city.user("colleague"))[1]
    assert (shared.filters, shared.owner, shared.mine) == ({"state": ["RECEIVED"]}, "official 님", False)
    with pytest.raises(ViewNotFound):
        services.forget_view(view_id=shared.id, user=city.user("colleague"))
    services.forget_view(view_id=shared.id, user=official)


def test_saving_again_replaces_and_refuses_what_cannot_be(city: City) -> None:
    official = city.user("official")
    save(official, "늦은 것", overdue=["true"])
    save(official, "늦은 것", bucket=["OVERDUE"])
    assert [view.filters for view in selectors.saved_views(user=official)] == [{"bucket": ["OVERDUE"]}]
    for refused in (
        lambda: save(official, " "),
        lambda: save(official, "남의 부서", Sharing.DEPARTMENT, "11680-도로과"),
        lambda: save(official, "남의 구", Sharing.DISTRICT, "11380"),
        lambda: save(official, "틀린 조건", state=["GONE"]),
    ):
        with pytest.raises(InvalidFields):
            refused()
