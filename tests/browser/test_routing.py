"""What a person corrected is tried and published by a supervisor, and the next words go there."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, SignIn, accept, finish, write_as_citizen

pytestmark = [pytest.mark.browser, pytest.mark.system]

PLACE = "달무리쉼터"
WORDS = f"{PLACE} 앞 가로등이 꺼져 있어요. 고쳐 주세요."


def test_correct_try_publish_and_the_decision_has_changed(open_page: Open, ready_agent: Page, sign_in: SignIn) -> None:
    # Nobody knows the place: the citizen asks for a person, who knows it and corrects the district.
    citizen = open_page("/", phone=True)
    write_as_citizen(citizen, WORDS)
    expect(citizen.get_by_text("어느 구, 어느 동의 일인지")).to_be_visible()
    citizen.get_by_role("button", name="상담원 연결").click()
    accept(ready_agent, PLACE)
    ready_agent.get_by_role("button", name="왜 여기로?").click()
    ready_agent.locator("#correct-district").select_option(label="강남구")
    ready_agent.get_by_role("button", name="분류 고치기").click()
    expect(ready_agent.locator(".decision-line")).to_contain_text("강남구")
    finish(ready_agent, "ANSWERED")

    # The supervisor adds the place to a draft, tries it on what was decided, and publishes it.
    supervisor = sign_in("supervisor")
    supervisor.goto("/routing/")
    supervisor.get_by_label("장소 이름").fill(PLACE)
    supervisor.locator("#new-district").select_option(label="강남구")
    supervisor.get_by_role("button", name="장소 더하기").click()
    draft = supervisor.locator("#routing-draft")
    expect(draft).to_contain_text(PLACE)
    draft.get_by_role("button", name="최근 30일로 시험하기").click()
    expect(draft.get_by_text("달라지는 상담 보기")).to_be_visible()
    expect(draft.locator(".routing-sample li").filter(has_text=PLACE).first).to_contain_text("강남구")
    expect(draft).to_contain_text("사람이 고친 판단")
    draft.get_by_label("무엇을 왜 고쳤나").fill("새 쉼터")
    draft.get_by_role("button", name="게시하기").click()
    expect(supervisor.locator(".routing-history li").first).to_contain_text("새 쉼터")

    # Whoever writes of it some seconds later is not asked where it is.
    def next_one_is_understood() -> bool:
        page = open_page("/", phone=True)
        write_as_citizen(page, WORDS)
        asked, queued = page.get_by_text("어느 구, 어느 동의 일인지"), page.get_by_text("상담원이 곧 연결됩니다")
        asked.or_(queued).first.wait_for()
        return queued.is_visible()

    assert any(next_one_is_understood() for _try in range(5))
    accept(ready_agent, PLACE)
    expect(ready_agent.locator(".decision-line")).to_contain_text(f"‘{PLACE}’ → 강남구")
    finish(ready_agent, "ANSWERED")
