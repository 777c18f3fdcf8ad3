"""The whole way of one matter, with four people at once: citizen, agent, official, supervisor. Nobody reloads."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, SignIn, accept, finish, write_as_citizen

pytestmark = [pytest.mark.browser, pytest.mark.system]

OFFICIAL = "강남구-도로관리과"


def figure(board: Page, name: str) -> int:
    """Return a figure of the supervisor's board."""
    return int(board.locator(f"[data-figure={name}]").inner_text())


def open_complaints(board: Page) -> int:
    """Return the open complaints of Gangnam on the board."""
    return int(board.locator("[data-office='11680']").get_attribute("data-open") or 0)


def test_from_a_citizens_words_to_the_result_in_their_hands(
    open_page: Open, ready_agent: Page, sign_in: SignIn
) -> None:
    pole = f"{uuid4().int % 10_000}호 가로등"
    words = f"강남구 역삼동 테헤란로 {pole}이 꺼져 있어요. 빨리 고쳐 주세요."
    board = sign_in("supervisor")
    board.wait_for_url("**/board/")
    official = sign_in(OFFICIAL)
    official.wait_for_url("**/work/")
    waiting, complaints = figure(board, "waiting"), open_complaints(board)

    # The citizen writes from a telephone, and waits; the supervisor sees one more.
    citizen = open_page("/", phone=True)
    ready_agent.get_by_role("button", name="휴식").click()
    ready_agent.locator("button[value=BREAK][aria-pressed=true]").wait_for()
    write_as_citizen(citizen, words)
    expect(citizen.get_by_text("상담원이 곧 연결됩니다")).to_be_visible()
    expect(board.locator("[data-figure=waiting]")).to_have_text(str(waiting + 1))
    expect(board.locator(".board-rows").filter(has_text="강남구").first).to_be_visible()

    # An agent is there again, takes it, and registers the complaint; the citizen reads its number at once.
    ready_agent.get_by_role("button", name="대기", exact=True).click()
    accept(ready_agent, pole)
    expect(citizen.get_by_text("님이 상담하고 있습니다.")).to_be_visible()
    expect(board.locator("[data-figure=waiting]")).to_have_text(str(waiting))
    ready_agent.keyboard.press("Alt+n")
    ready_agent.get_by_role("button", name="민원 접수하기").click()
    expect(ready_agent.get_by_text("접수번호와 처리기한을 시민에게 안내했습니다.")).to_be_visible()
    receipt = citizen.get_by_role("log").get_by_text("민원이 접수되었습니다.")
    expect(receipt).to_be_visible()
    found = re.search(r"접수번호: (\d{4}-\d{6}-\d)", receipt.inner_text())
    assert found is not None
    number = found[1]
    expect(board.locator("[data-office='11680']")).to_have_attribute("data-open", str(complaints + 1))
    finish(ready_agent, "COMPLAINT")

    # The department gets it by itself; the official takes charge, plans, and completes.
    official.locator(".work-row").filter(has_text=pole).click()
    expect(official.locator("article.complaint")).to_contain_text(number)
    expect(citizen.get_by_role("log")).to_contain_text("담당 부서에 전달했습니다.")
    official.get_by_role("button", name="내가 담당하기").click()
    expect(official.get_by_role("button", name="내가 담당하기")).to_have_count(0)
    official.get_by_role("button", name="처리 계획").click()
    official.get_by_label("무엇을 어떻게 처리하나요?").fill("전구를 교체하고 배선을 점검합니다.")
    official.locator("[data-fills]").first.click()
    official.get_by_role("button", name="계획 저장하고 알리기").click()
    expect(citizen.get_by_role("log")).to_contain_text("전구를 교체하고 배선을 점검합니다.")
    official.get_by_role("button", name="처리 완료").click()
    official.get_by_label("처리결과").fill("가로등 3개의 전구를 교체했습니다.")
    official.get_by_label("어떻게 끝났나요?").select_option("RESOLVED")
    official.get_by_role("button", name="처리 끝내고 결과 알리기").click()

    # The result is in the citizen's hands, in the chat and on the status page; the board counts one less.
    expect(citizen.get_by_role("log")).to_contain_text("가로등 3개의 전구를 교체했습니다.")
    expect(board.locator("[data-office='11680']")).to_have_attribute("data-open", str(complaints))
    citizen.get_by_role("link", name=re.compile("진행 보기")).click()
    expect(citizen.get_by_role("heading", name="처리결과")).to_be_visible()
    expect(citizen.get_by_text("처리 완료").first).to_be_visible()
