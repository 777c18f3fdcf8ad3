"""The agent's desk: intent, offers, work in hand."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.models import Contact, Transfer
from contacts.types import ContactState
from routing import selectors as routing
from routing.types import Intent
from tests.console.conftest import GANGNAM, ROADS, chat_in, held_by, make_agent, make_user, offered_to
from tests.console.html import problems


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_an_empty_desk_says_what_to_do(desk: Client) -> None:
    page = text_of(desk.get("/console/"))
    assert "기다리는 상담이 없습니다." in page
    assert "열린 상담이 없습니다." in page
    assert problems(page) == []


def test_pressing_an_intent_sets_it(agent: User, desk: Client) -> None:
    answer = desk.post("/console/seat/", {"intent": "BREAK"})
    assert "‘대기’를 누르면" in text_of(answer)
    seat = routing.seat_of(user_id=agent.id, now=timezone.now())
    assert seat is not None
    assert seat.intent == Intent.BREAK


def test_a_supervisor_without_a_seat_sees_that_and_beats_without_error(
    city: None, sign_in: Callable[[User], Client]
) -> None:
    browser = sign_in(make_user(Role.SUPERVISOR))
    assert "상담석이 없는 계정입니다." in text_of(browser.get("/console/"))
    assert browser.post("/console/seat/heartbeat/").status_code == 204
    assert browser.post("/console/seat/", {"intent": "READY"}).status_code == 422


def test_an_offer_shows_words_place_and_time_and_is_accepted_into_its_page(agent: User, desk: Client) -> None:
    contact = chat_in()
    offer = offered_to(agent)
    page = text_of(desk.get("/console/desk/"))
    assert "가로등" in page
    assert "강남구" in page
    assert "data-seconds-left" in page
    answer = desk.post(f"/console/offers/{offer.offer_id}/accept/")
    assert answer["HX-Redirect"] == f"/console/contacts/{contact.pk}/"
    contact.refresh_from_db()
    assert contact.agent_id == agent.id


def test_an_agent_reading_elsewhere_stays_present_and_is_told_of_offers(agent: User, desk: Client) -> None:
    page = text_of(desk.get("/knowledge/"))
    assert "data-live-heartbeat" in page
    assert 'id="offers-elsewhere"' in page
    assert "기다립니다" not in text_of(desk.get("/console/offers/"))
    chat_in()
    offered_to(agent)
    assert "배정 1건이 기다립니다" in text_of(desk.get("/console/offers/"))
    assert 'id="offers-elsewhere"' not in text_of(desk.get("/console/"))


def test_whoever_is_second_is_told_who_has_it(agent: User, sign_in: Callable[[User], Client], desk: Client) -> None:
    chat_in()
    offer = offered_to(agent)
    desk.post(f"/console/offers/{offer.offer_id}/accept/")
    answer = sign_in(make_agent("이상담")).post(f"/console/offers/{offer.offer_id}/accept/")
    assert answer.status_code == 409
    assert "김상담" in text_of(answer)


def test_a_declined_offer_goes_back(agent: User, desk: Client) -> None:
    contact = chat_in()
    offer = offered_to(agent)
    answer = desk.post(f"/console/offers/{offer.offer_id}/decline/", {"reason": "지금 받을 수 없음"})
    assert answer.status_code == 200
    contact.refresh_from_db()
    assert contact.state == ContactState.WAITING


def test_an_unknown_offer_is_told_on_the_desk(desk: Client) -> None:
    answer = desk.post(f"/console/offers/{uuid4()}/accept/")
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)


def _asked(agent: User, contact: Contact) -> Transfer:
    return services.connect_official(
        contact_id=contact.pk,
        user=agent,
        department_code=ROADS,
        summary="역삼역 3번 출구 가로등 세 개가 꺼져 있습니다.",
        now=timezone.now(),
    )


def test_an_official_reads_the_summary_and_takes_over(agent: User, sign_in: Callable[[User], Client]) -> None:
    contact = held_by(agent, chat_in())
    transfer = _asked(agent, contact)
    official = make_user(Role.OFFICIAL, name="박주무관", scopes=[(GANGNAM, ROADS)])
    browser = sign_in(official)
    page = text_of(browser.get("/console/"))
    assert "가로등 세 개가 꺼져" in page
    assert problems(page) == []
    unread = browser.post(f"/console/transfers/{transfer.pk}/take/")
    assert unread.status_code == 422
    taken = browser.post(f"/console/transfers/{transfer.pk}/take/", {"summary_read": "yes"})
    assert taken["HX-Redirect"] == f"/console/contacts/{contact.pk}/"
    assert problems(text_of(browser.get(taken["HX-Redirect"]))) == []
    assert "박주무관" in text_of(browser.get(taken["HX-Redirect"]))


def test_returning_without_a_reason_keeps_the_form_open(agent: User, sign_in: Callable[[User], Client]) -> None:
    transfer = _asked(agent, held_by(agent, chat_in()))
    browser = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)]))
    answer = browser.post(f"/console/transfers/{transfer.pk}/return/", {"reason": " "})
    assert answer.status_code == 422
    assert "<details open>" in text_of(answer)
    assert browser.post(f"/console/transfers/{transfer.pk}/return/", {"reason": "다른 과 업무"}).status_code == 200
    transfer.refresh_from_db()
    assert transfer.state == "RETURNED"


def test_the_desk_costs_the_same_with_three_contacts(
    agent: User, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        held_by(agent, chat_in())
    with django_assert_max_num_queries(14):
        desk.get("/console/desk/")
