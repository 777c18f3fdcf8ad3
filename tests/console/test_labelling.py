"""An official says where a complaint should have gone."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User
from accounts.types import Role
from routing.models import LabelledCase
from tests.console.conftest import GANGNAM, ROADS, held_by, make_user, text_in
from tests.console.html import problems
from tests.console.test_work import register


def test_an_official_tells_where_it_belongs_and_nothing_moves(sign_in: Callable[[User], Client], agent: User) -> None:
    complaint = register(agent, held_by(agent, text_in()))
    official = make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)])
    browser = sign_in(official)
    address = f"/work/{complaint.pk}/label/"
    assert problems(browser.get(address).content.decode()) == []
    told = browser.post(address, {"district": GANGNAM, "topic": "park", "reason": "공원 안입니다"})
    assert "다음 분류부터 배웁니다" in told.content.decode()
    case = LabelledCase.objects.get()
    assert (case.topic_id, case.user, case.reason) == ("park", official, "공원 안입니다")
    before = complaint.department_id
    complaint.refresh_from_db()
    assert complaint.department_id == before
    refused = browser.post(address, {"district": GANGNAM, "topic": "nothing", "reason": "공원 안"})
    assert refused.status_code == 422
    assert 'value="공원 안"' in refused.content.decode()
