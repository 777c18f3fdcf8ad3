"""A complaint's whole life, with the citizen's page open beside: nobody reloads what another has changed."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.system]
NEW = "/login/?next=/work/%3Fbucket%3DNEW"


def open_row(staff: Page, words: str) -> None:
    """Open the complaint with `words` in its title from the list on the left."""
    staff.locator(".work-row").filter(has_text=words).first.click()
    expect(staff.locator("article.complaint h1")).to_contain_text(words)


def open_panel(staff: Page, key: str) -> None:
    """Open a panel by its key."""
    staff.locator(f"#actions [aria-keyshortcuts={key.upper()}]").wait_for()
    staff.locator("#complaint-heading").focus()
    staff.keyboard.press(key)


def fill_in(staff: Page, key: str, fields: dict[str, str], submit: str) -> None:
    """Open a panel by its key, fill it in, and press what sends it."""
    open_panel(staff, key)
    for label, value in fields.items():
        field = staff.get_by_label(label, exact=False).and_(staff.locator("#actions .input"))
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    staff.get_by_role("button", name=submit).click()


def test_from_filing_to_reopening(open_page: Open, sign_in: SignIn) -> None:
    pole = f"{uuid4().int % 100_000}호 가로등 고장"
    citizen = open_page("/complaints/new/", phone=True)
    citizen.get_by_label("제목").fill(pole)
    citizen.get_by_label("내용").fill("강남구 역삼동 테헤란로 가로등이 꺼져 있어요. 고쳐 주세요.")
    citizen.get_by_role("button", name="신청하기").click()
    citizen.wait_for_url("**/status/**")
    state = citizen.locator(".status-head .badge")
    expect(state).to_have_text("신청")

    # The desk accepts it within its hours; the department gets it by itself.
    desk = sign_in("agent5", path="/login/?next=/work/%3Fbucket%3DTO_ACCEPT")
    open_row(desk, pole)
    fill_in(desk, "f", {}, "접수하고 부서에 보내기")
    expect(state).to_have_text(re.compile("접수|부서 전달"))
    roads = sign_in("강남구-도로관리과", path=NEW)
    open_row(roads, pole)
    roads.keyboard.press("a")
    expect(state).to_have_text("담당자 지정")
    expect(roads.get_by_role("button", name="이송", exact=False).first).to_be_visible()

    # To another department, which gives it back; the desk assigns it again.
    fill_in(roads, "t", {"부서": "교통행정과", "사유": "교통 신호등으로 보입니다."}, "이송하고 알리기")
    traffic = sign_in("강남구-교통행정과", path=NEW)
    open_row(traffic, pole)
    fill_in(traffic, "b", {"사유": "가로등은 도로관리과 일입니다."}, "우리 부서 일이 아님")
    desk.goto("/work/?bucket=TO_ASSIGN")
    open_row(desk, pole)
    fill_in(desk, "q", {"부서": "도로관리과"}, "이 부서에 배정")
    roads.goto("/work/?bucket=NEW")
    open_row(roads, pole)
    roads.keyboard.press("a")
    expect(roads.locator("summary").filter(has_text="번 전달")).to_be_visible()
    expect(roads.get_by_role("button", name="처리 완료")).to_be_visible()

    # What the official begins at once is not disturbed by the news of having taken it.
    open_panel(roads, "p")
    plan = roads.get_by_label("무엇을 어떻게 처리하나요?")
    plan.fill("현장을 봅니다.")
    expect(roads.locator("#facts")).to_contain_text("담당자 지정")
    expect(plan).to_have_value("현장을 봅니다.")
    expect(roads.locator("[data-news]")).to_have_count(0)

    # Something is missing: the citizen reads it on the page that is open, and answers.
    fill_in(
        roads,
        "s",
        {"무엇을 보완해야 하나요?": "전봇대 번호를 알려 주세요.", "보완 기간(일)": "7"},
        "보완 요구 보내기",
    )
    expect(citizen.get_by_text("전봇대 번호를 알려 주세요.")).to_be_visible()
    open_panel(roads, "u")
    heard = roads.get_by_label("시민이 보완한 내용")
    heard.fill("전화로 17호라고 하셨습니다.")
    citizen.get_by_label("보완하는 내용").fill("테헤란로 17호입니다.")
    citizen.get_by_role("button", name="보완 보내기").click()
    expect(citizen.get_by_text("담당자에게 전달했습니다")).to_be_visible()
    expect(roads.locator("#record")).to_contain_text("테헤란로 17호입니다.")
    expect(roads.locator("#actions [data-news]")).to_be_visible()
    expect(heard).to_have_value("전화로 17호라고 하셨습니다.")
    roads.locator("#actions [data-news] button").click()
    expect(roads.locator("#actions [data-news]")).to_have_count(0)

    # More time for a lawful reason, then the result.
    fill_in(
        roads,
        "e",
        {"늘릴 기간": "2", "법이 정한 사유": "사실관계 조사나 현장 확인이 필요함", "설명": "현장을 봅니다."},
        "연장하고 알리기",
    )
    expect(citizen.locator("#status")).to_contain_text("연장")
    fill_in(
        roads, "c", {"처리결과": "전구를 바꾸었습니다.", "어떻게 끝났나요?": "조치 완료"}, "처리 끝내고 결과 알리기"
    )
    expect(citizen.locator("#status")).to_contain_text("전구를 바꾸었습니다.")

    # The citizen rates it, and asks once more; it comes back to the same officer.
    citizen.get_by_label("4점").check()
    citizen.get_by_label("그렇게 생각하신 이유").fill("아직 어둡습니다.")
    citizen.get_by_role("button", name="평가 보내기").click()
    expect(citizen.get_by_text("의견을 남겨 주셔서 고맙습니다.")).to_be_visible()
    citizen.get_by_text("해결되지 않았습니다").click()
    # News that arrive now fold nothing up.
    with citizen.expect_response("**/own/**"):
        citizen.evaluate("window.htmx.trigger(document.body, 'live:reset')")
    citizen.get_by_label("무엇이 더 필요한가요?").fill("밝기를 높여 주세요.")
    citizen.get_by_role("button", name="요청 보내기").click()
    expect(state).to_have_text("추가 답변 요청")
    expect(roads.locator("#record")).to_contain_text("밝기를 높여 주세요.")
    expect(roads.locator("#facts")).to_contain_text("추가 답변 요청")
