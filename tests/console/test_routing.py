"""The supervisor's page of what routing decides from."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.types import Role
from routing import selectors, services
from routing.models import RoutingVersion
from tests.console.conftest import GANGNAM, make_user
from tests.console.html import problems

ROUTING = "/routing/"
PLACE = {"part": "PLACE", "name": "별빛마루", "detail": "LANDMARK", "edit_district": GANGNAM}


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def supervisor(city: None) -> Any:
    return make_user(Role.SUPERVISOR, name="박관리")


@pytest.fixture
def screen(supervisor: Any) -> Client:
    client = Client()
    client.force_login(supervisor)
    return client


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "장소 이름을 두 글자 이상"),
        ({"part": "PLACE", "q": "서울역"}, "서울역"),
        ({"part": "SYNONYM", "topic": "streetlight"}, "가로등"),
        ({"part": "EXAMPLE", "topic": "streetlight"}, "신고·요청"),
        ({"part": "RESPONSIBILITY", "district": GANGNAM}, "도로관리과"),
    ],
)
def test_each_table_is_shown(screen: Client, query: dict[str, str], words: str) -> None:
    page = text_of(screen.get(ROUTING, query))
    assert words in page
    assert problems(page) == []


def test_an_edit_is_tried_published_and_brought_back(supervisor: Any, screen: Client) -> None:
    services.publish_model(model=None, note="", now=timezone.now())
    page = text_of(screen.post(f"{ROUTING}edit/", PLACE))
    assert "추가 예정" in text_of(screen.get(ROUTING, {"part": "PLACE", "q": "별빛마루"}))
    assert "최근 30일로 시험하기" in page
    assert "게시하기" not in page
    assert screen.post(f"{ROUTING}publish/", {"part": "PLACE"}).status_code == 409

    screen.post(f"{ROUTING}trial/", {"part": "PLACE"})
    assert "시험을 준비하는 중" in text_of(screen.get(f"{ROUTING}draft/"))
    services.run_trials(clock=timezone.now)
    tried = text_of(screen.get(f"{ROUTING}draft/"))
    assert "0건이 달라집니다" in tried
    assert problems(tried) == []
    page = text_of(screen.post(f"{ROUTING}publish/", {"part": "PLACE", "q": "별빛마루", "note": "새 광장"}))
    assert "새 광장" in page
    assert "추가 예정" not in page
    assert "별빛마루" in page

    first = RoutingVersion.objects.order_by("number").values_list("number", flat=True)[0]
    page = text_of(screen.post(f"{ROUTING}versions/{first}/restore/", {"part": "PLACE", "q": "별빛마루"}))
    assert "그런 장소가 없습니다" in page


def test_what_was_typed_stays_when_it_is_refused(screen: Client) -> None:
    answer = screen.post(f"{ROUTING}edit/", PLACE | {"name": "별", "edit_district": GANGNAM})
    assert answer.status_code == 422
    assert "두 글자 이상 적어 주세요." in text_of(answer)
    assert 'value="별"' in text_of(answer)


def test_a_districts_supervisor_edits_their_own_district_only(city: None) -> None:
    user = make_user(Role.SUPERVISOR, scopes=[(GANGNAM, "")])
    client = Client()
    client.force_login(user)
    assert client.post(f"{ROUTING}edit/", PLACE).status_code == 200
    assert client.post(f"{ROUTING}edit/", PLACE | {"edit_district": "11380"}).status_code == 422
    assert "서울시 관리자만" in text_of(client.get(ROUTING, {"part": "SYNONYM", "topic": "streetlight"}))
    assert len(selectors.draft(user=user).lines) == 1


def test_agents_and_officials_do_not_edit(city: None) -> None:
    for role in (Role.AGENT, Role.OFFICIAL, Role.AUDITOR):
        client = Client()
        client.force_login(make_user(role))
        assert client.get(ROUTING).status_code == 403
        assert client.post(f"{ROUTING}edit/", PLACE).status_code == 403
