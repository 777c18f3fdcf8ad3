"""What stands beside a conversation: readers, earlier matters, hand-overs, protection, ready-made answers."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.models import AbuseIncident, Contact, Macro, Transfer
from contacts.types import ContactState
from tests.console.conftest import GANGNAM, held_by, make_agent, make_user, offered_to, text_in
from tests.console.html import problems


def text_of(response: Any) -> str:
    return str(response.content.decode())


def at(contact: Contact) -> str:
    return f"/console/contacts/{contact.pk}/"


def test_a_guessed_citizen_shows_nothing_earlier_until_confirmed(agent: User, desk: Client) -> None:
    first = held_by(agent, text_in("강남구 역삼동 불법주차가 심해요"))
    services.finish(contact_id=first.pk, user=agent, wrap_up_code="ANSWERED", note="단속 예정 안내", now=timezone.now())
    again = held_by(agent, text_in())
    page = text_of(desk.get(at(again)))
    assert "추정" in page
    assert problems(page) == []
    assert "단속 예정 안내" not in text_of(desk.get(f"{at(again)}earlier/"))
    assert desk.post(f"{at(again)}confirm/", {"how": ""}).status_code == 422
    confirmed = desk.post(f"{at(again)}confirm/", {"how": "민원 접수번호를 앎", "name": "김시민"})
    assert "citizen-confirmed" in confirmed["HX-Trigger"]
    assert "김시민" in text_of(confirmed)
    earlier = text_of(desk.get(f"{at(again)}earlier/"))
    assert "단속 예정 안내" in earlier
    assert "불법주차가 심해요" in earlier


def test_who_else_reads_is_told(sign_in: Callable[[User], Client], desk: Client, contact: Contact) -> None:
    assert "함께 보는 중" not in text_of(desk.post(f"{at(contact)}viewing/"))
    sign_in(make_agent("이상담")).post(f"{at(contact)}viewing/")
    assert "이상담 함께 보는 중" in text_of(desk.post(f"{at(contact)}viewing/"))
    elsewhere = sign_in(make_user(Role.AGENT, scopes=[("11380", "")]))
    assert elsewhere.post(f"{at(contact)}viewing/").status_code == 404


def test_a_colleague_takes_it_over_and_may_be_handed_it_at_once(
    agent: User, sign_in: Callable[[User], Client], desk: Client, contact: Contact
) -> None:
    colleague = make_agent("이상담")
    form = text_of(desk.get(f"{at(contact)}connect/", {"to": "agent"}))
    assert "이상담 · 대기" in form
    assert "가로등" in form
    assert desk.post(f"{at(contact)}connect/", {"to": "agent", "agent": "", "summary": "요약"}).status_code == 409
    sent = {"to": "agent", "agent": str(colleague.pk), "summary": "역삼역 앞 가로등 세 개"}
    assert desk.post(f"{at(contact)}connect/", sent | {"cold": "yes"})["HX-Redirect"] == "/console/"
    browser = sign_in(colleague)
    page = text_of(browser.get(at(contact)))
    assert "김상담님이 넘긴 상담입니다." in page
    assert problems(page) == []
    transfer = Transfer.objects.get()
    assert browser.post(f"/console/transfers/{transfer.pk}/take/", {"summary_read": "yes"}).status_code == 200
    assert "넘긴 상담입니다." not in text_of(browser.get(at(contact)))


def test_a_district_gets_it_with_the_summary_on_the_offer(
    sign_in: Callable[[User], Client], desk: Client, contact: Contact
) -> None:
    colleague = make_agent("이상담")
    sent = {"to": "district", "district": GANGNAM, "summary": "현장을 아는 상담사가 필요함"}
    assert desk.post(f"{at(contact)}connect/", sent)["HX-Redirect"] == "/console/"
    assert offered_to(colleague).contact_ref == contact.pk
    page = text_of(sign_in(colleague).get("/console/desk/"))
    assert "현장을 아는 상담사가 필요함" in page


def test_abuse_is_warned_of_ended_and_looked_after(
    agent: User, sign_in: Callable[[User], Client], desk: Client, contact: Contact
) -> None:
    refused = desk.post(f"{at(contact)}protect/", {"kind": "VERBAL", "note": "욕설"})
    assert refused.status_code == 409
    assert 'value="욕설"' in text_of(refused)
    assert "경고 1번" in text_of(desk.post(f"{at(contact)}warn/", {"kind": "VERBAL", "key": "one"}))
    ended = desk.post(f"{at(contact)}protect/", {"kind": "VERBAL", "note": "욕설을 되풀이함"})
    assert "휴식으로 바꾸었습니다" in text_of(desk.get(ended["HX-Redirect"]))
    contact.refresh_from_db()
    assert contact.state == ContactState.CLOSED
    assert desk.get("/protection/").status_code == 403
    supervisor = sign_in(make_user(Role.SUPERVISOR))
    page = text_of(supervisor.get("/protection/"))
    assert "욕설을 되풀이함" in page
    assert problems(page) == []
    incident = AbuseIncident.objects.get()
    assert supervisor.post(f"/protection/{incident.pk}/", {"measure": " "}).status_code == 422
    assert supervisor.post(f"/protection/{incident.pk}/", {"measure": "30분 휴식"}).status_code == 302
    assert "30분 휴식" in text_of(supervisor.get("/protection/"))


def test_macros_are_made_changed_filled_and_not_sent_half_filled(desk: Client, contact: Contact) -> None:
    empty = text_of(desk.get("/console/macros/"))
    assert "아직 상용구가 없습니다." in empty
    assert problems(empty) == []
    sent = {"code": "안내", "title": "접수 안내", "text": "{district} {number} {nothing}", "scope": "own"}
    refused = desk.post("/console/macros/", sent)
    assert refused.status_code == 422
    assert "{nothing}" in text_of(refused)
    assert desk.post("/console/macros/", sent | {"text": "{district} {number} 처리 중입니다."}).status_code == 302
    macro = Macro.objects.get()
    assert "처리 중입니다." in text_of(desk.get(f"/console/macros/{macro.pk}/"))
    picker = text_of(desk.get(f"{at(contact)}macros/"))
    assert 'data-text="강남구 {number} 처리 중입니다."' in picker
    half = desk.post(f"{at(contact)}messages/", {"text": "강남구 {number} 처리 중입니다.", "kind": "reply", "key": "1"})
    assert half.status_code == 422
    assert "{number}" in text_of(half)
    desk.post(f"/console/macros/{macro.pk}/remove/")
    assert not Macro.objects.exists()


def test_the_result_is_proposed_and_what_is_begun_is_kept(desk: Client, contact: Contact) -> None:
    assert "data-suggested-result" not in text_of(desk.get(f"{at(contact)}conversation/"))
    desk.post(f"{at(contact)}messages/", {"text": "확인하겠습니다.", "kind": "reply", "key": "one"})
    assert 'data-suggested-result="ANSWERED"' in text_of(desk.get(f"{at(contact)}conversation/"))
    assert desk.post(f"{at(contact)}draft/", {"wrap_up_code": "DUPLICATE", "note": "어제도 같은 일"}).status_code == 204
    page = text_of(desk.get(at(contact)))
    assert 'value="어제도 같은 일"' in page
    assert 'value="DUPLICATE" selected' in page


def test_who_is_busy_goes_on_a_break_afterwards_and_may_take_offers_automatically(
    agent: User, desk: Client, contact: Contact
) -> None:
    assert "상담이 끝나면 ‘휴식’" in text_of(desk.post("/console/seat/", {"intent": "BREAK", "later": "yes"}))
    assert "상담이 끝나면" not in text_of(desk.post("/console/seat/", {"intent": "READY", "later": "yes"}))
    assert "checked" in text_of(desk.post("/console/seat/automatic/", {"on": "yes"}))
    another = text_in()
    offer = offered_to(agent)
    taken = desk.post(
        f"/console/offers/{offer.offer_id}/accept/",
        {"automatic": "yes"},
        headers={"HX-Current-URL": f"http://testserver{at(contact)}"},
    )
    assert "HX-Redirect" not in taken
    another.refresh_from_db()
    assert another.agent_id == agent.pk
