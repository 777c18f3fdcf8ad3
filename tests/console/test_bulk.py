"""Many complaints with one press: what would happen is shown, and ten seconds are given to take it back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from complaints import services
from complaints.models import BulkChange, Complaint
from complaints.types import State
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.console.test_work import FRAGMENT, register
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def official() -> User:
    return make_user(Role.OFFICIAL, name="박도로", scopes=[(GANGNAM, ROADS)])


@pytest.fixture
def work(official: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(official)


@pytest.fixture
def two(agent: User) -> list[Complaint]:
    contact = held_by(agent, text_in())
    return [register(agent, contact, title=title) for title in ("첫째", "둘째")]


def chosen(complaints: list[Complaint]) -> list[str]:
    return [f"{complaint.pk}:{complaint.version}" for complaint in complaints]


def press(work: Client, path: str, **values: Any) -> str:
    answer = work.post(f"/work/bulk/{path}", values, headers=FRAGMENT)
    assert answer.status_code in (200, 400, 409)
    return str(answer.content.decode())


def states(complaints: list[Complaint]) -> set[str]:
    return set(Complaint.objects.filter(pk__in=[found.pk for found in complaints]).values_list("state", flat=True))


def test_nothing_is_changed_for_ten_seconds_and_then_all(work: Client, two: list[Complaint]) -> None:
    shown = press(work, "preview/", action="RECEIVE", chosen=chosen(two))
    assert "첫째" in shown
    assert problems(shown) == []
    assert "되돌리기" in press(work, "", action="RECEIVE", chosen=chosen(two))
    services.make_bulk_due(now=timezone.now())
    assert states(two) == {State.HANDED_OVER}
    later = timezone.now() + timedelta(seconds=11)
    assert services.make_bulk_due(now=later) == 1
    assert services.make_bulk_due(now=later) == 0
    assert states(two) == {State.RECEIVED}
    bulk = BulkChange.objects.get()
    assert "2건을 실행했습니다" in work.get(f"/work/bulk/{bulk.pk}/").content.decode()
    assert "이미 실행되어" in press(work, f"{bulk.pk}/undo/")


def test_what_was_taken_back_is_never_made(work: Client, two: list[Complaint]) -> None:
    press(work, "", action="RECEIVE", chosen=chosen(two))
    bulk = BulkChange.objects.get()
    assert "바뀐 것이 없습니다" in press(work, f"{bulk.pk}/undo/")
    assert services.make_bulk_due(now=timezone.now() + timedelta(minutes=1)) == 0
    assert states(two) == {State.HANDED_OVER}


def test_one_that_somebody_changed_is_told_and_the_others_are_done(work: Client, two: list[Complaint]) -> None:
    versions = chosen(two)
    other = make_user(Role.OFFICIAL, name="이동료", scopes=[(GANGNAM, ROADS)])
    services.receive(complaint_id=two[0].pk, user=other, version=two[0].version, now=timezone.now())
    press(work, "", action="RECEIVE", chosen=versions)
    services.make_bulk_due(now=timezone.now() + timedelta(seconds=11))
    bulk = BulkChange.objects.get()
    shown = work.get(f"/work/bulk/{bulk.pk}/").content.decode()
    assert two[0].number in shown
    assert "이동료" in shown
    assert two[1].number not in shown
    assert states(two) == {State.RECEIVED}


def test_reassigning_needs_a_colleague_and_others_see_nothing(
    work: Client, two: list[Complaint], official: User, sign_in: Callable[[User], Client]
) -> None:
    assert "담당자를 목록에서 골라 주세요." in press(work, "", action="REASSIGN", chosen=chosen(two), official="")
    stranger = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, "11680-교통행정과")]))
    assert "첫째" not in press(stranger, "preview/", action="RECEIVE", chosen=chosen(two))
    assert not BulkChange.objects.exists()
