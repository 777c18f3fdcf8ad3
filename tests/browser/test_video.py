"""Sign language between two real browsers, whose cameras are made up: from the citizen's one tap to the end."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, SignIn, accept, finish

pytestmark = [pytest.mark.browser, pytest.mark.system]


def test_one_tap_leads_into_a_room_where_both_see_each_other_and_write(open_page: Open, at_work: SignIn) -> None:
    agent = at_work("agent1")
    citizen = open_page("/sign/", phone=True)
    citizen.get_by_role("button", name="지금 수어 상담").click()
    expect(citizen.get_by_text("다음 차례입니다")).to_be_visible()
    accept(agent, "수어 영상")
    citizen.wait_for_url("**/video/**")  # by itself, with the camera on
    room = agent.context.new_page()
    room.goto(str(agent.get_by_role("link", name="들어가기").get_attribute("href")))
    room.get_by_role("button", name="들어가기").click()
    for page in (citizen, room):
        expect(page.get_by_text("연결되었습니다.")).to_be_visible()
        expect(page.locator("figure[data-own=false]")).to_have_count(1)
        assert page.locator("figure[data-own=false] video").evaluate(
            "video => new Promise(seen => video.requestVideoFrameCallback(() => seen(true)))"
        )
    room.get_by_label("메시지").fill("무엇을 도와드릴까요?")
    room.get_by_role("button", name="보내기").click()
    expect(citizen.get_by_role("log")).to_contain_text("상담사: 무엇을 도와드릴까요?")
    citizen.get_by_role("button", name="화면 흐리게").click()
    expect(citizen.get_by_role("button", name="화면 보이기")).to_be_visible()
    citizen.get_by_role("button", name="상담 끝내기").click()
    expect(room.get_by_text("영상 상담이 끝났습니다.")).to_be_visible()
    expect(agent.get_by_text("후처리 중").first).to_be_visible()
    finish(agent, "ANSWERED")
