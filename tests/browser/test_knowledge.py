"""Articles at work: sent by one key, written from a gap to the public, held back by the district guard."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, SignIn, accept, finish, write_as_citizen

pytestmark = [pytest.mark.browser, pytest.mark.system]


def test_an_article_is_suggested_read_sent_once_and_stored(open_page: Open, ready_agent: Page) -> None:
    citizen = open_page("/", phone=True)
    words = "강남구 여권 재발급 준비물 알려 주세요. 상담원 연결해 주세요"
    write_as_citizen(citizen, words)
    accept(ready_agent, words)
    hits = ready_agent.locator("[data-hit]")
    expect(hits.first).to_contain_text("여권")
    # What the citizen adds changes the suggestions by itself, not while somebody reads one of them.
    ready_agent.keyboard.press("Alt+q")
    ready_agent.keyboard.press("ArrowDown")
    ready_agent.keyboard.press("Enter")
    reading = ready_agent.locator("[data-reading]")
    expect(reading).to_be_visible()
    opened = hits.first.locator("[data-hit-open]")
    title = opened.inner_text()
    citizen.get_by_label("메시지", exact=True).fill("그리고 대형폐기물 스티커는 어디서 사나요?")
    citizen.get_by_role("button", name="보내기", exact=True).click()
    expect(ready_agent.get_by_role("button", name=re.compile("새 제안 보기"))).to_be_visible()
    expect(opened).to_be_focused()
    expect(opened).to_have_text(title)
    with ready_agent.expect_response("**/send/"):
        ready_agent.keyboard.press("Alt+s")
    expect(citizen.get_by_role("log")).to_contain_text("신분증")
    with ready_agent.expect_response("**/send/"):
        ready_agent.keyboard.press("Alt+s")
    expect(ready_agent.locator("#toasts")).to_contain_text("이미 안내한 글입니다.")
    expect(ready_agent.locator(".timeline .entry-outbound").filter(has_text="신분증")).to_have_count(1)
    ready_agent.keyboard.press("Alt+g")
    expect(hits.filter(has_text="대형폐기물").first).to_be_visible()
    finish(ready_agent, "ARTICLE_SENT")


def test_a_gap_becomes_a_draft_is_reviewed_published_and_found(
    open_page: Open, ready_agent: Page, sign_in: SignIn
) -> None:
    word = f"은하텃밭{uuid4().hex[:6]}"
    citizen = open_page("/", phone=True)
    words = f"강남구 {word} 분양 받을 수 있나요? 상담원 연결해 주세요"
    write_as_citizen(citizen, words)
    accept(ready_agent, words)
    with ready_agent.expect_response("**/missing/"):
        ready_agent.get_by_role("button", name="맞는 답 없음").click()
    finish(ready_agent, "ANSWERED")
    ready_agent.goto("/knowledge/")
    gap = ready_agent.locator("#gaps form").filter(has_text=word)
    gap.get_by_role("button", name="초안 만들기").click()
    ready_agent.get_by_label("제목").fill(f"{word} 분양 신청")
    ready_agent.get_by_label("내용", exact=True).fill("해마다 2월 구청 누리집에서 신청합니다.")
    ready_agent.get_by_role("button", name="저장하고 검토 요청").click()
    expect(ready_agent.get_by_text("관리자의 검토를 기다립니다.")).to_be_visible()
    supervisor = sign_in("supervisor", path=f"/login/?next={urlsplit(ready_agent.url).path}")
    supervisor.get_by_role("button", name="승인하고 게시").click()
    expect(supervisor.get_by_role("heading", name=f"{word} 분양 신청")).to_be_visible()
    found = citizen.request.get("/api/articles/search", params={"q": word}).json()["results"]
    assert found[0]["title"] == f"{word} 분양 신청"
    ready_agent.goto("/console/")


def test_the_district_guard_keeps_an_automatic_answer_back(open_page: Open, ready_agent: Page) -> None:
    """The same question is answered at once, unless it names two districts: then an agent has to see it."""
    answered, kept_back = open_page("/", phone=True), open_page("/", phone=True)
    question = "전입신고 며칠 안에 해야 돼요?"
    elsewhere = "강남구에서 송파구로 이사했는데 전입신고 며칠 안에 해야 돼요?"
    write_as_citizen(kept_back, elsewhere)
    expect(kept_back.get_by_text("상담원이 곧 연결됩니다")).to_be_visible()
    expect(kept_back.get_by_role("log")).not_to_contain_text("출처:")
    accept(ready_agent, elsewhere)
    finish(ready_agent, "ANSWERED")
    write_as_citizen(answered, question)
    expect(answered.get_by_role("log")).to_contain_text("출처:")
    # What did not help goes to an agent, with everything said so far.
    answered.get_by_role("button", name="도움이 안 됐어요").click()
    expect(answered.get_by_text("상담원이 곧 연결됩니다")).to_be_visible()
    accept(ready_agent, question)
    expect(ready_agent.locator(".timeline")).to_contain_text("출처:")
    finish(ready_agent, "ANSWERED")
