"""Contrast, sizes and names of every page, on a telephone, a desk, and at 200 % zoom (KWCAG 2.2)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import STREETLIGHT, Open, SignIn, accept, finish, write_as_citizen

pytestmark = [pytest.mark.browser, pytest.mark.system]
CHECKS = (Path(__file__).parent / "page_checks.js").read_text(encoding="utf-8").rstrip().rstrip(";")
TELEPHONE = {"width": 360, "height": 740}
ZOOMED = {"width": 683, "height": 384}  # 1366 × 768 at 200 %


def problems(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle") if "/chat/" not in page.url and "/console/" not in page.url else None
    return list(page.evaluate(CHECKS))


@pytest.mark.parametrize("path", ["/", "/status/", "/login/", "/nowhere/"])
@pytest.mark.parametrize("phone", [True, False])
def test_public_pages_are_readable(open_page: Open, path: str, phone: bool) -> None:
    page = open_page(path, phone=phone)
    assert problems(page) == []


def test_a_conversation_is_readable_on_a_telephone(open_page: Open, at_work: SignIn) -> None:
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, "신사동 골목에 쓰레기가 쌓여 있어요. 치워 주세요")
    expect(citizen.get_by_role("group", name="어느 자치구인가요?")).to_be_visible()
    assert problems(citizen) == []
    citizen.get_by_role("button", name="은평구").click()
    expect(citizen.get_by_text("상담원이 곧 연결됩니다")).to_be_visible()
    assert problems(citizen) == []
    agent = at_work("agent3")
    accept(agent, "무단투기")
    finish(agent, "NO_RESPONSE")
    expect(citizen.get_by_text("상담이 끝났습니다.")).to_be_visible()
    assert problems(citizen) == []


def test_the_console_is_readable_at_every_size(open_page: Open, ready_agent: Page) -> None:
    assert problems(ready_agent) == []
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, STREETLIGHT)
    expect(ready_agent.locator(".offer").first).to_be_visible()
    assert problems(ready_agent) == []
    accept(ready_agent, STREETLIGHT)
    expect(ready_agent.locator(".hit").first).to_be_visible()
    for tab in ("상담 DB", "담당 부서", "민원 접수"):
        ready_agent.get_by_role("tab", name=tab).click()
        assert problems(ready_agent) == []
    for chord in ("Alt+p", "Alt+h"):
        ready_agent.keyboard.press(chord)
        assert problems(ready_agent) == []
    for size in (ZOOMED, TELEPHONE):
        ready_agent.set_viewport_size(size)
        assert problems(ready_agent) == []
    ready_agent.set_viewport_size({"width": 1366, "height": 768})
    finish(ready_agent, "ANSWERED")


def test_staff_pages_in_english_have_no_korean_interface_left_out_of_place(sign_in: SignIn) -> None:
    page = sign_in("supervisor", path="/login/?next=/console/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
