"""The agent's console without a mouse: keys counted, Hangul composed everywhere, a crash in the middle."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import STREETLIGHT, Open, SignIn, accept, finish, write_as_citizen
from tests.browser.test_keyboard import compose

pytestmark = [pytest.mark.browser, pytest.mark.system]
ROADBLOCK = "강남구 대치동 학원가 보도블록이 깨졌어요. 고쳐 주세요."


class Keys:
    """Presses keys on a page and counts them; text that is typed is not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed: list[str] = []

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.page.keyboard.press(chord)
            self.pressed.append(chord)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


def offered(open_page: Open, agent: Page, words: str) -> Page:
    """Have a citizen write `words`, and wait until the agent is offered the contact; return the citizen's page."""
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, words)
    expect(agent.locator(".offer")).to_contain_text(words)
    return citizen


def take(keys: Keys) -> None:
    keys.press("F2")
    keys.page.wait_for_url("**/console/contacts/*/")


def test_a_question_is_answered_on_the_spot_in_seven_keys_and_a_suggested_one_in_five(
    open_page: Open, ready_agent: Page
) -> None:
    citizen = offered(open_page, ready_agent, STREETLIGHT)
    keys = Keys(ready_agent)
    take(keys)
    keys.press("Alt+q")
    expect(ready_agent.get_by_label("상담 DB 찾기")).to_be_focused()
    keys.type("가로등")
    keys.press("Enter")
    expect(ready_agent.locator("[data-hit-open][aria-expanded=true]")).to_be_visible()
    keys.press("Alt+s")
    expect(ready_agent.locator(".entry-outbound").last).to_be_visible()
    expect(ready_agent.get_by_label("상담 결과")).to_have_value("ARTICLE_SENT")
    keys.press("F8")
    expect(ready_agent.get_by_label("상담 결과")).to_be_focused()
    keys.press("F9")
    ready_agent.wait_for_url(re.compile(r"/console/$"))
    expect(citizen.get_by_text("상담이 끝났습니다.")).to_be_visible()
    assert len(keys.pressed) <= 7, keys.pressed

    offered(open_page, ready_agent, ROADBLOCK)
    keys = Keys(ready_agent)
    take(keys)
    expect(ready_agent.locator("[data-hit-send]").first).to_be_visible()
    keys.press("Alt+s")
    expect(ready_agent.get_by_label("상담 결과")).to_have_value("ARTICLE_SENT")
    keys.press("F8")
    expect(ready_agent.get_by_label("상담 결과")).to_be_focused()
    keys.press("F9")
    ready_agent.wait_for_url(re.compile(r"/console/$"))
    assert len(keys.pressed) <= 5, keys.pressed


def test_a_complaint_takes_six_keys_and_a_warm_transfer_five(
    open_page: Open, ready_agent: Page, sign_in: SignIn
) -> None:
    offered(open_page, ready_agent, STREETLIGHT)
    keys = Keys(ready_agent)
    take(keys)
    keys.press("Alt+n")
    expect(ready_agent.get_by_label("제목")).to_be_focused()
    keys.press("Control+Enter")
    expect(ready_agent.get_by_text("접수번호와 처리기한을 시민에게 안내했습니다.")).to_be_visible()
    expect(ready_agent.get_by_label("상담 결과")).to_have_value("COMPLAINT")
    keys.press("F8")
    expect(ready_agent.locator(".conversation-head")).to_contain_text("후처리 중")
    keys.press("F9")
    ready_agent.wait_for_url(re.compile(r"/console/$"))
    assert len(keys.pressed) <= 6, keys.pressed

    official = sign_in("강남구-도로관리과", path="/login/?next=/console/")
    offered(open_page, ready_agent, ROADBLOCK)
    keys = Keys(ready_agent)
    take(keys)
    keys.press("Alt+t")
    expect(ready_agent.get_by_label("요약")).to_have_value(ROADBLOCK)
    keys.press("Control+Enter")
    expect(official.locator(".offer")).to_contain_text(ROADBLOCK)
    official.keyboard.press("F2")
    official.wait_for_url("**/console/contacts/*/")
    expect(ready_agent.locator(".conversation-head")).to_contain_text("담당 상담 중")
    assert len(keys.pressed) <= 5, keys.pressed
    finish(official, "ANSWERED")


def test_a_chat_is_answered_with_a_macro_closed_and_followed_by_the_next(open_page: Open, ready_agent: Page) -> None:
    first = offered(open_page, ready_agent, STREETLIGHT)
    accept(ready_agent, STREETLIGHT)
    second = open_page("/", phone=True)
    write_as_citizen(second, ROADBLOCK)
    accept(ready_agent, ROADBLOCK)
    expect(ready_agent.locator(".timeline")).to_contain_text("학원가")
    keys = Keys(ready_agent)
    keys.press("Alt+j")
    expect(ready_agent.locator(".timeline")).to_contain_text("테헤란로")
    expect(ready_agent.locator("#macro-list [role=option]").first).to_be_attached()
    keys.press("Alt+w")
    keys.type("/위치")
    keys.press("Enter")
    expect(ready_agent.get_by_label("답변 또는 메모")).to_have_value(re.compile("정확한 위치"))
    keys.press("Control+Enter")
    expect(first.get_by_role("log")).to_contain_text("정확한 위치를 알려 주세요.")
    expect(ready_agent.get_by_label("상담 결과")).to_have_value("ANSWERED")
    keys.press("Alt+e")
    expect(ready_agent.locator(".timeline")).to_contain_text("학원가")
    assert len(keys.pressed) <= 5, keys.pressed
    finish(ready_agent, "ANSWERED")


def test_composing_hangul_in_any_field_never_commands_nor_sends(open_page: Open, ready_agent: Page) -> None:
    citizen = offered(open_page, ready_agent, STREETLIGHT)
    accept(ready_agent, STREETLIGHT)
    for opener, field in (
        ("", "#reply-text"),
        ("", "#wrap-up-note"),
        ("Alt+q", "#article-query"),
        ("Alt+t", "#connect-summary"),
        ("Alt+n", "#complaint-title"),
        ("Alt+p", "#abuse-note"),
    ):
        if opener:
            ready_agent.keyboard.press(opener)
        typed = ready_agent.locator(field)
        expect(typed).to_be_visible()
        typed.focus()
        compose(ready_agent, "하늘")
        for chord in ("Enter", "Control+Enter", "F8", "F9", "Alt+e", "Alt+Shift+p"):
            ready_agent.keyboard.press(chord)
        expect(typed).to_have_value(re.compile("하늘"))
        ready_agent.keyboard.insert_text("하늘")
    expect(ready_agent.locator(".conversation-head")).to_contain_text("상담 중")
    assert ready_agent.locator(".entry-outbound").filter(has_text="하늘").count() == 0
    expect(citizen.get_by_role("log")).not_to_contain_text("하늘")


def test_one_contact_through_decline_crash_and_redial(open_page: Open, sign_in: SignIn) -> None:
    agent = sign_in("agent5")
    agent.get_by_role("button", name="대기", exact=True).click()
    citizen = offered(open_page, agent, STREETLIGHT)
    agent.keyboard.press("Shift+F2")
    agent.keyboard.press("1")
    expect(agent.locator(".decline[open]")).to_have_count(0)
    # It keeps its place, and comes back to the only agent there is.
    accept(agent, STREETLIGHT)
    with agent.expect_response(re.compile("/draft/")):
        agent.get_by_label("답변 또는 메모").fill("역삼역 몇 번 출구인가요?")
    agent.close()
    citizen.get_by_label("메시지", exact=True).fill("역삼역 3번 출구예요")
    citizen.get_by_role("button", name="보내기", exact=True).click()
    again = sign_in("agent5")
    again.keyboard.press("Alt+j")
    again.wait_for_url("**/console/contacts/*/")
    expect(again.locator(".timeline")).to_contain_text("역삼역 3번 출구예요")
    expect(again.get_by_label("답변 또는 메모")).to_have_value("역삼역 몇 번 출구인가요?")
    again.get_by_label("답변 또는 메모").fill("내일 오전에 고치겠습니다.")
    again.keyboard.press("Control+Enter")
    expect(citizen.get_by_role("log")).to_contain_text("내일 오전에 고치겠습니다.")
    finish(again, "ANSWERED")
    again.get_by_role("button", name="로그아웃").click()
