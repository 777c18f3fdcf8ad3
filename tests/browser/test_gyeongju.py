"""TokTok Gyeongju, the same product in another city: from a citizen's KakaoTalk to the department and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect

from contactcenter.testing import Stack, free_port, start_stack
from tests.browser.conftest import Open, SignIn, accept, finish

pytestmark = [pytest.mark.browser, pytest.mark.system]

CASES = Path(__file__).parent.parent / "routing" / "gyeongju_cases.csv"
NUMBER = "01047130001"


@pytest.fixture(scope="session")
def gyeongju(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product of Gyeongju, started on nothing."""
    var = tmp_path_factory.mktemp("gyeongju")
    with start_stack(var=var, port=free_port(), options=("--fresh", "--city", "gyeongju")) as stack:
        stack.manage("load_message_templates", "--hand-in")
        yield stack


@pytest.fixture(scope="session")
def base_url(gyeongju: Stack) -> str:
    """The address of Gyeongju's product instead of Seoul's."""
    return gyeongju.url


def do(stack: Stack, **content: str) -> None:
    """Do something as the citizen in the practice KakaoTalk."""
    httpx.post(f"{stack.url}/sandbox/v1/kakao/{NUMBER}", json=content).raise_for_status()


def lines(stack: Stack) -> list[dict[str, Any]]:
    """Return what the citizen's room shows."""
    return list(httpx.get(f"{stack.url}/sandbox/v1/kakao/{NUMBER}").json()["lines"])


def test_routing_finds_the_office_and_the_topics_of_the_other_city(gyeongju: Stack) -> None:
    printed = gyeongju.manage("evaluate_routing", str(CASES))
    names, *rows = [line.split() for line in printed.splitlines() if line.strip()]
    measured = dict(zip(names, map(float, next(row for row in rows if row[0] == "all")[1:]), strict=True))
    assert measured["district"] == 1
    assert measured["topic"] >= 0.85
    assert measured["handling"] >= 0.9


def test_a_broken_streetlight_comes_back_into_the_chat_and_by_alimtalk_when_it_is_over(
    gyeongju: Stack, open_page: Open, at_work: SignIn, sign_in: SignIn
) -> None:
    pole = f"{uuid4().int % 10_000}호 가로등"
    agent = at_work("agent1")
    official = sign_in("경주시-도로과")
    kakao = open_page(f"/sandbox/kakao/{NUMBER}", phone=True)

    # The citizen writes to TokTok Gyeongju; an operator answers in the same room.
    do(gyeongju, action="mode", mode="chat")
    do(gyeongju, text=f"황성동 용담로 {pole}이 꺼져서 밤에 너무 어두워요. 고쳐 주세요.")
    accept(agent, pole)
    agent.locator("#reply-text").fill("도로과에 접수해 처리 예정일과 결과를 이 대화방으로 알려 드리겠습니다.")
    agent.keyboard.press("Control+Enter")
    expect(kakao.get_by_text("이 대화방으로 알려 드리겠습니다.")).to_be_visible()
    do(gyeongju, action="give_phone")

    # The operator registers the complaint: it goes to the department by itself.
    agent.keyboard.press("Alt+n")
    agent.get_by_role("button", name="민원 접수하기").click()
    receipt = kakao.get_by_text("[톡톡경주] 민원이 접수되었습니다.")
    expect(receipt).to_be_visible()
    finish(agent, "COMPLAINT")
    official.locator(".work-row").filter(has_text=pole).click()
    official.get_by_role("button", name="내가 담당하기").click()
    expect(official.get_by_role("button", name="내가 담당하기")).to_have_count(0)
    expect(official.locator(".work-row").filter(has_text=pole)).to_have_count(0)  # the list of what is new follows

    # Schedule and result arrive in the same room.
    official.get_by_role("button", name="처리 계획").click()
    official.get_by_label("무엇을 어떻게 처리하나요?").fill("전구를 교체하고 배선을 점검합니다.")
    official.locator("[data-fills]").first.click()
    official.get_by_role("button", name="계획 저장하고 알리기").click()
    expect(kakao.get_by_text("전구를 교체하고 배선을 점검합니다.")).to_be_visible()
    official.get_by_role("button", name="처리 완료").click()
    official.get_by_label("처리결과").fill("가로등의 전구를 교체했습니다.")
    official.get_by_label("어떻게 끝났나요?").select_option("RESOLVED")
    official.get_by_role("button", name="처리 끝내고 결과 알리기").click()
    expect(kakao.get_by_text("가로등의 전구를 교체했습니다.")).to_be_visible()
    assert {line["form"] for line in lines(gyeongju) if "민원" in line["text"]}.isdisjoint({"ALIMTALK"})

    # The room is over; what is told afterwards comes as an Alimtalk.
    do(gyeongju, action="expire")
    expect(kakao.get_by_text("30일이 지나 상담이 끝났습니다.")).to_be_visible()
    official.get_by_role("button", name="오기 정정").click()
    official.get_by_label("고친 처리결과").fill("그 옆 가로등의 전구도 교체했습니다.")
    official.get_by_label("무엇이 잘못 적혔나요?").fill("고친 가로등의 수")
    official.get_by_role("button", name="고치고 다시 알리기").click()
    expect(kakao.locator(".alimtalk").get_by_text("그 옆 가로등의 전구도 교체했습니다.")).to_be_visible()
