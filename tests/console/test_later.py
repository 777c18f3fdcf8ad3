"""What is for later on the screens: follow-ups, promised calls, citizens who need consideration."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.models import CallBack, Contact, FollowUp
from korean.dates import seoul_time
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.contacts.conftest import GANGNAM, make_user


def text_of(response: Any) -> str:
    return str(response.content.decode())


def at(contact: Contact) -> str:
    return f"/console/contacts/{contact.pk}/"


def test_an_agent_looks_again_at_the_time_they_set(desk: Client, contact: Contact) -> None:
    refused = desk.post(f"{at(contact)}follow-up/", {"due_at": "2020-01-01T10:00", "note": "부서 답변 확인"})
    assert refused.status_code == 422
    assert "부서 답변 확인" in text_of(refused)
    due = seoul_time(timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    sent = {"due_at": f"{due:%Y-%m-%dT%H:%M}", "note": "부서 답변 확인"}
    answer = desk.post(f"{at(contact)}follow-up/", sent)
    assert "desk-changed" in answer["HX-Trigger"]
    page = text_of(desk.get("/console/"))
    assert "부서 답변 확인" in page
    assert problems(page) == []
    follow_up = FollowUp.objects.get()
    assert follow_up.due_at == due
    assert "부서 답변 확인" not in text_of(desk.post(f"/console/follow-ups/{follow_up.pk}/done/"))


@pytest.mark.parametrize("typed", ["", "내일", "2026-13-01T10:00"])
def test_what_is_no_time_is_refused_in_words(desk: Client, contact: Contact, typed: str) -> None:
    answer = desk.post(f"{at(contact)}follow-up/", {"due_at": typed, "note": "확인"})
    assert answer.status_code == 422
    assert "지금보다 뒤의 날짜와 시각을 고르세요." in text_of(answer)


def test_the_reason_for_consideration_shows_once_the_citizen_is_confirmed(agent: User, desk: Client) -> None:
    contact = held_by(agent, text_in())
    desk.post(f"{at(contact)}consider/", {"reason": "귀가 어두움"})
    page = text_of(desk.get(at(contact)))
    assert "배려 필요" in page
    assert "귀가 어두움" not in page
    assert "귀가 어두움" in text_of(desk.post(f"{at(contact)}confirm/", {"how": "민원 접수번호를 앎"}))


def test_a_promised_call_is_listed_and_its_outcome_noted(
    agent: User, desk: Client, sign_in: Callable[[User], Client]
) -> None:
    now = timezone.now()
    contact_id = services.open_call(call_id="main:c1", caller="010-2222-3333", dialled="02120", now=now)
    services.promise_call_back(contact_id=contact_id, now=now - timedelta(hours=2))
    contact = Contact.objects.get(pk=contact_id)
    assert "회신 전화" in text_of(desk.get("/console/desk/"))
    official = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)]))
    assert official.get(f"{at(contact)}call-back/").status_code == 404
    contact = held_by(agent, contact)
    shown = desk.get(f"{at(contact)}call-back/")
    assert "전화드리기로 한 시민입니다." in text_of(shown)
    assert desk.post(f"{at(contact)}call-back/note/", {"reached": "no"})["HX-Redirect"] == "/console/"
    call_back = CallBack.objects.get()
    assert (call_back.attempts, call_back.state) == (1, "ATTEMPTED")
    assert "1번 걺" in text_of(desk.get("/console/desk/"))
