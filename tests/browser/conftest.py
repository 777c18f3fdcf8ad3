"""People in front of real browsers, on the real product. Whatever a page complains about in its console fails the test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from contactcenter.testing import Stack

PASSWORD = "demonstration-120"
STREETLIGHT = "강남구 역삼동 테헤란로 가로등이 3일째 꺼져 있어요. 빨리 고쳐 주세요."
# What a browser logs by itself when a form is refused, or while a test has stopped a process.
EXPECTED = ("422", "409", "/nowhere/", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION", "502", "503")

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
        page.set_default_timeout(30_000)
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
def ready_agent(sign_in: SignIn) -> Iterator[Page]:
    """The console of an agent of Gangnam who takes contacts."""
    page = sign_in("agent5")
    page.get_by_role("button", name="대기", exact=True).click()
    page.locator("button[value=READY][aria-pressed=true]").wait_for()
    yield page
    page.get_by_role("button", name="로그아웃").click()


def write_as_citizen(page: Page, text: str) -> None:
    """Write the first message on the welcome page."""
    page.get_by_label("문의 내용").fill(text)
    page.get_by_role("button", name="상담 시작").click()
    page.wait_for_url("**/chat/*/")
