"""People in front of real browsers, on the real product. What a page complains about in its console fails the test."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from contactcenter.testing import Stack

SLOW = 30_000  # milliseconds: the machine may be busy; nothing here measures time
PASSWORD = "demonstration-120"
expect.set_options(timeout=SLOW)
STREETLIGHT = "강남구 역삼동 테헤란로 가로등이 3일째 꺼져 있어요. 빨리 고쳐 주세요."
# What a browser logs by itself when a form is refused, or while a test has stopped a process.
EXPECTED = ("422", "409", "410", "/nowhere/", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION", "502", "503")

SignIn = Callable[[str], Page]
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def base_url(live_stack: Stack) -> str:
    """The address of the running product."""
    return live_stack.url


@pytest.fixture
def open_page(
    base_url: str,
    browser: Browser,
    browser_context_args: dict[str, Any],
    phone_context_args: dict[str, Any],
) -> Iterator[Open]:
    """Return a function that opens a page in a browser of its own, on a desk or (`phone=True`) a telephone."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        told = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error" and not any(words in told for words in EXPECTED):
            complaints.append(told)

    def opened(path: str, *, phone: bool = False, **options: Any) -> Page:
        arguments = phone_context_args if phone else browser_context_args
        context = browser.new_context(**{**arguments, "base_url": base_url, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def sign_in(open_page: Open) -> SignIn:
    """Return a function that opens the browser of a member of staff, at the page where their role starts."""

    def signed_in(username: str, *, path: str = "/login/") -> Page:
        page = open_page(path)
        page.get_by_label("아이디").fill(username)
        page.get_by_label("비밀번호").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="로그인").click()
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    return signed_in


@pytest.fixture
def at_work(sign_in: SignIn) -> Iterator[SignIn]:
    """Return a function that opens the console of an agent who takes contacts; what is left is closed in the end."""
    pages: list[Page] = []

    def working(username: str) -> Page:
        page = sign_in(username)
        page.evaluate("document.fonts.ready.then(() => null)")  # letters that come later move what is pressed
        with page.expect_response("**/console/seat/"):
            page.get_by_role("button", name="대기", exact=True).click()
        page.locator("button[value=READY][aria-pressed=true]").wait_for()
        pages.append(page)
        return page

    yield working
    for page in pages:
        page.goto("/console/")
        for address in page.locator(".work-item").evaluate_all("items => items.map(item => item.href)"):
            page.goto(address)
            finish(page, "NO_RESPONSE")
        page.get_by_role("button", name="로그아웃").click()


@pytest.fixture
def ready_agent(at_work: SignIn) -> Page:
    """The console of an agent of Gangnam who takes contacts."""
    return at_work("agent5")


def write_as_citizen(page: Page, text: str) -> None:
    """Write the first message on the welcome page."""
    page.get_by_label("문의 내용").fill(text)
    page.get_by_role("button", name="상담 시작").click()
    page.wait_for_url("**/chat/*/")


def accept(agent: Page, words: str) -> None:
    """Take the contact in which the citizen wrote `words`, once it is offered."""
    offer = agent.locator(".offer").filter(has_text=words)
    expect(offer).to_be_visible()
    if agent.locator(".offer").count() == 1:
        agent.keyboard.press("F2")
    else:
        offer.get_by_role("button", name="받기").click()
    agent.wait_for_url("**/console/contacts/*/")


def finish(agent: Page, code: str) -> None:
    """Close the contact on the screen with a result."""
    agent.get_by_label("상담 결과").select_option(code)
    agent.keyboard.press("F9")
    agent.wait_for_url(re.compile(r"/console/$"))
