"""What waits for somebody because a clock has run out, and the demand as a document."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from complaints import services
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.console.test_work import FRAGMENT, register
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]


def test_the_head_finds_what_nobody_took_and_the_demand_on_paper(agent: User, sign_in: SignIn) -> None:
    head = make_user(Role.HEAD, name="최과장", scopes=[(GANGNAM, ROADS)])
    browser = sign_in(head)
    empty = browser.get("/tasks/").content.decode()
    assert problems(empty) == []
    assert "지금 확인할 일이 없습니다." in empty
    now = timezone.now()
    complaint = register(agent, held_by(agent, text_in()), now=now - timedelta(days=60))
    services.raise_alerts_due(limit=10, now=now)
    services.escalate_due(limit=10, now=now)
    services.escalate_due(limit=10, now=now)
    page = browser.get("/tasks/", headers=FRAGMENT).content.decode()
    assert "담당 부서가 제때 접수하지 않음" in page
    assert f"/work/{complaint.pk}/" in page
    assert "최과장에게 알림" in page
    document = browser.get(f"/work/{complaint.pk}/demand/").content.decode()
    assert problems(document) == []
    assert complaint.number in document
    assert "제28조제2항" in document
    assert f"/work/{complaint.pk}/demand/" in browser.get(f"/work/{complaint.pk}/record/").content.decode()


def test_a_demand_that_is_not_there_or_not_theirs(agent: User, sign_in: SignIn) -> None:
    complaint = register(agent, held_by(agent, text_in()))
    assert (
        sign_in(make_user(Role.HEAD, scopes=[(GANGNAM, ROADS)])).get(f"/work/{complaint.pk}/demand/").status_code == 404
    )
    assert sign_in(agent).get(f"/work/{complaint.pk}/demand/").status_code == 403
