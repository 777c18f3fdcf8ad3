"""Typing Hangul never triggers a command; Enter while composing never sends."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import STREETLIGHT, Open, SignIn, accept, finish, write_as_citizen

pytestmark = [pytest.mark.browser, pytest.mark.system]


def compose(page: Page, syllable: str) -> None:
    """Leave a syllable being composed, as an input method does."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": syllable, "selectionStart": len(syllable), "selectionEnd": len(syllable)}
    )


def test_enter_while_composing_does_not_send(open_page: Open) -> None:
    citizen = open_page("/")
    write_as_citizen(citizen, "여권 재발급은 어떻게 하나요?")
    message = citizen.get_by_label("메시지", exact=True)
    message.focus()
    compose(citizen, "안녕하세")
    citizen.keyboard.press("Enter")
    expect(citizen.get_by_role("log")).not_to_contain_text("안녕하세")
    citizen.get_by_role("button", name="보내기", exact=True).click()
    expect(citizen.get_by_role("log")).to_contain_text("안녕하세")


def test_commands_wait_until_a_syllable_is_complete_and_do_not_steal_letters(sign_in: SignIn) -> None:
    page = sign_in("supervisor", path="/login/?next=/console/")
    page.keyboard.press("Shift+Slash")
    dialog = page.locator("#shortcuts")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Ctrl Enter")
    dialog.get_by_label("단축키 사용").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Slash")
    expect(dialog).not_to_be_visible()
    page.get_by_role("button", name="단축키 보기").click()
    dialog.get_by_label("단축키 사용").check()


def test_the_whole_console_is_reached_by_keyboard(open_page: Open, ready_agent: Page) -> None:
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, STREETLIGHT)
    accept(ready_agent, STREETLIGHT)
    ready_agent.keyboard.press("Alt+q")
    search = ready_agent.get_by_label("상담 DB 찾기")
    expect(search).to_be_focused()
    compose(ready_agent, "가로드")
    ready_agent.keyboard.press("F8")
    expect(ready_agent.locator(".conversation-head")).to_contain_text("상담 중")
    search.fill("여권 재발급")
    expect(ready_agent.locator(".hit").first).to_contain_text("여권")
    ready_agent.keyboard.press("Alt+s")
    expect(citizen.get_by_role("log")).to_contain_text("여권")
    ready_agent.keyboard.press("F8")
    expect(ready_agent.locator(".conversation-head")).to_contain_text("후처리 중")
    ready_agent.keyboard.press("Alt+c")
    expect(ready_agent.get_by_label("상담 결과")).to_be_focused()
    finish(ready_agent, "ARTICLE_SENT")
