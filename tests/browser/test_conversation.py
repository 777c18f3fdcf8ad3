"""A citizen on a phone, an agent at the console and an official: each sees at once what the others do."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import STREETLIGHT, Open, SignIn, accept, finish, write_as_citizen

pytestmark = [pytest.mark.browser, pytest.mark.system]


def test_words_cross_in_both_directions_without_a_reload(open_page: Open, ready_agent: Page) -> None:
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, STREETLIGHT)
    expect(citizen.get_by_text("상담원이 곧 연결됩니다")).to_be_visible()
    accept(ready_agent, STREETLIGHT)
    expect(citizen.get_by_text("님이 상담하고 있습니다.")).to_be_visible()
    expect(ready_agent.locator(".timeline")).to_contain_text("가로등이 3일째")
    expect(ready_agent.locator(".decision-line")).to_contain_text("도로관리과")
    ready_agent.keyboard.press("Alt+w")
    ready_agent.keyboard.type("정확한 위치를 알려 주세요.")
    ready_agent.keyboard.press("Control+Enter")
    expect(citizen.get_by_role("log")).to_contain_text("정확한 위치를 알려 주세요.")
    expect(ready_agent.locator(".entry-outbound").last).to_contain_text("도착")
    citizen.get_by_label("메시지", exact=True).fill("역삼역 3번 출구 앞이에요")
    citizen.get_by_role("button", name="보내기", exact=True).click()
    expect(ready_agent.locator(".timeline")).to_contain_text("역삼역 3번 출구 앞이에요")
    expect(citizen.get_by_label("메시지", exact=True)).to_have_value("")
    finish(ready_agent, "ANSWERED")
    expect(citizen.get_by_text("상담이 끝났습니다.")).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_role("log")).to_contain_text("역삼역 3번 출구 앞이에요")


def test_a_complaint_is_registered_from_the_conversation_and_followed_by_its_citizen(
    open_page: Open, ready_agent: Page
) -> None:
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, STREETLIGHT)
    accept(ready_agent, STREETLIGHT)
    ready_agent.keyboard.press("Alt+n")
    expect(ready_agent.get_by_label("제목")).to_be_focused()
    form = ready_agent.get_by_role("tabpanel", name="민원 접수")
    expect(form.get_by_label("담당 부서", exact=True)).to_have_value("11680-도로관리과")
    ready_agent.get_by_role("button", name="민원 접수하기").click()
    expect(ready_agent.get_by_text("접수번호와 처리기한을 시민에게 안내했습니다.")).to_be_visible()
    expect(citizen.get_by_role("log")).to_contain_text("민원이 접수되었습니다.")
    citizen.get_by_role("link", name=re.compile("진행 보기")).click()
    expect(citizen.get_by_role("heading", name="민원 진행 상황")).to_be_visible()
    # Handing over to the department follows by itself, and the open page shows it.
    expect(citizen.locator(".badge").first).to_contain_text("부서 전달")
    expect(citizen.get_by_text("도로관리과").first).to_be_visible()
    finish(ready_agent, "COMPLAINT")


def test_an_official_takes_over_with_the_summary_read(open_page: Open, ready_agent: Page, sign_in: SignIn) -> None:
    official = sign_in("강남구-도로관리과", path="/login/?next=/console/")
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, STREETLIGHT)
    accept(ready_agent, STREETLIGHT)
    ready_agent.keyboard.press("Alt+t")
    summary = ready_agent.get_by_label("요약")
    expect(summary).to_be_focused()
    ready_agent.keyboard.type("역삼역 3번 출구 앞 가로등 세 개가 꺼져 있음")
    ready_agent.get_by_role("button", name="연결 요청").click()
    expect(official.locator(".offer")).to_contain_text("가로등 세 개가 꺼져 있음")
    official.keyboard.press("F2")
    official.wait_for_url("**/console/contacts/*/")
    expect(ready_agent.locator(".conversation-head")).to_contain_text("도로관리과 담당 상담 중")
    official.keyboard.press("Alt+w")
    official.keyboard.type("내일 오전에 고치겠습니다.")
    official.keyboard.press("Control+Enter")
    expect(citizen.get_by_role("log")).to_contain_text("내일 오전에 고치겠습니다.")
    finish(official, "ANSWERED")


def test_what_an_agent_typed_survives_the_end_of_the_conversation_and_a_reload(
    open_page: Open, ready_agent: Page
) -> None:
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, STREETLIGHT)
    accept(ready_agent, STREETLIGHT)
    composer = ready_agent.get_by_label("답변 또는 메모")
    composer.fill("쓰다 만 답변")
    ready_agent.keyboard.press("F8")
    expect(ready_agent.locator(".conversation-head")).to_contain_text("후처리 중")
    expect(ready_agent.get_by_role("button", name="대화 끝내기")).to_have_count(0)
    expect(composer).to_have_value("쓰다 만 답변")
    ready_agent.reload()
    expect(composer).to_have_value("쓰다 만 답변")
    finish(ready_agent, "ANSWERED")


def test_an_offer_nobody_takes_goes_away_by_itself(open_page: Open, ready_agent: Page) -> None:
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, STREETLIGHT)
    offer = ready_agent.locator(".offer")
    expect(offer).to_be_visible()
    offer.locator("summary").click()
    offer.locator(".decline-reasons button").first.click()
    expect(offer).to_have_count(0)
    expect(citizen.get_by_text("상담원이 곧 연결됩니다")).to_be_visible()
    # It comes back to the only agent who is there.
    expect(offer).to_be_visible()
    accept(ready_agent, STREETLIGHT)
    finish(ready_agent, "NO_RESPONSE")


def test_a_citizen_without_javascript_is_served_too(open_page: Open, ready_agent: Page) -> None:
    citizen = open_page("/", phone=True, java_script_enabled=False)
    write_as_citizen(citizen, STREETLIGHT)
    expect(citizen.get_by_text("상담원이 곧 연결됩니다")).to_be_visible()
    citizen.get_by_label("메시지", exact=True).fill("역삼역 앞이에요")
    citizen.get_by_role("button", name="보내기", exact=True).click()
    expect(citizen.get_by_role("log")).to_contain_text("역삼역 앞이에요")
    accept(ready_agent, "역삼역 앞이에요")
    expect(ready_agent.locator(".timeline")).to_contain_text("역삼역 앞이에요")
    finish(ready_agent, "ANSWERED")


def test_what_is_typed_while_a_message_is_on_its_way_stays(open_page: Open, ready_agent: Page) -> None:
    citizen = open_page("/")
    write_as_citizen(citizen, "강남구 대치동 학원가 보도블록이 깨졌어요. 고쳐 주세요.")
    accept(ready_agent, "보도블록이 깨졌어요")
    held: list[Route] = []
    citizen.route("**/chat/*/", lambda route: held.append(route))
    field = citizen.get_by_label("메시지", exact=True)
    field.fill("역삼역 3번 출구")
    with citizen.expect_request(lambda request: request.method == "POST"):
        field.press("Enter")
    field.press_sequentially(" 앞 전봇대 옆이에요")
    field.press("Enter")
    [only] = held
    assert "background" not in only.request.headers
    only.continue_()
    expect(field).to_have_value("앞 전봇대 옆이에요")
    finish(ready_agent, "ANSWERED")


def test_a_page_says_which_requests_nobody_set_off(ready_agent: Page) -> None:
    ready_agent.get_by_role("button", name="휴식").click()
    expect(ready_agent.locator("button[value=BREAK][aria-pressed=true]")).to_be_visible()
    with ready_agent.expect_request(re.compile("/console/desk/")) as refresh:
        ready_agent.evaluate("document.body.dispatchEvent(new CustomEvent('desk-changed'))")
    assert refresh.value.headers["background"] == "1"
    with ready_agent.expect_request("**/console/seat/") as pressed:
        ready_agent.get_by_role("button", name="대기", exact=True).click()
    assert "background" not in pressed.value.headers
