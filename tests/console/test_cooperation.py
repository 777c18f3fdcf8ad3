"""Departments that ask each other, and complaints of the same content, on the screens."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint, CooperationTask
from complaints.types import CooperationState
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.console.test_work import FRAGMENT, press, register
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]
TRAFFIC = "11680-교통행정과"


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_question_is_extended_once_and_taken_back(agent: User, sign_in: SignIn) -> None:
    complaint = register(agent, held_by(agent, text_in()))
    work = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)]))
    helper = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, TRAFFIC)]))
    press(work, complaint, "receive")
    version = Complaint.objects.get(pk=complaint.pk).version
    address = f"/work/{complaint.pk}/cooperation/"
    question = {"department_code": TRAFFIC, "district_code": GANGNAM, "question": "신호등 전원인가요?"}
    asked = work.post(address, question | {"version": version, "reply_by": day(3)}, headers=FRAGMENT)
    task = CooperationTask.objects.get()
    assert "요청 취소" in asked.content.decode()

    def extend(**values: str) -> str:
        task.refresh_from_db()
        sent = {"version": task.version, "reply_by": day(6), "reason": "현장을 봐야 합니다."} | values
        return helper.post(f"/work/asked/{task.pk}/extend/", sent, headers=FRAGMENT).content.decode()

    refused = extend(reply_by=day(1))
    assert "지금의 회신 기한보다 뒤여야 합니다." in refused
    assert "현장을 봐야 합니다." in refused
    extended = extend()
    assert problems(extended) == []
    assert "회신 기한 늘리기" not in extended
    task.refresh_from_db()
    assert task.reply_by > task.original_reply_by
    assert helper.post(f"{address}{task.pk}/", {"version": task.version}, headers=FRAGMENT).status_code == 404
    work.post(f"{address}{task.pk}/", {"version": task.version}, headers=FRAGMENT)
    task.refresh_from_db()
    assert task.state == CooperationState.CANCELLED


def test_similar_complaints_are_suggested_and_linked_by_a_person(agent: User, sign_in: SignIn) -> None:
    contact = held_by(agent, text_in())
    first = register(agent, contact, now=timezone.now() - timedelta(days=2))
    second = register(agent, contact)
    work = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)]))
    address = f"/work/{second.pk}/similar/"
    page = work.get(address).content.decode()
    assert problems(page) == []
    assert first.number in page
    assert Complaint.objects.get(pk=second.pk).repeat_of_id is None
    sent = {"version": second.version, "earlier": str(first.pk)}
    assert "같은 내용으로 연결됨" in work.post(address, sent, headers=FRAGMENT).content.decode()
    assert Complaint.objects.get(pk=second.pk).repeat_of_id == first.pk
    assert work.post(address, sent, headers=FRAGMENT).status_code == 409
    assert "hidden" in work.get(f"/work/{first.pk}/similar/").content.decode().partition(">")[0]
