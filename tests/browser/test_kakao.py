"""A citizen on KakaoTalk and an agent at the console, over the practice provider, until the room is over."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import STREETLIGHT, Open, accept, finish

pytestmark = [pytest.mark.browser, pytest.mark.system]


def test_words_cross_over_kakaotalk_and_the_composer_tells_when_the_room_is_over(
    open_page: Open, ready_agent: Page
) -> None:
    citizen = open_page("/sandbox/kakao/01099887766", phone=True)
    citizen.get_by_label("메시지 쓰기").fill(STREETLIGHT)
    citizen.get_by_role("button", name="보내기", exact=True).click()
    expect(citizen.locator(".written")).to_contain_text("가로등이 3일째")
    accept(ready_agent, STREETLIGHT)
    expect(ready_agent.locator(".room")).to_contain_text("카카오톡 상담방 열림")
    ready_agent.get_by_role("button", name="전화번호 요청").click()
    citizen.get_by_role("button", name="동의하고 전화번호 보내기").click()
    expect(ready_agent.locator(".timeline")).to_contain_text("제공에 동의했습니다")
    citizen.get_by_text("더보기").click()
    citizen.get_by_role("button", name="지금 30일 지난 것으로").click()
    expect(ready_agent.locator(".room")).to_contain_text("카카오톡 상담방이 끝났습니다.")
    ready_agent.keyboard.press("Alt+w")
    ready_agent.keyboard.type("내일 오전에 고칩니다.")
    ready_agent.keyboard.press("Control+Enter")
    texts = open_page("/sandbox/phone/01099887766", phone=True)
    expect(texts.locator(".arrived").last).to_contain_text("내일 오전에 고칩니다.")
    finish(ready_agent, "ANSWERED")
